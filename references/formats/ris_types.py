"""The types of RIS, and what their tags mean, which differs by type.

Tags and types: the RIS specification of 2011 and that of Reference Manager before it
(https://en.wikipedia.org/wiki/RIS_(file_format)); EndNote, Zotero and publishers write both.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPES = {
    "ABST": "article-journal",
    "ADVS": "motion_picture",
    "AGGR": "dataset",
    "ANCIENT": "document",
    "ART": "graphic",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "CHART": "graphic",
    "CLSWK": "book",
    "COMP": "software",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "CTLG": "article-magazine",
    "DATA": "dataset",
    "DBASE": "dataset",
    "DICT": "entry-dictionary",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "EQUA": "document",
    "FIGURE": "graphic",
    "GEN": "document",
    "GOVDOC": "report",
    "GRANT": "document",
    "HEAR": "hearing",
    "ICOMM": "personal_communication",
    "INPR": "article-journal",
    "JFULL": "article-journal",
    "JOUR": "article-journal",
    "LEGAL": "legal_case",
    "MANSCPT": "manuscript",
    "MAP": "map",
    "MGZN": "article-magazine",
    "MPCT": "motion_picture",
    "MULTI": "motion_picture",
    "MUSIC": "song",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "PCOMM": "personal_communication",
    "PREPRINT": "article",
    "RPRT": "report",
    "SER": "book",
    "SLIDE": "graphic",
    "SOUND": "song",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNBILL": "bill",
    "UNPB": "manuscript",
    "VIDEO": "motion_picture",
    "WEB": "webpage",
}
VAGUE = {"GEN", "GRANT", "UNPB"}
"""Types that programs write for whatever they don't know: with a periodical these are articles."""

PERIODICAL = {"article-journal", "article-magazine", "article-newspaper"}
PARTS = PERIODICAL | {
    *("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"),
    *("post-weblog", "webpage", "legislation", "bill"),
}
"""CSL types whose second title (T2) is that of what they stand in."""

WITH_VOLUME = PERIODICAL | {
    *("book", "chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"),
    *("bill", "legal_case", "song", "document", "article"),
}
WHOLE = {"book", "thesis", "manuscript", "song", "map", "software", "graphic", "dataset"}
"""CSL types that have no pages in anything: SP alone is how long they are, or a description."""


@dataclass(frozen=True)
class Meaning:
    """Where a type keeps its container, its series and the people beside its authors."""

    container: tuple[str, ...] = ()
    series: tuple[str, ...] = ("T3",)
    second: str = "editor"
    third: str = "collection-editor"


IN_A_JOURNAL = Meaning(("JF", "T2", "JO", "BT", "JA", "J2", "J1"), third="reviewed-author")
IN_A_BOOK = Meaning(("BT", "T2", "JF", "JO", "J2"))
IN_PROCEEDINGS = Meaning(("C3", "BT", "JF", "T2", "JO"))
OF_ITS_OWN = Meaning((), ("T2", "T3"), "collection-editor", "editor")


def meaning_of(csl_type: str) -> Meaning:
    """Tell what the tags mean in a type."""
    if csl_type in PERIODICAL | {"article"}:
        return IN_A_JOURNAL
    if csl_type == "paper-conference":
        return IN_PROCEEDINGS
    return IN_A_BOOK if csl_type in PARTS else OF_ITS_OWN


def type_of(tag_value: str, *, has_periodical: bool) -> str:
    """Tell CSL's type of what stands after TY, however it is written ("Journ", "chap")."""
    word = tag_value.strip().upper()
    known = (
        word if word in TYPES else next((name for name in TYPES if word.startswith(name)), "GEN")
    )
    if known in VAGUE and has_periodical:
        return "article-journal"
    return TYPES[known]
