"""Rules of safety: advice, emergencies, harms, what is sold, what is over, what is gone."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest

from articles.blocks import Place
from articles.drafts import Draft
from articles.links.addresses import links_of, text_links
from articles.models import CallToAction, LinkCheck
from articles.preflight import Level
from articles.preflight.safety import (
    CHECKS,
    benefits_stand_with_harms,
    emergency_signs_are_named,
    expired_offers,
    links_lead_somewhere,
    nothing_unapproved_is_sold,
    readers_are_sent_to_a_doctor,
)
from articles.preflight.selling import selling_words
from articles.preflight.signs import names
from articles.preflight.writing import links_say_where_they_lead
from tests.articles.preflight.words import draft, found, quotes, therapy
from therapies.models import Condition

AHSCT = therapy("Stem cell transplantation", "AHSCT")
APPROVED = therapy("Interferon beta", "IFN", status="approved")
UNRECORDED = therapy("Acupuncture", status="")
TODAY = datetime.date(2026, 3, 1)
EYES = Condition(
    name="Optic neuritis", slug="on", emergency_signs=["sudden loss of vision", "severe eye pain"]
)


def test_all_rules_of_safety_ask_for_a_reason():
    assert {level for one in CHECKS for level in one.rules.values()} == {Level.NEEDS_REASON}


def rules(findings: Any) -> list[str]:
    return [finding.rule for finding in findings]


# --- A doctor


@pytest.mark.parametrize(
    "text",
    [
        "Talk to your doctor before you decide.",
        "Ask your neurologist which drug could suit you.",
        "Your GP can help: see a doctor if it gets worse.",
        "Discuss the risks with your health care team.",
        "If you are unsure, speak with a pharmacist.",
        "It is meant for a conversation with your MS nurse.",
        "Always seek medical advice.",
        "Do not stop it without talking to your doctor.",
    ],
)
def test_a_line_that_sends_readers_to_somebody_is_enough(text):
    assert found(readers_are_sent_to_a_doctor, text, about=[AHSCT]) == []


@pytest.mark.parametrize(
    "text",
    [
        "AHSCT is a transplant.",
        "Doctors collect the cells.",
        "There is no need to ask your doctor.",
        "You can order it instead of asking your doctor.",
        "Your doctor will be paid. Talk to us.",
    ],
)
def test_other_sentences_about_doctors_are_not(text):
    [finding] = found(readers_are_sent_to_a_doctor, text, about=[AHSCT])
    assert (finding.rule, finding.where) == ("doctor-line-missing", "body")


def test_an_article_that_describes_no_therapy_needs_no_such_line():
    assert found(readers_are_sent_to_a_doctor, "Nerves carry signals.", known=[AHSCT]) == []
    assert rules(found(readers_are_sent_to_a_doctor, "AHSCT is hard.", known=[AHSCT])) == [
        "doctor-line-missing"
    ]


# --- Emergencies


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Call if you suddenly lose your sight.", "sudden loss of vision"),
        ("Sudden vision loss needs help.", "sudden loss of vision"),
        ("Go there when your eyes hurt badly: severe pains in an eye.", "severe eye pain"),
        ("Difficulty breathing is one.", "trouble breathing"),
        ("You may be breathless and have trouble with it.", "trouble breathing"),
        ("Numbness of the faces or arms.", "numb face"),
        ("A seizure", "seizures"),
        ("Diarrhea with blood, bleeding", "bloody diarrhoea"),
    ],
)
def test_a_sign_is_named_in_any_order_and_inflection(text, sign):
    assert names(draft(text).sentences, sign)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Vision is a sense. Sudden noises frighten.", "sudden loss of vision"),
        ("Pain may come.", "severe eye pain"),
        ("", "fever"),
    ],
)
def test_single_words_of_a_sign_do_not_name_it(text, sign):
    assert not names(draft(text).sentences, sign)


def test_each_sign_of_the_condition_has_to_be_named_and_help_too():
    findings = found(emergency_signs_are_named, "Sudden loss of vision occurs.", subject=EYES)
    assert rules(findings) == ["emergency-sign-missing", "emergency-help-missing"]
    assert findings[0].sentence == "severe eye pain"
    assert "severe eye pain" in findings[0].message


def test_named_signs_and_where_to_go_are_enough():
    text = "Call an ambulance right away if you have severe eye pain or a sudden loss of vision."
    assert found(emergency_signs_are_named, text, subject=EYES) == []


def test_without_configured_signs_nothing_is_asked():
    assert found(emergency_signs_are_named, "Text.", subject=Condition(name="A")) == []
    assert found(emergency_signs_are_named, "Text.") == []


# --- Benefits and harms


def test_a_benefit_in_an_article_without_any_harm_is_pointed_at():
    [finding] = found(benefits_stand_with_harms, "AHSCT improves walking.", known=[AHSCT])
    assert finding.quote == "AHSCT improves walking."
    assert "nothing in the article names a harm" in finding.message


def test_a_key_takeaway_does_not_tell_benefits_alone():
    written = draft(
        "Infections are a risk of AHSCT.", known=[AHSCT], key_takeaways=("AHSCT improves walking.",)
    )
    [finding] = benefits_stand_with_harms(written)
    assert finding.place.field == "key_takeaways"
    assert "neither the summary nor a key takeaway" in finding.message


@pytest.mark.parametrize(
    "takeaways",
    [
        ("AHSCT improves walking.", "People have died of AHSCT."),
        ("AHSCT improves walking, but is not approved.",),
        ("AHSCT does not improve walking.",),
        ("Does AHSCT improve walking?",),
        ("Walking improves.",),
    ],
)
def test_harms_limits_denials_and_questions_are_no_benefit_alone(takeaways):
    written = draft("Infections are a risk.", known=[AHSCT], key_takeaways=takeaways)
    assert list(benefits_stand_with_harms(written)) == []


# --- Selling


def button(label: str, url: str = "https://example.org/", **values: Any) -> CallToAction:
    return CallToAction(name=values.pop("name", "Button"), label=label, url=url, **values)


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("Book your free consultation", "https://example.org/"),
        ("Find a clinic", "https://example.org/"),
        ("Get started", "https://example.org/"),
        ("Order now", "https://example.org/"),
        ("Order", "https://example.org/"),
        ("Save 20% off", "https://example.org/"),
        ("See prices", "https://example.org/"),
        ("Learn more", "https://example.org/pricing"),
        ("Learn more", "https://example.org/stem-cells/book-your-appointment?x=1"),
        ("Learn more", "https://example.org/?page=free_consultation"),
    ],
)
def test_labels_and_addresses_that_sell(label, url):
    assert selling_words(label, url)


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("Questions for your visit", "https://example.org/questions"),
        ("Read the guideline", "https://www.ncbi.nlm.nih.gov/books/NBK1234/"),
        ("Find a support group", "https://example.org/groups"),
        ("In order to walk", "https://example.org/walking"),
        ("The price of progress: a study of drug prices", "https://example.org/10.1/abc"),
        ("Find clinical trials", "https://clinicaltrials.gov/search?cond=MS"),
        ("Talk to a nurse", "https://[broken"),
        ("", ""),
    ],
)
def test_labels_and_addresses_that_inform(label, url):
    assert not selling_words(label, url)


def test_a_button_that_sells_beside_an_unapproved_therapy_is_pointed_at():
    buttons = {1: button("Find a clinic"), 2: button("Read on", name="Book now, May")}
    written = draft(
        html='<p>About AHSCT.</p><div data-call-to-action="2"></div>',
        about=[AHSCT],
        buttons=buttons,
        call_to_action=1,
    )
    findings = list(nothing_unapproved_is_sold(written))
    assert [(one.quote, one.place.field) for one in findings] == [
        ("Read on", "body"),
        ("Find a clinic", "call_to_action"),
    ]
    assert "not approved: Stem cell transplantation (AHSCT)" in findings[1].message


def test_a_text_link_that_sells_is_marked_at_its_words():
    html = '<p>No link. <a href="https://example.org/">Book now</a> or wait: Book now.</p>'
    [finding] = found(nothing_unapproved_is_sold, html=html, about=[AHSCT])
    assert (finding.quote, finding.place.start, finding.place.end) == ("Book now", 9, 17)


@pytest.mark.parametrize("described", [[APPROVED], [UNRECORDED], []])
def test_beside_other_therapies_buttons_may_sell(described):
    html = '<p><a href="https://example.org/">Book now</a></p>'
    assert found(nothing_unapproved_is_sold, html=html, about=described) == []


# --- Offers


@pytest.mark.parametrize(
    "text",
    [
        "The offer ends 31 March 2025.",
        "A discount of 10% is valid until 12/31/2024.",
        "Book by March 3rd, 2025 for a free consultation.",
        "Early bird prices only until the end of February 2026.",
        "20% off until 2026-02-28!",
        "The promotion expired on 1st of May 2025.",
        "Free screening through 28.02.2026.",
    ],
)
def test_an_offer_that_ended_is_found(text):
    [finding] = expired_offers(draft(text), today=TODAY)
    assert finding.rule == "offer-expired"
    assert finding.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "The offer ends 31 March 2026.",
        "The offer ends on 1 March 2026.",
        "Valid until March 2026: a discount.",
        "A discount until 03/02/2026.",
        "Enrolment ran until 31 March 2020.",
        "The trial ended in March 2019.",
        "On 3 May 2024 the FDA approved it.",
        "The offer ends on 31 February 2025 or 99/99/2025.",
        "It may offer help, and 2025 was a year.",
    ],
)
def test_offers_to_come_and_other_dates_are_left_alone(text):
    assert list(expired_offers(draft(text), today=TODAY)) == []


def test_a_button_whose_offer_is_over_is_found():
    last = datetime.date(2026, 2, 28)
    over = draft("Text.", buttons={1: button("Ask", offer_ends_on=last)}, call_to_action=1)
    assert [one.message for one in expired_offers(over, today=TODAY)] == [
        "A button's offer ended on 28 February 2026."
    ]
    assert list(expired_offers(over, today=last)) == []


# --- Links


def test_links_are_placed_at_their_words_in_reading_order():
    html = (
        '<p>This page, <a href="https://a.org/1">this page</a>.</p><ul><li><p>And '
        '<a href="https://a.org/2">this <em>page</em></a>.</p></li></ul>'
        '<p><a href="https://a.org/3">this page</a></p><p><a href="https://a.org/4"> </a></p>'
    )
    placed = [
        (one.address[-1], one.place.block, one.place.start) for one in text_links(draft(html=html))
    ]
    assert placed == [("1", 0, 11), ("2", 1, 4), ("3", 2, 0), ("4", None, None)]


def test_a_link_is_placed_at_itself_though_its_words_stand_before_it():
    html = (
        "<p>You can read more about cells. Of sleep, see "
        '<a href="https://a.org/1">more</a>.</p><ul><a href="https://a.org/2">More naps</a></ul>'
    )
    written = draft(html=html)
    [sleep, naps] = text_links(written)
    assert (sleep.place, sleep.sentence) == (Place("body", None, 0, 45, 49), "Of sleep, see more.")
    assert (naps.place, naps.words) == (Place("body"), "More naps")
    [finding] = links_say_where_they_lead(written)
    assert (finding.place, finding.quote) == (sleep.place, "more")


def test_each_link_to_a_page_that_is_gone_is_found():
    gone = LinkCheck(
        url="https://a.org/1", finding="gone", failures=2, detail="the page was not found",
        checked_at=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    html = '<p>See <a href="https://A.org/1#b">one</a>, <a href="https://a.org/2">two</a>.</p>'
    written = draft(
        html=html,
        checks={gone.url: gone},
        buttons={3: button("Go", "https://a.org/1")},
        call_to_action=3,
    )
    assert quotes(links_lead_somewhere(written)) == ["one", "Go"]
    assert len(list(links_of(written))) == 3


def test_a_link_that_failed_once_is_no_finding():
    once = LinkCheck(url="https://a.org/1", finding="gone", failures=1)
    html = '<p><a href="https://a.org/1">one</a></p>'
    assert found(links_lead_somewhere, html=html, checks={once.url: once}) == []


# --- All together


@pytest.mark.parametrize(
    "text",
    [
        "offer until " * 4000,
        "1 May 2020 " * 4000,
        "talk to " * 5000 + "doctor " * 5000,
        '<a href="https://a.org/1">x</a> ' * 2000,
        "AHSCT improves " * 3000,
    ],
)
def test_hostile_text_is_read_in_time(text):
    written: Draft = draft(text, about=[AHSCT], subject=EYES)
    begun = time.process_time()
    for check in CHECKS:
        list(check(written))
    assert time.process_time() - begun < 5
