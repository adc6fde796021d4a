"""References in the admin: usual fields over a CSL-JSON record that loses nothing."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from articles.drafts import Draft
from references.csl import CslName
from references.models import Reference
from references.record_form import authors_as_lines, authors_of_lines
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return signed_in(factories.account("writer"))


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def typed(**changes: str) -> dict[str, str]:
    fields = {
        "kind": "article-journal",
        "title_text": "Light in migraine",
        "authors": "Tester, Tina\nThe Light Group",
        "container": "Journal of Tests",
        "year_number": "2024",
        "volume": "1",
        "issue": "",
        "page": "1-9",
        "doi_text": "https://doi.org/10.5555/Light",
        "pmid_text": "",
        "url": "",
        "csl": "{}",
    }
    return fields | changes


ADD = "admin:references_reference_add"


def test_a_reference_is_entered_by_its_usual_fields(browser):
    assert browser.post(reverse(ADD), typed()).status_code == 302
    record = Reference.objects.get()
    assert (record.title, record.year, record.doi) == ("Light in migraine", 2024, "10.5555/light")
    assert record.csl["author"] == [
        {"family": "Tester", "given": "Tina"},
        {"literal": "The Light Group"},
    ]


def test_a_name_is_shown_with_its_particles_and_keeps_them():
    van_gogh: CslName = {"family": "Gogh", "given": "V", "non-dropping-particle": "van"}
    line = authors_as_lines({"author": [van_gogh]})
    assert line == "van Gogh, V"
    assert authors_of_lines(f"{line}\nNew, N", [van_gogh])[0] == van_gogh


def test_what_the_fields_dont_show_is_kept(browser):
    record = Reference.objects.create(csl={**factories.SLEEP, "language": "en", "note": "kept"})
    url = reverse("admin:references_reference_change", args=[record.pk])
    page = browser.get(url).content.decode()
    csl = re.search(r'<textarea name="csl".*?>(.*?)</textarea>', page, re.DOTALL)
    assert csl
    changed = typed(csl=html.unescape(csl[1]), doi_text="10.5555/test")
    assert browser.post(url, changed).status_code == 302
    record.refresh_from_db()
    assert record.title == "Light in migraine"
    assert (record.csl["language"], record.csl["note"]) == ("en", "kept")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title_text": ""}, "Give the title"),
        ({"doi_text": "no doi"}, "DOI"),
        ({"pmid_text": "x"}, "PMID"),
        ({"year_number": "99"}, "1500"),
        ({"url": "javascript:alert(1)"}, "valid"),
        ({"csl": "{"}, "JSON"),
        ({"csl": '{"title": "Other"}'}, "unclear which holds"),
    ],
)
def test_what_is_no_reference_is_refused_beside_what_was_typed(browser, changes, why):
    answer = browser.post(reverse(ADD), typed(**changes))
    assert answer.status_code == 200
    assert why in words_of(answer)
    assert "The Light Group" in words_of(answer)
    assert not Reference.objects.exists()


@pytest.mark.parametrize(
    ("csl", "why"),
    [
        ("[1]", "it has to be one object"),
        (json.dumps({"title": "x", "author": "y"}), "“author” has to be a list of names"),
        (json.dumps({"title": 7}), "“title” has to be text"),
        (json.dumps({"type": "book"}), "Give the title"),
    ],
)
def test_a_record_that_is_none_is_refused(browser, csl, why):
    alone = dict.fromkeys(typed(), "") | {"kind": "article-journal", "csl": csl}
    answer = browser.post(reverse(ADD), alone)
    assert answer.status_code == 200
    assert why in words_of(answer)
    assert not Reference.objects.exists()


def test_a_doi_that_is_there_already_is_told(browser):
    Reference.objects.create(csl=factories.SLEEP)
    answer = browser.post(reverse(ADD), typed(doi_text="10.5555/TEST"))
    assert "DOI 10.5555/test is the record “ Sleep in migraine (2024) ” already" in words_of(answer)


def test_a_doi_that_is_there_already_is_told_before_anything_else_is_typed(browser):
    Reference.objects.create(csl=factories.SLEEP)
    words = words_of(browser.post(reverse(ADD), typed(doi_text="10.5555/TEST", title_text="")))
    assert "Give the title." in words
    assert "DOI 10.5555/test is the record “ Sleep in migraine (2024) ” already" in words


def test_scripts_in_a_record_are_words(browser):
    hostile = "<script>alert(1)</script>"
    browser.post(reverse(ADD), typed(title_text=hostile, authors=hostile, container=hostile))
    for url in (reverse("admin:references_reference_changelist"), reverse("admin:index")):
        assert "<script>alert" not in browser.get(url).content.decode()


def test_a_reference_says_where_it_is_used_and_stays_while_it_is(browser):
    article = factories.draft(writer=factories.account("writer"))
    record = Reference.objects.get(pk=Draft.of(article).bibliography[0])
    url = reverse("admin:references_reference_change", args=[record.pk])
    used = browser.get(url).content.decode()
    assert article.title in used
    deletion = reverse("admin:references_reference_delete", args=[record.pk])
    answer = browser.post(deletion, {"post": "yes"}, follow=True)
    assert answer.status_code == 200
    assert Reference.objects.filter(pk=record.pk).exists()


def test_an_unused_reference_is_deleted(browser):
    record = Reference.objects.create(csl=factories.SLEEP)
    deletion = reverse("admin:references_reference_delete", args=[record.pk])
    assert browser.post(deletion, {"post": "yes"}).status_code == 302
    assert not Reference.objects.exists()
