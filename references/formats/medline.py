"""What PubMed's two formats have in common: types, corrections, languages, titles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from references.formats.markup import rich

TYPES = {
    "preprint": "article",
    "dataset": "dataset",
    "newspaper article": "article-newspaper",
    "news": "article-journal",
}
LANGUAGES = {
    "eng": "en",
    "ger": "de",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "dut": "nl",
    "rus": "ru",
    "jpn": "ja",
    "chi": "zh",
    "kor": "ko",
    "pol": "pl",
    "nor": "no",
    "swe": "sv",
    "dan": "da",
    "fin": "fi",
    "cze": "cs",
    "hun": "hu",
    "tur": "tr",
    "ara": "ar",
    "heb": "he",
    "per": "fa",
    "gre": "el",
    "ukr": "uk",
    "rum": "ro",
}
"""MEDLINE's codes (ISO 639-2/B) and those that CSL wants (BCP 47)."""

TRIAL = re.compile(r"\bNCT\d{8}\b", re.I)


def item_type(publication_types: Iterable[str]) -> str:
    """Tell CSL's type by PubMed's publication types; most are articles in journals."""
    known = (TYPES.get(kind.lower()) for kind in publication_types)
    return next((kind for kind in known if kind), "article-journal")


def read_title(text: str) -> str:
    """Write a title without the full stop that PubMed ends it with."""
    title = rich(text)
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def trial_numbers(texts: Iterable[str]) -> list[str]:
    """List the ClinicalTrials.gov numbers in some texts, each once."""
    return list(dict.fromkeys(number.upper() for text in texts for number in TRIAL.findall(text)))
