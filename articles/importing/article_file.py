"""Reading an article from a file of text, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

from articles.importing.criteria import refuse_other_formats, refuse_without_prose
from articles.importing.files import read_text_file
from articles.importing.parsed import ParsedText
from articles.importing.text import parse_text


def read_article_file(path: Path) -> ParsedText:
    """Read and parse a text file; raises ImportRefused where it is no article."""
    text = read_text_file(path)
    refuse_other_formats(text, name=str(path))
    parsed = parse_text(text)
    refuse_without_prose(parsed, name=str(path))
    return parsed
