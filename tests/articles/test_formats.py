"""Editions of every format there ever was render to the same bytes for ever, and read the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.freeze import FORMAT
from articles.reading import READINGS, reading_text
from articles.rendering import TEMPLATES, render_edition, require_same_words

KEPT = Path(__file__).parent / "formats"
FORMATS = range(1, FORMAT + 1)


def kept(number: int) -> tuple[dict[str, Any], str]:
    """The content of an edition of a format, and what it was rendered to when that was new."""
    content = json.loads((KEPT / f"{number}.json").read_text(encoding="utf-8"))
    return content, (KEPT / f"{number}.html").read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("number", FORMATS)
def test_an_edition_of_each_format_renders_to_the_bytes_that_it_rendered_to(number):
    content, rendered = kept(number)
    assert content["format"] == number
    assert render_edition(content) == rendered


@pytest.mark.parametrize("number", FORMATS)
def test_an_edition_of_each_format_reads_as_it_read(number):
    content, rendered = kept(number)
    assert reading_text(content) == content["reading_text"]
    require_same_words(rendered, content)


def test_no_format_is_without_its_template_its_reading_and_its_kept_edition():
    assert [*TEMPLATES] == [*READINGS] == [*FORMATS]
    assert {path.stem for path in KEPT.iterdir()} == {str(number) for number in FORMATS}
