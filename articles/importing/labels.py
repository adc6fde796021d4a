"""Lines that say what they are: section labels, "Reviewed by:", "Written by:", shortcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.importing.parsed import ClaimedReviewer, NamedAuthor

TAKEAWAYS = re.compile(
    r"(?:the )?(?:key )?(?:takeaways|take-aways|points|facts|messages)\s*:?|at a glance\s*:?", re.I
)
SUMMARY = re.compile(r"(?:summary|in short|in brief)\s*:?", re.I)
REFERENCES = re.compile(
    r"(?:references?(?: list)?|sources?|bibliography|works cited|literature|citations)\s*:?", re.I
)
TITLE = re.compile(r"title\s*:\s*(?P<title>\S.*)", re.I)
REVIEWER = re.compile(
    r"(?:medically |clinically )?reviewed by(?:\s*:\s*|\s+(?=.*\|))(?P<reviewer>\S.*)", re.I
)
AUTHOR = re.compile(r"(?:by|written by|authors?|author\(s\))\s*:\s*(?P<authors>\S.*)", re.I)
SHORTCODE = re.compile(r"\[(?P<code>/?[A-Za-z][\w-]*(?:\s[^\[\]]*)?)\]")


def read_reviewer(text: str, line: int) -> ClaimedReviewer | None:
    """Read "Reviewed by: name | role | country"; None if the line is no such claim."""
    if not (match := REVIEWER.fullmatch(text)):
        return None
    name, role, country, *rest = [*re.split(r"\s*\|\s*", match["reviewer"]), "", ""]
    return ClaimedReviewer(line, name, role, " | ".join(filter(None, [country, *rest])))


def read_authors(text: str, line: int) -> list[NamedAuthor]:
    """Read "Written by: name, credentials; name, credentials"; empty if the line is none."""
    match = AUTHOR.fullmatch(text)
    return list(_authors(match["authors"], line)) if match else []


def _authors(text: str, line: int) -> Iterator[NamedAuthor]:
    for person in re.split(r"\s*;\s*|\s+and\s+|\s+&\s+", text.strip(" ;")):
        name, *credentials = re.split(r"\s*[,|]\s*", person)
        yield NamedAuthor(line, name, ", ".join(filter(None, credentials)))
