"""Telling who wrote what: people by initials, and organisations from titles."""

from __future__ import annotations

import re

from references.csl import CslName
from references.formats.names import GROUP, read_initialled_names

MOST_WORDS = 14
BODY = re.compile(
    r"\b(?:Alliance|Authority|Bank|Board|Bureau|Cent(?:ers|res)|Clinic|Coalition|College|"
    r"Commission|Company|Corporation|Faculty|Force|Fund|Hospitals?|Inc|Initiative|Laboratory|"
    r"Library|Ltd|Nations|Office|Programme|Registry|School|Service|Trust|Union|University)\b"
)
"""Words that organisations are named by, beside those of groups of authors."""

SHORT_NAMES = frozenset(
    "AHA AHRQ CDC ECDC EMA FDA IARC MHRA NCI NHS NICE NIH OECD UNAIDS UNICEF WHO".split()
)
RUN_TOGETHER = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]*){1,3}")
OF_A_COUNTRY = re.compile(
    r"[^\W\d]{3,}(?: [^\W\d]{3,}){1,5} (?:UK|US|USA|EU)"
    r"|[^\W\d]{3,}(?: [^\W\d]{3,}){0,5} (?:Australia|Canada|England|Ireland|Scotland|Wales)"
)
"""As "Lamp Research UK", which has the form of a family name and initials."""

ADDRESS = re.compile(r"(?:[\w-]{1,63}\.){1,4}[a-z]{2,6}", re.I)
SMALL = frozenset("a an and at by de des du et for für in of on the to und von &".split())
ROLE = re.compile(
    r"(?:,\s*|\s+\(|\s+)(?P<role>eds?|editors?|compilers?|comps?)\.?\)?[.\s]*$", re.IGNORECASE
)


def is_organisation(text: str) -> bool:
    """Tell the name of an organisation, or of a site that is its own publisher, from a title.

    Names have a capital at each word that counts, and one of the words that organisations are
    named by; a title in title case that has one too is told apart by nothing.
    """
    name = re.sub(r"\s+\([A-Z][\w-]{1,9}\)$", "", text.strip(" .,"))
    if name in SHORT_NAMES or RUN_TOGETHER.fullmatch(name):
        return True
    is_telling = GROUP.search(name) or BODY.search(name) or OF_A_COUNTRY.fullmatch(name)
    return bool(is_telling or name.partition(" ")[0] in SHORT_NAMES) and is_a_name(name)


def is_site(text: str) -> bool:
    """Tell the name of a site: an organisation, or an address without its scheme."""
    return is_organisation(text) or bool(ADDRESS.fullmatch(text.strip(" .")))


def read_creators(text: str) -> tuple[list[CslName], str]:
    """Read who stands before a title, and in which role: "author" or "editor".

    The list is empty where these are no people by initials and no organisation.
    """
    bare = ROLE.sub("", text.strip())
    role = "author" if bare == text.strip() else "editor"
    is_people = not OF_A_COUNTRY.fullmatch(bare.strip(" .,"))
    if is_people and (people := read_initialled_names(bare)):
        return people, role
    if is_organisation(bare):
        return [{"literal": bare.strip(" .,")}], role
    return [], role


def is_a_name(text: str) -> bool:
    """Tell a name, with a capital at each word that counts; "[publisher unknown]" counts as one."""
    words = [word for word in re.split(r"[\s/–—-]+", re.sub(r"\[[^\[\]]*\]", "", text)) if word]
    telling = [word for word in words if word.lower() not in SMALL]
    return len(words) <= MOST_WORDS and not any(
        word.lstrip("(‘“'")[:1].islower() for word in telling
    )


def is_unknown(text: str) -> bool:
    """Tell what Vancouver puts in the place of a name that nobody knows: "[place unknown]"."""
    return bool(re.fullmatch(r"\[[^\[\]]{0,40}\]", text.strip()))
