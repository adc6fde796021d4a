"""Rules about regulatory wording, held against the statuses that the records have."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from django.conf import settings

from articles.blocks import Place
from articles.clock import utc_today
from articles.drafts import Draft
from articles.mentions import KnownTherapy, Mention
from articles.preflight.approval_words import Approval, Approvers, stands_behind_only
from articles.preflight.approvals import approval_in
from articles.preflight.efficacy import claim_in
from articles.preflight.findings import Finding, Level, Mend, blocker, found_in_sentence
from articles.preflight.lexicon import lexicon
from articles.preflight.listings import Listing, listings
from articles.preflight.naming import mentions_by_sentence, named
from articles.preflight.registry import ENGLISH, check
from articles.preflight.relations import Pair, pairs
from articles.preflight.treatment import claims_to_treat, in_the_house_word, uses_of_treatment
from therapies.models import RegulatoryStatus

MOST_DAYS = 366
"""Days for which a status is taken as today's: a year."""
NEXT_NOUN = re.compile(r"\s+(?:(?!(?:in|of|for|and|at|by|from|to|with)\s)[\w’'-]+\s+)?[\w’'-]+")
"""What stands behind a name, up to two words."""
WITHDRAWN = RegulatoryStatus.Status.WITHDRAWN


@check({"condition-missing": Level.BLOCKER, "regulatory-status-unknown": Level.BLOCKER})
def regulatory_status_is_known(draft: Draft) -> Iterator[Finding]:
    """Require a regulatory status of each therapy for the condition."""
    known = {status.therapy_id for status in draft.statuses}
    for therapy in draft.therapy_types:
        if draft.subject is None:
            yield blocker(
                "condition-missing",
                "condition",
                f"The article names {therapy} but no condition, so that no status applies.",
                "Choose the condition.",
            )
        elif therapy.pk not in known:
            yield blocker(
                "regulatory-status-unknown",
                Place("therapies", draft.therapies.index(therapy.pk)),
                f"No regulatory status of {therapy} for {draft.subject} is recorded.",
                "Record what an authority says, with date and source.",
            )


@check({"regulatory-status-old": Level.NEEDS_REASON})
def regulatory_status_is_of_this_year(draft: Draft) -> Iterator[Finding]:
    """Ask for a newer status where the newest one was looked up more than a year ago."""
    oldest = utc_today() - datetime.timedelta(days=MOST_DAYS)
    for status in draft.statuses:
        if status.as_of < oldest:
            therapy = next(one for one in draft.therapy_types if one.pk == status.therapy_id)
            yield Finding(
                "regulatory-status-old",
                Level.NEEDS_REASON,
                Place("therapies", draft.therapies.index(status.therapy_id)),
                f"What is recorded of {therapy} is more than a year old ({status}).",
                f"Look at what {status.authority} says today, and record it with date and source.",
                sentence=f"{therapy}: {status}",
            )


@check({"therapy-unlisted": Level.ADVICE}, languages=ENGLISH)
def therapies_in_the_text_are_listed(draft: Draft) -> Iterator[Finding]:
    """Advise to list a therapy that the text names and the article's list of therapies lacks."""
    told = set(draft.therapies)
    for mention in draft.mentions:
        first = mention.therapies[0].therapy
        is_meant = not mention.is_class and len(mention.therapies) == 1
        if is_meant and first.pk not in told:
            told.add(first.pk)
            yield found_in_sentence(
                mention.sentence,
                (mention.start, mention.end),
                rule="therapy-unlisted",
                level=Level.ADVICE,
                message=f"The text names {first}, which is not among the article's therapies, so "
                "that readers are not told its regulatory status:",
                suggestion="Add it to the therapies if the article is about it too.",
            )


