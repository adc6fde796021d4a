"""Rules about a draft's structure: what must be there, and what must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from articles import body
from articles.models import Article, CallToAction
from articles.preflight.findings import Finding, Level
from articles.reading import text_of_html
from therapies.models import RegulatoryStatus

SHORTCODE = re.compile(
    r"""\[/?[a-z]+_\w[^\[\]]*\]                           # [vc_row], [oxygen_component blockId=121]
      | \[[a-z][\w-]*\s[^\[\]]*?[\w-]+=["'“”‘’][^\[\]]*\]  # [contact-form-7 title="Ask"]
      | \[[a-z][\w-]*\s+(?:\w*ids?|class|url|href|link|src|slug)=[^\[\]]*\]  # [button id=12]
      | \[/[a-z][\w-]*\s*\] | \[[a-z][\w-]*\s*/\]          # [/column], [more /]
      | \[(?:audio|caption|embed|gallery|playlist|video)\b[^\[\]]*\]  # WordPress's own""",
    re.IGNORECASE | re.VERBOSE,
)
"""What page builders leave; not brackets such as [sic], [see below] or [hazard ratio=0.6]."""

TYPED_CITATION = re.compile(r"\[\d+(?:\s*[,–-]\s*\d+)*\]")


def _blocker(rule: str, where: str, message: str, suggestion: str, quote: str = "") -> Finding:
    return Finding(rule, Level.BLOCKER, where, message, suggestion, quote)


def fragments(article: Article) -> Iterator[tuple[str, str]]:
    """Give the draft's texts as (field, HTML), in reading order."""
    for takeaway in article.key_takeaways.all():
        yield f"key takeaway {takeaway.position}", takeaway.text
    yield "body", article.body


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title
    yield "meta description", article.meta_description
    yield "summary", article.summary
    for where, fragment in fragments(article):
        yield where, text_of_html(fragment)


def has_title_and_summary(article: Article) -> Iterator[Finding]:
    """Require a title and a summary."""
    if not article.title.strip():
        yield _blocker("title-missing", "title", "The article has no title.", "Write one.")
    if not article.summary.strip():
        yield _blocker(
            "summary-missing",
            "summary",
            "The article has no summary.",
            "Say in a few sentences what the reader will learn.",
        )


def has_a_body(article: Article) -> Iterator[Finding]:
    """Require a text."""
    if not text_of_html(article.body).strip():
        yield _blocker("body-missing", "body", "The article has no text.", "Write it.")


def has_a_key_takeaway(article: Article) -> Iterator[Finding]:
    """Require a key takeaway, and none that is empty."""
    texts = [text_of_html(takeaway.text) for takeaway in article.key_takeaways.all()]
    if not any(text.strip() for text in texts):
        yield _blocker(
            "takeaway-missing",
            "key takeaways",
            "There is no key takeaway.",
            "Add at least one sentence that a hurried reader should keep.",
        )
    for position, text in enumerate(texts, start=1):
        if texts and not text.strip() and any(texts):
            yield _blocker(
                "takeaway-empty",
                f"key takeaway {position}",
                "This key takeaway is empty.",
                "Write it or remove it.",
            )


def has_a_subject(article: Article) -> Iterator[Finding]:
    """Require a condition or a therapy."""
    if article.condition_id is None and not article.therapies.exists():
        yield _blocker(
            "subject-missing",
            "condition",
            "The article names neither a condition nor a therapy.",
            "Choose what it is about.",
        )


def stays_in_the_schema(article: Article) -> Iterator[Finding]:
    """Refuse what the schema of articles/body.py does not know."""
    for where, fragment in fragments(article):
        check = body.faults_in_body if where == "body" else body.faults_in_inline
        for fault in check(fragment):
            yield _blocker("outside-the-schema", where, fault, "Edit the text.")


def citations_resolve(article: Article) -> Iterator[Finding]:
    """Require that every citation names a reference of the bibliography."""
    listed = {str(entry.reference_id) for entry in article.bibliography.all()}
    for where, fragment in fragments(article):
        for cited in body.cited_references(fragment):
            if cited not in listed:
                yield _blocker(
                    "citation-unresolved",
                    where,
                    f"A citation names reference {cited!r}, which is not in the bibliography.",
                    "Add the reference or remove the citation.",
                )


def citations_are_not_typed(article: Article) -> Iterator[Finding]:
    """Refuse citation numbers that stand in the text as characters."""
    for where, text in _texts(article):
        for match in TYPED_CITATION.finditer(text):
            yield _blocker(
                "citation-typed",
                where,
                "A citation number stands in the text as typed characters:",
                "Cite the reference instead; numbers follow by themselves.",
                match[0],
            )


def references_are_cited(article: Article) -> Iterator[Finding]:
    """Require that every reference of the bibliography is cited."""
    cited = {node for _, fragment in fragments(article) for node in body.cited_references(fragment)}
    for entry in article.bibliography.select_related("reference"):
        if str(entry.reference_id) not in cited:
            yield _blocker(
                "reference-uncited",
                "bibliography",
                "A reference is listed but cited nowhere:",
                "Cite it or remove it.",
                entry.reference.title,
            )


def has_no_residue(article: Article) -> Iterator[Finding]:
    """Refuse shortcodes that a page builder left behind."""
    for where, text in _texts(article):
        for match in SHORTCODE.finditer(text):
            yield _blocker(
                "shortcode-residue",
                where,
                "A page builder's shortcode was left behind:",
                "Remove it, or put a call to action in its place.",
                match[0],
            )


def calls_to_action_exist(article: Article) -> Iterator[Finding]:
    """Require that every call to action exists."""
    called = body.called_actions(article.body)
    known = set(
        CallToAction.objects.filter(
            pk__in=[int(pk) for pk in called if body.is_number(pk)]
        ).values_list("pk", flat=True)
    )
    for pk in called:
        if not (body.is_number(pk) and int(pk) in known):
            yield _blocker(
                "call-to-action-unknown",
                "body",
                f"The text holds a call to action ({pk!r}) that does not exist.",
                "Choose another or remove it.",
            )


def links_lead_to_the_web(article: Article) -> Iterator[Finding]:
    """Require that every link leads to http or https."""
    for where, fragment in fragments(article):
        for target in body.links(fragment):
            if not re.match(r"https?://[^/\s]+\.?[^/\s]*", target, re.IGNORECASE):
                yield _blocker(
                    "link-not-web",
                    where,
                    "A link does not lead to a web address:",
                    "Let it begin with https:// or http://, or remove it.",
                    target,
                )


def regulatory_status_is_known(article: Article) -> Iterator[Finding]:
    """Require a regulatory status of each therapy for the condition."""
    for therapy in article.therapies.all():
        if article.condition is None:
            yield _blocker(
                "condition-missing",
                "condition",
                f"The article names {therapy} but no condition, so that no status applies.",
                "Choose the condition.",
            )
        elif not RegulatoryStatus.objects.filter(
            therapy=therapy, condition=article.condition
        ).exists():
            yield _blocker(
                "regulatory-status-unknown",
                "therapies",
                f"No regulatory status of {therapy} for {article.condition} is recorded.",
                "Record what an authority says, with date and source.",
            )


Rule = Callable[[Article], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    has_title_and_summary,
    has_a_body,
    has_a_key_takeaway,
    has_a_subject,
    stays_in_the_schema,
    citations_resolve,
    citations_are_not_typed,
    references_are_cited,
    has_no_residue,
    calls_to_action_exist,
    links_lead_to_the_web,
    regulatory_status_is_known,
)
