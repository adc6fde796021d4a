"""Figures and tables that guides hold between markers, as they were last measured or generated."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
END = "<!-- end of what is {} -->"


def held_in(guide: str, what: str) -> str:
    """Read what stands between a guide's markers; ``what`` is such as "generated: rules"."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    return text.partition(f"<!-- {what} -->")[2].partition(_end(what))[0].strip()


def write_into(guide: str, what: str, content: str) -> bool:
    """Put content between a guide's markers; tells whether that changed anything."""
    path = DOCS / guide
    text = path.read_text(encoding="utf-8")
    before, start, rest = text.partition(f"<!-- {what} -->")
    _, end, after = rest.partition(_end(what))
    if not (start and end):
        raise ValueError(f"docs/{guide} lacks the markers of “{what}”.")
    new = f"{before}{start}\n\n{content.strip()}\n\n{end}{after}"
    if new != text:
        path.write_text(new, encoding="utf-8")
    return new != text


def _end(what: str) -> str:
    return END.format(what.partition(":")[0])
