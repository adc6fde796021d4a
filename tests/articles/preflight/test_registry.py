"""A publisher adds and silences rules by settings; one broken check hides nothing."""

from __future__ import annotations

import logging

import pytest

from articles.drafts import Draft
from articles.preflight import Level, run_preflight
from articles.preflight.misuse import the_checks_exist
from articles.preflight.registry import checks
from articles.preflight.reports import OUR_OWN, rules_table

pytestmark = pytest.mark.django_db
HERE = "tests.articles.preflight.our_checks"
DRAFT = Draft(title="T", body="<p>It is a wonder. It is small.</p>")


def test_a_publisher_adds_a_check(settings):
    before = run_preflight(DRAFT)
    settings.PREFLIGHT_CHECKS = [*settings.PREFLIGHT_CHECKS, f"{HERE}.CHECKS"]
    added = run_preflight(DRAFT)
    assert added[:-1] == before
    assert (added[-1].rule, added[-1].quote) == ("wonder-word", "wonder")
    assert added[-1].sentence == "It is a wonder."


def test_a_silenced_rule_says_nothing_and_the_others_of_its_check_go_on(settings):
    assert {"title-missing", "summary-missing"} <= {one.rule for one in run_preflight(Draft())}
    settings.PREFLIGHT_SILENCED = ["title-missing"]
    rules = {one.rule for one in run_preflight(Draft())}
    assert "title-missing" not in rules and "summary-missing" in rules


def test_a_check_of_silenced_rules_is_not_run(settings):
    settings.PREFLIGHT_CHECKS = [f"{HERE}.BROKEN"]
    settings.PREFLIGHT_SILENCED = ["half-done"]
    assert [one.rule for one in run_preflight(DRAFT)] == ["wonder-word"]


def test_a_broken_check_is_named_and_hides_nothing(settings, caplog):
    settings.PREFLIGHT_CHECKS = [f"{HERE}.BROKEN"]
    with caplog.at_level(logging.ERROR):
        found = run_preflight(DRAFT)
    assert [one.rule for one in found] == ["half-done", "check-broken", "wonder-word"]
    assert found[1].level is Level.NEEDS_REASON
    assert "Refuse everything" in found[1].message and found[1].sentence == "half-done"
    assert "preflight_check_failed" in caplog.text


def test_a_check_that_yields_something_else_is_broken_too(settings):
    settings.PREFLIGHT_CHECKS = [f"{HERE}.NO_FINDINGS"]
    assert [one.rule for one in run_preflight(DRAFT)] == ["check-broken", "wonder-word"]


def test_settings_that_would_leave_something_out_are_reported(settings):
    assert the_checks_exist(None) == []
    settings.PREFLIGHT_CHECKS = [f"{HERE}.TWICE", f"{HERE}.NO_CHECKS", "no.such.CHECKS", HERE]
    settings.PREFLIGHT_SILENCED = ["no-such-rule"]
    assert [found.id for found in the_checks_exist(None)] == [
        "articles.E002",
        "articles.E001",
        "articles.E001",
        "articles.E001",
        "articles.W001",
    ]


def test_each_rule_says_what_it_is_for_and_is_listed_once():
    listed = [rule for one in checks() for rule in one.rules]
    assert len(listed) == len(set(listed))
    assert all(one.explanation.endswith(".") for one in checks())
    table = rules_table(checks(), ["title-missing"])
    assert all(f"`{rule}`" in table for rule in [*listed, *OUR_OWN])
    assert "| `title-missing` (silenced) | blocker |" in table


@pytest.mark.parametrize(
    ("language", "body", "why"),
    [
        ("de", "<p>Das ist kurz.</p>", "'de'"),
        ("en", f"<p>{'Das Wetter ist heute wieder sehr kalt und trocken. ' * 5}</p>", "English"),
        ("en", f"<p>{'نص عربي قصير عن النوم والراحة. ' * 8}</p>", "English"),
    ],
)
def test_what_is_not_english_is_not_checked_and_says_so(language, body, why):
    [found] = [
        one
        for one in run_preflight(Draft(language=language, body=body))
        if one.rule == "not-checked"
    ]
    assert found.level is Level.ADVICE and why in found.message
