"""Structured data of an article page (schema.org, JSON-LD 1.1): every value is a visible one.

Review facts belong to the MedicalWebPage (lastReviewed, reviewedBy), the words to the Article.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from articles.reading import text_of_html
from publishing.facts import Facts, Reviewer


def article_graph(content: dict[str, Any], facts: Facts, *, url: str) -> dict[str, Any]:
    """Describe a released edition as a graph of linked things."""
    return {
        "@context": "https://schema.org",
        "@graph": [
            _web_page(content, facts, url),
            _article(content, facts, url),
            *(_physician(reviewer, url) for reviewer in facts.reviewers),
            *(_therapy(therapy, url) for therapy in content["therapies"]),
        ],
    }


def as_script(graph: dict[str, Any]) -> str:
    """Serialise for a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(graph, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _web_page(content: dict[str, Any], facts: Facts, url: str) -> dict[str, Any]:
    page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "@id": url,
        "url": url,
        "name": content["title"],
        "inLanguage": content["article"]["language"],
        "lastReviewed": facts.last_reviewed,
        "reviewedBy": [{"@id": _physician_id(reviewer, url)} for reviewer in facts.reviewers],
        "mainEntity": {"@id": f"{url}#article"},
    }
    if content["condition"] and content["condition"]["name"] in content["reading_text"]:
        page["about"] = {"@type": "MedicalCondition", "name": content["condition"]["name"]}
    return page


def _article(content: dict[str, Any], facts: Facts, url: str) -> dict[str, Any]:
    article: dict[str, Any] = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": content["title"],
        "abstract": content["summary"],
        "inLanguage": content["article"]["language"],
        "version": content["edition"],
        "datePublished": facts.history[-1].opened_on,
        "dateModified": facts.history[0].opened_on,
        "mainEntityOfPage": {"@id": url},
        "author": [{"@type": "Person", "name": author["name"]} for author in content["authors"]],
        "mentions": [{"@id": _therapy_id(therapy, url)} for therapy in content["therapies"]],
        "citation": [_citation(reference) for reference in content["references"]],
    }
    return {name: value for name, value in article.items() if value != []}


def _physician_id(reviewer: Reviewer, url: str) -> str:
    return urljoin(url, reviewer.path)


def _physician(reviewer: Reviewer, url: str) -> dict[str, Any]:
    return {
        "@type": "Person",
        "@id": _physician_id(reviewer, url),
        "name": reviewer.name,
        "honorificSuffix": reviewer.credentials,
        "hasCertification": {
            "@type": "Certification",
            "name": "Medical licence",
            "issuedBy": {"@type": "Organization", "name": reviewer.authority},
            "validIn": {"@type": "AdministrativeArea", "name": reviewer.country},
            "expires": reviewer.licensed_until,
        },
    }


def _therapy_id(therapy: dict[str, Any], url: str) -> str:
    return f"{url}#therapy-{therapy['id']}"


def _therapy(therapy: dict[str, Any], url: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "MedicalTherapy",
        "@id": _therapy_id(therapy, url),
        "name": therapy["name"],
        "legalStatus": [
            f"{status['authority']}: {status['label']} for {status['condition']}, "
            f"as of {status['as_of']}"
            for status in therapy["statuses"]
        ],
    }
    if therapy["abbreviation"]:
        described["alternateName"] = therapy["abbreviation"]
    return described


def _citation(reference: dict[str, Any]) -> dict[str, Any]:
    shown = text_of_html(reference["formatted"])
    title = text_of_html(reference["csl"]["title"])
    # A style may write a title otherwise than its record does, for example with another case.
    cited: dict[str, Any] = {
        "@type": "ScholarlyArticle",
        "name": title if title in shown else shown,
    }
    if reference["doi"]:
        cited["sameAs"] = f"https://doi.org/{reference['doi']}"
    if design := reference.get("study_design"):
        cited["genre"] = design["label"]
    if reference.get("cited_as_retracted"):
        cited["creativeWorkStatus"] = "Retracted"
    return cited
