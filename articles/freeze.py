"""From a draft to the content of an edition: one dictionary of everything a reader is given.

Members of format 4: ``format``, ``article`` {id, slug, language}, ``edition`` (number),
``policy`` {approvals, review_months}, ``title``, ``meta_description``, ``summary``,
``key_takeaways`` [HTML], ``condition`` {id, name}, ``therapies`` [{id, name, abbreviation,
statuses}], ``contents`` [{level, id, text}], ``body`` (HTML with resolved citations),
``references`` [{id, number, formatted, csl, doi, pmid, study_design, cited_as_retracted,
cited_at}] (``study_design`` is {value, label} as references/study_design.py lists them, null where
nobody confirmed one), ``authors`` [{name, credentials}], ``lead_image``, ``images`` [{id, digest,
kind, width, height, alt, caption, credit, licence}], ``call_to_action`` (the closing one),
``calls_to_action`` [{label, url}], ``findings`` [{rule, level, where, message, suggestion, quote,
sentence}] (what the checks found at submission, no word of which is on a page), ``reasons`` [{rule,
where, message, sentence, reason}], ``labels`` (the fixed words around them) and ``reading_text``.
Format 1 had no images, reasons or closing call to action, format 2 nothing of study designs and of
retracted sources, format 3 no findings. Serialised as RFC 8785 canonical JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785
from django.utils.text import slugify
from lxml.html import HtmlElement, builder

from articles import body
from articles.citations import CitationResolver, citation_numbers
from articles.drafts import Draft
from articles.figures import CannotFreeze, images_of, show_figures
from articles.models import CallToAction
from articles.reading import reading_text
from articles.rendering import render_edition, require_same_words
from references.csl import bibliographic
from references.models import Reference
from references.reference_lists import entries_of
from therapies.models import RegulatoryStatus, TherapyType

FORMAT = 4

LABELS = {
    "written_by": "Written by",
    "key_takeaways": "Key takeaways",
    "contents": "Contents",
    "regulatory_status": "Regulatory status",
    "for": "for",
    "as_of": "as of",
    "source": "Source",
    "references": "References",
    "pubmed": "PubMed",
    "study_design": "Study design",
    "cited_as_retracted": "Retracted; cited here as a retracted source.",
}


def freeze(
    draft: Draft,
    *,
    number: int,
    policy: Mapping[str, int],
    findings: Sequence[Mapping[str, str]] = (),
    reasons: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """Freeze a draft as the canonical JSON of its article's next edition.

    ``findings`` and ``reasons`` are those of articles/reasons.py. Raises CannotFreeze where the
    draft holds what the schema of articles/body.py does not know or names records that do not
    exist, and CannotFormat.
    """
    _require_schema(draft)
    resolver = CitationResolver(citation_numbers(draft.fragments()))
    content: dict[str, Any] = {
        "format": FORMAT,
        "article": {"id": draft.article or 0, "slug": draft.slug, "language": draft.language},
        "edition": number,
        "policy": dict(policy),
        "title": draft.title,
        "meta_description": draft.meta_description,
        "summary": draft.summary,
        "key_takeaways": [resolver.resolve(takeaway) for takeaway in draft.key_takeaways],
        "condition": _condition(draft),
        "therapies": [_therapy(therapy, draft.statuses) for therapy in draft.therapy_types],
        "authors": [
            {"name": author.name, "credentials": author.credentials} for author in draft.bylined
        ],
        "labels": LABELS,
        "findings": [dict(finding) for finding in findings],
        "reasons": [dict(reason) for reason in reasons],
    }
    content |= images_of(draft)
    content |= _body(draft, resolver)
    content["references"] = _references(draft, resolver)
    content["reading_text"] = reading_text(content)
    require_same_words(render_edition(content), content)
    return canonical(content)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Serialise as RFC 8785 canonical JSON in UTF-8. Raises CannotFreeze."""
    try:
        return rfc8785.dumps(dict(content))
    except rfc8785.CanonicalizationError as error:
        raise CannotFreeze(f"The text can't be written as canonical JSON: {error}.") from error


def read_canonical(content: bytes) -> dict[str, Any]:
    """Read canonical JSON. Raises ValueError where the bytes are another form of it.

    Without fractions the standard library writes the same bytes as RFC 8785, ten times as fast.
    """
    fractions: list[float] = []

    def fraction(text: str) -> float:
        fractions.append(float(text))
        return fractions[-1]

    read = json.loads(content, parse_float=fraction)
    plain = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if (canonical(read) if fractions else plain.encode()) != content:
        raise ValueError("the content is not canonical JSON")
    return dict(read)


