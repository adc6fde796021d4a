"""Reading author lists: "Family AB, Family CD, et al" and "Family, Given, and Given Family"."""

from __future__ import annotations

import re

from references.csl import ET_AL, CslName

CAPITAL = r"[^\W\d_a-z]"
PARTICLE = (
    r"(?:d[aeiou]|de[lnr]?|des|della|d[ou]s|van|von|vom|zu[mr]?|ten?|ter|la|le|les|l[ao]s|"
    r"[ae]l|bin|ibn|ben|af|av|st|y|’t|'t)"
)
FAMILY_WORD = rf"(?:[dl]['’]|[ae]l-)?{CAPITAL}[\w'’‐-]*"
FAMILY = rf"(?:{PARTICLE}\s+)*{FAMILY_WORD}(?:\s+(?:{PARTICLE}\s+)*{FAMILY_WORD}){{0,3}}"
SUFFIX = r"(?:Jr|Sr|II|III|IV|2nd|3rd)"
INITIALS = rf"{CAPITAL}\.?(?:[-‐ ]?{CAPITAL}\.?){{0,3}}"
NAME = re.compile(rf"(?P<family>{FAMILY})\s+(?P<given>{INITIALS})(?:,?\s+(?P<suffix>{SUFFIX})\.?)?")
STARTS = (
    rf"{FAMILY}(?:,\s+{CAPITAL}(?:\.|[\w’'-]+)|\s+{CAPITAL}(?:[-‐]?{CAPITAL}){{0,2}}(?=[,.;\s]))"
)
"""How a list of authors starts, inverted or with initials."""
SEPARATOR = re.compile(r"\s*[,;]\s+(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
CUT_SHORT = re.compile(r"(?<![,\s])[,\s]*\b(?:et al|and others)\.?(?=;|$)", re.I)
GROUP = re.compile(
    r"\b(?:Group|Collaborators|Collaboration|Consortium|Investigators|Committee|Subcommittee|"
    r"Society|Association|Academy|Organi[sz]ation|Institutes?|Party|Network|Team|Cent(?:er|re)|"
    r"Agency|Administration|Department|Ministry|Foundation|Council|Federation|Panel)\b"
)


def read_initialled_names(text: str) -> list[CslName] | None:
    """Read names as AMA writes them ("Harris VK, Stark J, et al."); None if these are none."""
    text, cut_short = _without_et_al(text)
    names: list[CslName] = []
    for part in SEPARATOR.split(text):
        if re.fullmatch(rf"{SUFFIX}\.?", part) and names:
            names[-1]["suffix"] = part.rstrip(".")
        elif name := _initialled_name(part) or _group(part):
            names.append(name)
        else:
            return None
    if not any("family" in name for name in names):
        return None
    return names + [ET_AL] if cut_short else names


def read_group(text: str) -> list[CslName] | None:
    """Read the name of a group that stands as author; None if it does not look like one."""
    group = _group(text.rstrip("."))
    return [group] if group else None


def read_full_names(text: str) -> list[CslName]:
    """Read names as MLA writes them: the first inverted, the others as spoken."""
    text, cut_short = _without_et_al(text.strip().rstrip("., "))
    pieces = [piece for piece in re.split(r"\s*,\s+(?:and\s+)?|\s+and\s+", text) if piece]
    if not pieces:
        return []
    inverted = len(pieces) > 1 and not GROUP.search(pieces[0])
    first: CslName = {"literal": pieces[0]}
    if inverted:
        first = {"family": pieces[0], "given": pieces[1]}
    names = [first, *map(_spoken_name, pieces[2:] if inverted else pieces[1:])]
    return names + [ET_AL] if cut_short else names


def _without_et_al(text: str) -> tuple[str, bool]:
    shortened = CUT_SHORT.sub("", text.rstrip())
    return shortened.rstrip(" .,"), shortened != text.rstrip()


def _initialled_name(text: str) -> CslName | None:
    match = NAME.fullmatch(text.strip())
    if not match or not match["given"].isupper():
        return None
    name: CslName = {"family": match["family"], "given": _spaced(match["given"])}
    if match["suffix"]:
        name["suffix"] = match["suffix"]
    return name


def _spaced(initials: str) -> str:
    """Write initials with full stops ("VK" as "V. K."): styles take "VK" for a name and cut it."""
    letters = re.findall(rf"[-‐]?{CAPITAL}", initials)
    return " ".join(f"{letter}." for letter in letters).replace(" -", "-").replace(" ‐", "-")


def _group(text: str) -> CslName | None:
    name = re.sub(r"^(?:for|on behalf of)\s+(?:the\s+)?", "", text.strip())
    return {"literal": name} if GROUP.search(name) and len(name.split()) > 1 else None


def _spoken_name(text: str) -> CslName:
    """Split "Given Family" before its last name and the particles that belong to it."""
    match = re.fullmatch(rf"(?P<given>.+?)\s+(?P<family>(?:{PARTICLE}\s+)*\S+)", text)
    if not match or GROUP.search(text):
        return {"literal": text}
    return {"family": match["family"], "given": match["given"]}
