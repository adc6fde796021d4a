"""Rules about what keeps readers safe: advice, emergencies, harms, what is sold, dead links."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from articles.blocks import Place, Sentence
from articles.clock import utc_today
from articles.drafts import Draft
from articles.links.addresses import Linked, buttons, links_of, normal, text_links
from articles.mentions import Mention
from articles.preflight.findings import Finding, Level, found_in_sentence
from articles.preflight.lexicon import Lexicon, lexicon
from articles.preflight.registry import ENGLISH, check
from articles.preflight.scopes import Modifier, modifiers_of
from articles.preflight.selling import ended_offers, selling_words
from articles.preflight.signs import names

NOT_SAID = frozenset({Modifier.NEGATED, Modifier.ASKED, Modifier.REPORTED, Modifier.AIMED})
REACH = 90
"""Characters between a verb of asking and whom to ask."""
AT_A_GLANCE = frozenset({"summary", "key_takeaways"})
"""What a hurried reader reads."""


@check({"doctor-line-missing": Level.NEEDS_REASON}, languages=ENGLISH)
def readers_are_sent_to_a_doctor(draft: Draft) -> Iterator[Finding]:
    """Ask for a line such as “talk to your doctor” where the article describes a therapy."""
    if not _about_a_therapy(draft) or any(map(_sends_to_a_doctor, draft.sentences)):
        return
    yield Finding(
        "doctor-line-missing",
        Level.NEEDS_REASON,
        Place("body"),
        "The article describes a therapy, and nothing in it sends readers to somebody who knows "
        "them.",
        "Add a sentence such as: Talk to your doctor before you decide.",
    )


def _about_a_therapy(draft: Draft) -> bool:
    return bool(draft.therapy_types or draft.mentions)


def _sends_to_a_doctor(sentence: Sentence) -> bool:
    """Tell whether a sentence names somebody to ask soon after a verb of asking."""
    text = sentence.text
    advisers = list(lexicon("safety", "advisers").spans(text))
    if not advisers or lexicon("safety", "needless").is_in(text):
        return False
    return any(
        0 < start - end <= REACH
        for _, end in lexicon("safety", "asking").spans(text)
        for start, _ in advisers
    )


@check(
    {"emergency-sign-missing": Level.NEEDS_REASON, "emergency-help-missing": Level.NEEDS_REASON},
    languages=ENGLISH,
)
def emergency_signs_are_named(draft: Draft) -> Iterator[Finding]:
    """Ask that the condition's emergency signs are named, and that readers are told to get help."""
    signs = draft.subject.emergency_signs if draft.subject else []
    if not signs:
        return
    for sign in signs:
        if not names(draft.sentences, sign):
            yield Finding(
                "emergency-sign-missing",
                Level.NEEDS_REASON,
                Place("body"),
                f"A sign of {draft.subject} that needs help at once is not named: {sign}.",
                "Name it, and say what to do; or say why readers of this article don't need it.",
                sentence=sign,
            )
    if not any(lexicon("safety", "help_at_once").is_in(one.text) for one in draft.sentences):
        yield Finding(
            "emergency-help-missing",
            Level.NEEDS_REASON,
            Place("body"),
            f"{draft.subject} has signs that need help at once, and the article doesn't say so.",
            "Say which number to call, or where to go, and when: right away.",
        )


@check({"benefit-without-harm": Level.NEEDS_REASON}, languages=ENGLISH)
def benefits_stand_with_harms(draft: Draft) -> Iterator[Finding]:
    """Ask for harms or limits beside benefits: in the article, and in what hurried readers read.

    A reader of only the summary and the key takeaways should not see benefits alone.
    """
    told = [mention for mention in draft.mentions if _tells_a_benefit(mention)]
    if not told:
        return
    if not _any_says(draft, lexicon("safety", "harms")):
        yield _benefit(told[0], "nothing in the article names a harm or risk")
        return
    for mention in told:
        at_a_glance = mention.sentence.block.place.field in AT_A_GLANCE
        if at_a_glance and not _any_says(draft, _harms_and_limits(), AT_A_GLANCE):
            where = "neither the summary nor a key takeaway names a harm, a risk or a limit"
            yield _benefit(mention, where)
            return


def _tells_a_benefit(mention: Mention) -> bool:
    sentence = mention.sentence
    if sentence.block.is_heading:
        return False
    spans = lexicon("safety", "benefits").spans(sentence.text)
    return any(not NOT_SAID & modifiers_of(sentence, span) for span in spans)