def _require_schema(draft: Draft) -> None:
    faults = body.faults_in_body(draft.body)
    faults += [fault for words in draft.key_takeaways for fault in body.faults_in_inline(words)]
    if faults:
        raise CannotFreeze("The draft holds what an article may not hold: " + " ".join(faults))


def _condition(draft: Draft) -> dict[str, Any] | None:
    return {"id": draft.subject.pk, "name": draft.subject.name} if draft.subject else None


def _therapy(therapy: TherapyType, statuses: Sequence[RegulatoryStatus]) -> dict[str, Any]:
    return {
        "id": therapy.pk,
        "name": therapy.name,
        "abbreviation": therapy.abbreviation,
        "statuses": [
            {
                "authority": status.authority.abbreviation,
                "status": status.status,
                "label": status.get_status_display(),
                "condition": status.condition.name,
                "as_of": status.as_of.isoformat(),
                "source_title": status.source_title,
                "source_url": status.source_url,
            }
            for status in sorted(statuses, key=lambda status: status.authority.abbreviation)
            if status.therapy_id == therapy.pk
        ],
    }


def _references(draft: Draft, resolver: CitationResolver) -> list[dict[str, Any]]:
    numbers = resolver.numbers
    if missing := sorted(set(numbers) - set(draft.references)):
        raise CannotFreeze(
            f"The text cites references that do not exist (numbers {missing}); cite others."
        )
    cited = [draft.references[key] for key in numbers]
    formatted = entries_of(cited)
    return [
        {
            "id": reference.pk,
            "number": number,
            "formatted": text,
            "csl": bibliographic(reference.csl),
            "doi": reference.doi or "",
            "pmid": reference.pmid or "",
            "study_design": _study_design(reference),
            "cited_as_retracted": reference.pk in draft.cited_as_retracted,
            "cited_at": resolver.places[number],
        }
        for number, (reference, text) in enumerate(zip(cited, formatted, strict=True), start=1)
    ]


def _study_design(reference: Reference) -> dict[str, str] | None:
    """What a person confirmed, never what the record proposes."""
    if not reference.study_design:
        return None
    return {"value": reference.study_design, "label": reference.get_study_design_display()}


def _body(draft: Draft, resolver: CitationResolver) -> dict[str, Any]:
    root = body.parse(resolver.resolve(draft.body))
    show_figures(root, draft)
    calls = _resolve_calls_to_action(root, draft)
    closing = draft.calls_to_action.get(draft.call_to_action or 0)
    contents = _name_headings(root)
    return {
        "body": body.serialise(root),
        "contents": contents,
        "calls_to_action": calls,
        "call_to_action": {"label": closing.label, "url": closing.url} if closing else None,
    }


def _name_headings(root: HtmlElement) -> list[dict[str, Any]]:
    contents: list[dict[str, Any]] = []
    taken: set[str] = set()
    for heading in root.iter("h2", "h3", "h4"):
        text = " ".join(heading.text_content().split())
        name = _free_name(f"section-{slugify(text) or 'untitled'}", taken)
        heading.set("id", name)
        if heading.tag != "h4":
            contents.append({"level": int(str(heading.tag)[1]), "id": name, "text": text})
    return contents


def _free_name(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}-{count}"
    taken.add(candidate)
    return candidate


def _resolve_calls_to_action(root: HtmlElement, draft: Draft) -> list[dict[str, str]]:
    calls = []
    for node in list(root.iter("div")):
        pk = node.get("data-call-to-action", "")
        call = draft.calls_to_action.get(int(pk)) if body.is_number(pk) else None
        if call is None:
            raise CannotFreeze(f"The text holds a call to action ({pk!r}) that does not exist.")
        calls.append({"label": call.label, "url": call.url})
        parent = node.getparent()
        assert parent is not None
        parent.replace(node, _call_to_action(call, tail=node.tail))
    return calls


def _call_to_action(call: CallToAction, *, tail: str | None) -> HtmlElement:
    paragraph = builder.P(builder.CLASS("call-to-action"), builder.A(call.label, href=call.url))
    paragraph.tail = tail
    return paragraph
