"""Telling an article from program code, tables, logs and other text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Sequence

from articles.importing.errors import ImportRefused
from articles.importing.lines import LINE_END
from articles.importing.parsed import HEADINGS, ParsedText
from articles.importing.reading import is_prose

LEAST_WORDS = 40
"""Of prose. A patient's leaflet has several hundred."""

CODE = re.compile(
    r"(?:def|class|import|from|return|if|elif|else|for|while|try|except|with|function|const|let|"
    r"var|public|private|static|package|use|using|fn|func|end|begin|echo|export|select|insert)\b"
    r"[^.?!]*[:;({=)]?$|.*[{};\\]$|.*\)\s*[:{]?$|\w[\w.\[\]]*\s*[+-]?=\s*\S.*|(?:--|[#/<@$}\])]).*|\"\"\".*|"
    r"[\w.]+\(.*\).*"
)
RECORD = re.compile(r"(?:%?[A-Z][A-Z0-9]{1,3} {0,2}- |[A-Z]{2,4} {2}|%[A-Z0-9@] )")
TAG = re.compile(r"</?[a-z!?][^<>]*>?", re.I)
LOG = re.compile(
    r"\W?(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d?[-/.]\d\d?[-/.]\d{2,4}[ T,]|"
    r"[A-Z][a-z]{2} +\d\d? \d\d:\d\d|\d\d:\d\d:\d\d|(?:\d{1,3}\.){3}\d{1,3} |"
    r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|"
    r"CRITICAL)\b)",
)


def refuse_other_formats(text: str, *, name: str) -> None:
    """Raise ImportRefused where the lines of a text are those of some other kind of file."""
    lines = [line.strip() for line in LINE_END.split(text) if line.strip()]
    for looks_like_it, kind in KINDS:
        if looks_like_it(lines):
            raise _refusal(name, f"it looks like {kind}")


def refuse_without_prose(parsed: ParsedText, *, name: str) -> None:
    """Raise ImportRefused unless a text has a heading and is made of whole sentences."""
    if not parsed.title_line:
        raise _refusal(name, "no heading was found in it")
    prose, others = _count_words(parsed)
    if prose < LEAST_WORDS or prose < others:
        raise _refusal(name, f"only {prose} of its {prose + others} words stand in whole sentences")


def _refusal(name: str, reason: str) -> ImportRefused:
    return ImportRefused(
        f"{name} is not an article: {reason}. "
        "Name a text file with headings and paragraphs of whole sentences."
    )


def _count_words(parsed: ParsedText) -> tuple[int, int]:
    """Count the words in whole sentences, and those of other paragraphs and list items."""
    texts = [passage.text for passage in (*parsed.takeaways, *parsed.summary)]
    texts += [block.text for block in parsed.blocks if block.kind not in HEADINGS]
    prose = sum(len(text.split()) for text in texts if is_prose(text))
    return prose, sum(len(text.split()) for text in texts) - prose


def _is_json(lines: Sequence[str]) -> bool:
    if not lines[0].startswith(("{", "[")):
        return False
    try:
        json.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return _most(lines, re.compile(r"[\[{\"\]}].*"))
    return True


def _is_markup(lines: Sequence[str]) -> bool:
    return TAG.match(lines[0]) is not None and _most(lines, TAG, share=0.3)


def _is_table(lines: Sequence[str]) -> bool:
    """Tell rows with one number of cells; prose has as many commas as it likes."""
    if len(lines) < 3:
        return False
    return any(_rows_agree(lines, delimiter) for delimiter in ",;\t|")


def _rows_agree(lines: Sequence[str], delimiter: str) -> bool:
    try:
        widths = [len(row) for row in csv.reader(lines[:500], delimiter=delimiter) if row]
    except csv.Error:
        return False
    usual = max(set(widths), key=widths.count)
    return usual > 1 and widths.count(usual) >= 0.9 * len(widths)


def _is_log(lines: Sequence[str]) -> bool:
    return _most(lines, LOG)


def _is_bibliography(lines: Sequence[str]) -> bool:
    return _most(lines, RECORD)


def _is_code(lines: Sequence[str]) -> bool:
    return _most(lines, CODE, share=0.35)


def _most(lines: Sequence[str], pattern: re.Pattern[str], *, share: float = 0.5) -> bool:
    return sum(pattern.match(line) is not None for line in lines) > share * len(lines)


KINDS: tuple[tuple[Callable[[Sequence[str]], bool], str], ...] = (
    (_is_json, "JSON"),
    (_is_markup, "HTML or XML; save its text without markup"),
    (_is_log, "a log"),
    (_is_bibliography, "a bibliography in RIS or a like form"),
    (_is_table, "a table (CSV)"),
    (_is_code, "program code"),
)
