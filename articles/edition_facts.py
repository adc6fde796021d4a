"""What an edition gives to readers and machines beside its words, compared with another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles import body

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """Something that differs; in words, empty where an edition has none of it."""

    label: str
    before: str
    after: str


def other_changes(before: Content, after: Content, *, is_all: bool) -> list[Fact]:
    """List what differs beside the passages and the texts of references.

    ``is_all`` says that these are the same: then something is named whenever the contents differ
    in anything but the edition's number.
    """
    found = [
        Fact(label, was, now)
        for label, read in FACTS.items()
        if (was := read(before)) != (now := read(after))
    ]
    if records := _changed_records(before, after):
        found.append(Fact("Data of references", "", records))
    if not found and is_all:
        found += _rest_of_changes(before, after)
    return found


def _rest_of_changes(before: Content, after: Content) -> list[Fact]:
    """Name what differs where readers are given the same."""
    found = []
    if _rest(before) != _rest(after):
        found.append(Fact("How it is set, and hidden details", "", REST))
    if before.get("findings", []) != after.get("findings", []):
        found.append(Fact("What the checks found", "", CHECKED_ANEW))
    return found


REST = (
    "The words, links and pictures are the same; how lists and tables are made, or data that "
    "readers do not see, differ."
)
CHECKED_ANEW = (
    "The checks said something else of the same words; the notes beside the text list it."
)


def _rest(content: Content) -> dict[str, Any]:
    """Everything but the edition's number, and what follows from the rest."""
    left_out = {"edition", "reading_text", "contents", "findings"}
    kept = {name: value for name, value in content.items() if name not in left_out}
    kept["references"] = [
        {name: value for name, value in reference.items() if name not in ("number", "cited_at")}
        for reference in content["references"]
    ]
    return kept


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _links(content: Content) -> str:
    """The links of takeaways and text, each with its words, but for those of citations."""
    found = []
    for fragment in [*content["key_takeaways"], content["body"]]:
        for node in body.parse(fragment).iter("a"):
            href = node.get("href", "")
            if not href.startswith("#"):
                found.append(f"{' '.join(node.text_content().split())} → {href}")
    return _lines(found)


def _images(content: Content) -> str:
    """The pictures in order: their files, and the words for those who can't see them."""
    shown = [content.get("lead_image"), *content.get("images", ())]
    return _lines(
        f"{image['alt'] or 'without alternative text'} ({image['kind']}, {image['width']} × "
        f"{image['height']}, file {image['digest'][:12]}…)"
        for image in shown
        if image
    )


def _call_to_action(content: Content) -> str:
    call = content.get("call_to_action")
    return f"{call['label']} → {call['url']}" if call else ""


def _statuses(content: Content) -> str:
    return _lines(
        f"{therapy['name']}, {status['authority']}: {status['source_title']} → "
        f"{status['source_url']}"
        for therapy in content["therapies"]
        for status in therapy["statuses"]
    )


def _changed_records(before: Content, after: Content) -> str:
    """The references of both whose data differ, which readers see formatted alone."""
    read = ("csl", "doi", "pmid")
    old = {one["id"]: [one[name] for name in read] for one in before["references"]}
    return _lines(
        str(one["csl"].get("title", f"reference {one['number']}"))
        for one in after["references"]
        if one["id"] in old and old[one["id"]] != [one[name] for name in read]
    )


def _policy(content: Content) -> str:
    policy = content["policy"]
    return f"{policy['approvals']} approval(s), good for {policy['review_months']} month(s)"


def _reasons(content: Content) -> str:
    return _lines(
        f"{given['where']}: {given['message']} {given['sentence']} – {given['reason']}"
        for given in content.get("reasons", ())
    )


FACTS: dict[str, Callable[[Content], str]] = {
    "Address": lambda content: content["article"]["slug"],
    "Language": lambda content: content["article"]["language"],
    "Description for search engines": lambda content: content["meta_description"],
    "Condition": lambda content: (content["condition"] or {}).get("name", ""),
    "Links": _links,
    "Pictures": _images,
    "Closing call to action": _call_to_action,
    "Sources of regulatory statuses": _statuses,
    "Approvals that are needed": _policy,
    "The writer’s reasons for findings": _reasons,
}
"""What differs may be one of these, by the name that people know it by."""