@check(
    {
        "approval-contradicted": Level.NEEDS_REASON,
        "approval-withdrawn": Level.NEEDS_REASON,
        "approval-unrecorded": Level.NEEDS_REASON,
        "approval-overlooked": Level.NEEDS_REASON,
    },
    languages=ENGLISH,
)
def approvals_agree_with_the_records(draft: Draft) -> Iterator[Finding]:
    """Hold what the text says of approvals against the statuses on record.

    "FDA-approved", "cleared", "authorised", "licensed" or "registered", said of a therapy by
    name or class, must be what the authority's newest status for the condition says; a therapy
    that is approved must not be called unapproved.
    """
    approvers = Approvers.of(draft.authorities)
    for sentence, mentions in mentions_by_sentence(draft):
        for approval in approvers.approvals(sentence):
            pair = next(filter(_says_of(approval), pairs(approval.span, mentions)), None)
            if pair is not None and not approval.is_for_another(
                draft.subject, after=pair.mention.end
            ):
                yield from _held_against_records(draft, approval, pair)


def _says_of(approval: Approval) -> Callable[[Pair], bool]:
    """Make the test whether an approval is said of a name."""
    if approval.is_noun:
        return Pair.is_holder

    def says(pair: Pair) -> bool:
        if stands_behind_only(pair.mention.sentence, pair.mention.start):
            return False
        if pair.is_predicate() or pair.is_presented_as():
            return True
        stands_by = (
            pair.is_object() or pair.is_member() or pair.is_apposed() or pair.is_right_behind()
        )
        return stands_by and not approval.is_restricted

    return says


def _is_of_no_therapy(pair: Pair) -> bool:
    """Tell whether the name belongs to what is no therapy: "a kelp cell clinic", "its trial"."""
    if not pair.name_first and lexicon("regulatory", "no_therapy").is_in(pair.between):
        return True
    text = pair.mention.sentence.text
    noun = NEXT_NOUN.match(text, pair.mention.end)
    return bool(noun and lexicon("regulatory", "no_therapy").is_in(noun[0]))


def _held_against_records(draft: Draft, approval: Approval, pair: Pair) -> Iterator[Finding]:
    mention = pair.mention
    recorded = [one for one in mention.therapies if _statuses(one, approval.authority)]
    if approval.is_denied:
        is_known = recorded and all(_is_approved_throughout(one, approval) for one in recorded)
        if is_known and approval.is_denied_throughout(draft.subject):
            yield _overlooked(draft, approval, mention)
        return
    is_true = any(one.is_approved(approval.authority) for one in recorded)
    is_of_another = _is_of_no_therapy(pair) and not (recorded and approval.is_called_approved)
    if not approval.is_said or is_true or is_of_another:
        return
    if recorded:
        yield _contradicted(draft, approval, mention, recorded)
    elif approval.authority:
        yield _about(
            approval,
            "approval-unrecorded",
            f"The text says that {approval.authority} approved {named(mention)}, and no status by "
            f"{approval.authority}{_for(draft)} is on record:",
            "Record what the authority says, with date and source, or take the words out.",
        )


def _statuses(known: KnownTherapy, authority: str) -> list[RegulatoryStatus]:
    return [one for one in known.statuses if authority in ("", one.authority.abbreviation)]


def _is_approved_throughout(known: KnownTherapy, approval: Approval) -> bool:
    """Tell whether every status says approved: else somebody may rightly call it unapproved."""
    return all(
        known.is_approved(one.authority.abbreviation)
        for one in _statuses(known, approval.authority)
    )


def _contradicted(
    draft: Draft, approval: Approval, mention: Mention, recorded: list[KnownTherapy]
) -> Finding:
    statuses = [one for known in recorded for one in _statuses(known, approval.authority)]
    withdrawn = next((one for one in statuses if one.status == WITHDRAWN), None)
    if withdrawn is not None:
        return _about(
            approval,
            "approval-withdrawn",
            f"The approval of {named(mention)}{_for(draft)} was withdrawn ({withdrawn}):",
            "Say that it was withdrawn, and when.",
        )
    whose = f"{approval.authority} has" if approval.authority else "Authorities have"
    return _about(
        approval,
        "approval-contradicted",
        f"{whose} not approved {named(mention)}{_for(draft)}, as the records say "
        f"({statuses[0]}); readers take an approval for a promise of safety and effect:",
        "Say that it is not approved, or for what it is; or record the new status.",
    )


