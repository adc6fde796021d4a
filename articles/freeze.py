"""From a draft to the content of an edition: one dictionary of everything a reader is given.

Members of format 1: ``format``, ``article`` {id, slug, language}, ``edition`` (number),
``policy`` {approvals, review_months}, ``title``, ``meta_description``, ``summary``,
``key_takeaways`` [HTML], ``condition`` {id, name}, ``therapies`` [{id, name, abbreviation,
statuses}], ``contents`` [{level, id, text}], ``body`` (HTML with resolved citations),
``references`` [{id, number, formatted, csl, doi, pmid, cited_at}], ``authors`` [{name,
credentials}], ``calls_to_action`` [{label, url}], ``labels`` (the fixed words around them) and
``reading_text``. Serialised as RFC 8785 canonical JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.utils.text import slugify
from lxml.html import HtmlElement, builder

from articles import body
from articles.citations import CitationResolver, citation_numbers
from articles.models import Article, CallToAction
from articles.reading import reading_text
from articles.rendering import render_edition, require_same_words
from gate.refusals import Refusal
from references.formatting import format_references
from references.models import Reference
from therapies.models import RegulatoryStatus, TherapyType

FORMAT = 1

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
}


class CannotFreeze(Refusal):
    """A draft that can't become an edition; the message says why and what to do."""


def freeze(article: Article, *, number: int, policy: Mapping[str, int]) -> bytes:
    """Freeze a draft as the canonical JSON of its next edition.

    Raises CannotFreeze where the draft holds what the schema of articles/body.py does not
    know or names records that do not exist, and CannotFormat.
    """
    takeaways = [takeaway.text for takeaway in article.key_takeaways.all()]
    _require_schema(article, takeaways)
    numbers = citation_numbers([*takeaways, article.body])
    resolver = CitationResolver(numbers)
    references = _cited_references(numbers)
    content: dict[str, Any] = {
        "format": FORMAT,
        "article": {"id": article.pk, "slug": article.slug, "language": article.language},
        "edition": number,
        "policy": dict(policy),
        "title": article.title,
        "meta_description": article.meta_description,
        "summary": article.summary,
        "key_takeaways": [resolver.resolve(takeaway) for takeaway in takeaways],
        "condition": _condition(article),
        "therapies": _therapies(article),
        "authors": [
            {"name": byline.author.name, "credentials": byline.author.credentials}
            for byline in article.bylines.select_related("author")
        ],
        "labels": LABELS,
    }
    content |= _body(resolver.resolve(article.body))
    content["references"] = _references(references, resolver)
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


def _require_schema(article: Article, takeaways: list[str]) -> None:
    faults = body.faults_in_body(article.body)
    faults += [fault for takeaway in takeaways for fault in body.faults_in_inline(takeaway)]
    if faults:
        raise CannotFreeze("The draft holds what an article may not hold: " + " ".join(faults))


def _condition(article: Article) -> dict[str, Any] | None:
    condition = article.condition
    return {"id": condition.pk, "name": condition.name} if condition else None


def _therapies(article: Article) -> list[dict[str, Any]]:
    statuses = list(
        RegulatoryStatus.objects.filter(
            therapy__in=article.therapies.all(), condition=article.condition
        )
        .select_related("authority", "condition")
        .newest()
    )
    return [
        _therapy(therapy, [status for status in statuses if status.therapy_id == therapy.pk])
        for therapy in article.therapies.order_by("articletherapy__position")
    ]


def _therapy(therapy: TherapyType, statuses: list[RegulatoryStatus]) -> dict[str, Any]:
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
        ],
    }


def _cited_references(numbers: Mapping[int, int]) -> list[Reference]:
    found = Reference.objects.in_bulk(numbers)
    if missing := sorted(set(numbers) - set(found)):
        raise CannotFreeze(
            f"The text cites references that do not exist (numbers {missing}); cite others."
        )
    return [found[number] for number in numbers]


def _references(references: list[Reference], resolver: CitationResolver) -> list[dict[str, Any]]:
    formatted = format_references([reference.csl for reference in references])
    return [
        {
            "id": reference.pk,
            "number": number,
            "formatted": text,
            "csl": reference.csl,
            "doi": reference.doi or "",
            "pmid": reference.pmid or "",
            "cited_at": resolver.places[number],
        }
        for number, (reference, text) in enumerate(zip(references, formatted, strict=True), start=1)
    ]


def _body(fragment: str) -> dict[str, Any]:
    root = body.parse(fragment)
    calls = _resolve_calls_to_action(root)
    contents = _name_headings(root)
    return {"body": body.serialise(root), "contents": contents, "calls_to_action": calls}


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


def _resolve_calls_to_action(root: HtmlElement) -> list[dict[str, str]]:
    nodes = list(root.iter("div"))
    known = CallToAction.objects.in_bulk(
        [int(pk) for node in nodes if (pk := node.get("data-call-to-action", "")).isdecimal()]
    )
    calls = []
    for node in nodes:
        pk = node.get("data-call-to-action", "")
        call = known.get(int(pk)) if pk.isdecimal() else None
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