def _harms_and_limits() -> Lexicon:
    return lexicon("safety", "harms", "limits")


def _any_says(draft: Draft, terms: Lexicon, fields: frozenset[str] = frozenset()) -> bool:
    return any(
        terms.is_in(one.text)
        for one in draft.sentences
        if not fields or one.block.place.field in fields
    )


def _benefit(mention: Mention, what: str) -> Finding:
    return found_in_sentence(
        mention.sentence,
        rule="benefit-without-harm",
        level=Level.NEEDS_REASON,
        message=f"A benefit of {mention.words} is told, and {what}.",
        suggestion="Say beside it what can go wrong, how often, or what is not known.",
    )


@check({"call-to-action-sells": Level.NEEDS_REASON}, languages=ENGLISH)
def nothing_unapproved_is_sold(draft: Draft) -> Iterator[Finding]:
    """Ask for a reason for a button or link that sells in an article on an unapproved therapy."""
    if not (draft.calls_to_action or "<a " in "".join(draft.fragments())):
        return
    if not (unapproved := _unapproved(draft)):
        return
    for link in (*text_links(draft), *buttons(draft)):
        name = link.button.name if link.button else ""
        if sells := selling_words(link.words, link.address) or selling_words(name, ""):
            yield _linked(
                link,
                "call-to-action-sells",
                f"A {'button' if link.button else 'link'} sells (“{sells}”) beside a therapy "
                f"that is not approved: {unapproved}.",
                "Lead to information instead, or say why readers may be sent to buy.",
                kept_with=f"{link.words} {link.address}",
            )


def _unapproved(draft: Draft) -> str:
    """Name a therapy of the article that is recorded as not approved for its condition."""
    for known in draft.known_therapies:
        if known.therapy in draft.therapy_types and known.is_unapproved():
            return str(known)
    return next((one.words for one in draft.mentions if one.is_unapproved()), "")


@check({"offer-expired": Level.NEEDS_REASON}, languages=ENGLISH)
def offers_have_not_ended(draft: Draft) -> Iterator[Finding]:
    """Find buttons whose offer is over, and offers in the text that ended on a day in the past."""
    yield from expired_offers(draft, today=utc_today())


def expired_offers(draft: Draft, *, today: datetime.date) -> Iterator[Finding]:
    """Find the offers of a draft that ended before a day."""
    for button in buttons(draft):
        said = next((day for _, day in ended_offers(button.words, today=today)), None)
        day = (button.button and button.button.offer_ends_on) or said
        if day and day < today:
            yield _linked(button, "offer-expired", _over("A button's offer", day), TAKE_OUT)
    for sentence in draft.sentences:
        for span, day in ended_offers(sentence.text, today=today):
            yield found_in_sentence(
                sentence,
                span,
                rule="offer-expired",
                level=Level.NEEDS_REASON,
                message=_over("An offer", day),
                suggestion=TAKE_OUT,
            )


TAKE_OUT = "Take it out, or put the new date."


def _over(what: str, day: datetime.date) -> str:
    return f"{what} ended on {day:%-d %B %Y}."


@check({"link-broken": Level.NEEDS_REASON})
def links_lead_somewhere(draft: Draft) -> Iterator[Finding]:
    """Find links to pages that are gone, as the worker found them (404, 410, or the home page).

    A link that was not looked at yet, or whose server did not answer, is no finding.
    """
    if not any(one.is_broken for one in draft.link_checks.values()):
        return
    for link in links_of(draft):
        looked_at = draft.link_checks.get(normal(link.address) or "")
        if looked_at and looked_at.is_broken:
            yield _linked(
                link,
                "link-broken",
                f"A link leads nowhere: {looked_at.told} (looked at on "
                f"{looked_at.checked_at:%-d %B %Y}).",
                f"Find where the page is now, or link another. It was {link.address}.",
                kept_with=f"{link.words} {link.address}",
            )


def _linked(
    link: Linked, rule: str, message: str, suggestion: str, *, kept_with: str = ""
) -> Finding:
    """Make a finding at a link; a reason is kept with its sentence, or its words and address."""
    kept_with = link.sentence if not link.button and link.sentence else kept_with or link.words
    return Finding(rule, Level.NEEDS_REASON, link.place, message, suggestion, link.words, kept_with)


CHECKS = (
    readers_are_sent_to_a_doctor,
    emergency_signs_are_named,
    benefits_stand_with_harms,
    nothing_unapproved_is_sold,
    offers_have_not_ended,
    links_lead_somewhere,
)
