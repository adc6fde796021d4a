from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.importing.article_file import read_article_file
from articles.importing.parsed import ParsedText

TEXTS = Path(__file__).with_name("texts")


@pytest.fixture
def text_file() -> Callable[[str], Path]:
    """Name a text of ours by its subject."""
    return lambda subject: TEXTS / f"{subject}.txt"


@pytest.fixture
def parsed(text_file: Callable[[str], Path]) -> Callable[[str], ParsedText]:
    """Read a text of ours."""
    return lambda subject: read_article_file(text_file(subject))
