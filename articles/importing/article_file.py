"""Reading an article from a file of text, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

from articles.importing.criteria import refuse_other_formats, refuse_without_prose
from articles.importing.files import read_text_file
from articles.importing.parsed import ParsedText
from articles.importing.text import parse_text


def read_article_file(path: Path) -> ParsedText:
    """Read and parse a text file; raises ImportRefused where it is no article."""
    return parse_article_text(read_text_file(path), name=str(path))


def parse_article_text(text: str, *, name: str) -> ParsedText:
    """Parse a text; raises ImportRefused, with the text's name, where it is no article."""
    refuse_other_formats(text, name=name)
    parsed = parse_text(text)
    refuse_without_prose(parsed, name=name)
    return parsed
