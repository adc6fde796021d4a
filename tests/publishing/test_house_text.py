"""House text: each version's words are kept as they were when they were in use."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from publishing.house_text import HOUSE_TEXT, VERSIONS, HouseText

FINGERPRINTS = {
    "1": "c9bedec86ea754f2b0b702cceb96c2e7c954299951d08b6370699b4886438f69",
    "2": "4ae48793cc7aae5245ad1c1145349850fb9d7cf3a04f2df14afa1c86e70b3b8b",
    "3": "1d057674529c3b1ce2ee57f43e360fa23bd0e35d6826281fac759acadf715500",
}
"""Never change one that was in use: write another version."""


def fingerprint(text: HouseText) -> str:
    """The SHA-256 of a version's words; what it did not have yet is left out."""
    words = {name: said for name, said in asdict(text).items() if said}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def test_each_version_has_the_words_it_always_had():
    assert {text.version: fingerprint(text) for text in VERSIONS} == FINGERPRINTS


def test_versions_are_numbered_in_order_and_the_last_is_in_use():
    assert [text.version for text in VERSIONS] == [str(n + 1) for n in range(len(VERSIONS))]
    assert HOUSE_TEXT is VERSIONS[-1]


def test_the_version_in_use_has_all_its_words():
    assert all(asdict(HOUSE_TEXT).values())


def test_the_sections_of_how_we_review_have_names_of_their_own():
    names = [section.id for section in HOUSE_TEXT.how_we_review]
    assert all(names) and len(set(names)) == len(names)
