"""Reading one name as files hold them: "Family, Given, Suffix"."""

from __future__ import annotations

import re

from references.csl import CslName
from references.formats.markup import plain

SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?", re.I)


def read_inverted(text: str) -> CslName | None:
    """Read "Family, Given" or "Family, Given, Suffix"; without a comma the name stays whole.

    One word alone is a family name ("Homer"), several may be a group. None where there is no name.
    """
    parts = [part.strip() for part in plain(text).split(",")]
    family, rest = parts[0], [part for part in parts[1:] if part]
    if not family or len(parts) == 1:
        return _undivided(family or ", ".join(rest))
    suffixes = [part for part in rest if SUFFIX.fullmatch(part)]
    given = [part for part in rest if part not in suffixes]
    name: CslName = {"family": family}
    if given:
        name["given"] = ", ".join(given)
    if suffixes:
        name["suffix"] = suffixes[0]
    return name


def _undivided(name: str) -> CslName | None:
    if not name:
        return None
    return {"literal": name} if " " in name else {"family": name}


def take_suffix(given: str) -> tuple[str, str]:
    """Split "John A Jr", as MEDLINE writes it, into given name and suffix."""
    start, _, last = given.rpartition(" ")
    return (start, last) if start and SUFFIX.fullmatch(last) else (given, "")