def _overlooked(draft: Draft, approval: Approval, mention: Mention) -> Finding:
    [status, *_] = _statuses(mention.therapies[0], approval.authority)
    return _about(
        approval,
        "approval-overlooked",
        f"The text denies that {named(mention)} is approved{_for(draft)}, and the records say "
        f"otherwise ({status}):",
        "Correct the text, or name the use or country that is meant.",
    )


def _for(draft: Draft) -> str:
    return f" for {draft.subject}" if draft.subject else ""


def _about(approval: Approval, rule: str, message: str, suggestion: str) -> Finding:
    return found_in_sentence(
        approval.sentence,
        approval.span,
        rule=rule,
        level=Level.NEEDS_REASON,
        message=message,
        suggestion=suggestion,
    )


@check({"listing-as-approval": Level.NEEDS_REASON}, languages=ENGLISH)
def listings_are_no_approvals(draft: Draft) -> Iterator[Finding]:
    """Find where an entry in a register of studies is made to look like an approval.

    Anybody can list a study on ClinicalTrials.gov (an NCT number), and an authority that lets a
    trial go ahead has not approved what it tests.
    """
    for sentence in draft.sentences:
        if approval_in(sentence) is not None:
            continue  # found as approval-misleading
        for listing in listings(sentence, draft):
            yield found_in_sentence(
                sentence,
                listing.span,
                rule="listing-as-approval",
                level=Level.NEEDS_REASON,
                message=LISTING_MESSAGES[listing.kind],
                suggestion="Say what it is: a study that is registered, or allowed to go ahead; "
                "and say that the therapy is not approved.",
            )


LISTING_MESSAGES = {
    Listing.Kind.REGISTER: "A register of studies is open to whoever enters one; it neither "
    "examines nor approves a therapy, and readers may think that it does:",
    Listing.Kind.TRIAL: "An authority lets a trial go ahead and does not approve what it tests; "
    "readers may take this for an approval:",
}


@check({"treatment-word": Level.NEEDS_REASON}, languages=ENGLISH)
def treatments_are_approved(draft: Draft) -> Iterator[Finding]:
    """Keep the word "treatment" for approved options, and "therapy" for others.

    A house rule; PREFLIGHT_TREATMENT_WORD=False turns it off. It is held where the word is said
    of a therapy that no authority approved for the condition, as the records tell.
    """
    if not settings.PREFLIGHT_TREATMENT_WORD:
        return
    for use in uses_of_treatment(draft):
        written = in_the_house_word(use.words)
        yield found_in_sentence(
            use.sentence,
            use.span,
            rule="treatment-word",
            level=Level.NEEDS_REASON,
            message=f"“{use.words}” is said of {named(use.mention)}, which no authority on record "
            f"has approved{_for(draft)}; the house keeps the word for approved options:",
            suggestion=f"Write “{written}”.",
            mend=None
            if use.stands_by_therapy
            else Mend("replace", f"Replace by “{written}”", written),
        )


@check({"treats-unapproved": Level.NEEDS_REASON}, languages=ENGLISH)
def unapproved_therapies_do_not_treat(draft: Draft) -> Iterator[Finding]:
    """Find where an unapproved therapy is said, as a fact, to treat, cure or prevent."""
    for use in claims_to_treat(draft):
        if claim_in(use.sentence, [use.mention]) is not None:
            continue  # found as efficacy-unapproved
        yield found_in_sentence(
            use.sentence,
            use.span,
            rule="treats-unapproved",
            level=Level.NEEDS_REASON,
            message=f"The text says as a fact what {named(use.mention)} does, which no authority "
            f"on record has approved{_for(draft)}:",
            suggestion="Say what a study found, in whom, and that the therapy is not approved.",
        )


CHECKS = (
    regulatory_status_is_known,
    regulatory_status_is_of_this_year,
    therapies_in_the_text_are_listed,
    approvals_agree_with_the_records,
    listings_are_no_approvals,
    treatments_are_approved,
    unapproved_therapies_do_not_treat,
)
