"""Two records of one publication become one, and whatever cites either cites the one that stays.

Editions are frozen: they go on naming the record that they were signed with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from django.db.models import Q

from gate.refusals import NotPermitted, Overtaken, Refusal, one_step
from references.csl import ET_AL, KINDS, CslItem
from references.designs import COLUMNS, keep_design
from references.integrity.joining import carry_over
from references.integrity.turns import check_anew
from references.items import settled
from references.models import Distinction, Reference
from references.uses import move_citations

Item = Mapping[str, Any]
PERMISSION = "references.merge_reference"
FIRST = "title author container-title issued volume issue page DOI PMID PMCID ISBN type".split()
"""Members that are compared first."""
LABELS = {
    "title": "Title",
    "author": "Authors",
    "container-title": "Journal or book",
    "issued": "Date",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "type": "Kind",
    "abstract": "Abstract",
    "publisher": "Publisher",
    "URL": "Web address",
    "custom": "Other",
    "study_design": "Study design, as confirmed",
}


@dataclass(frozen=True)
class Compared:
    """A member of two items, and what it would be in the joined one, each as text."""

    member: str
    kept: str
    merged: str
    joined: str

    @property
    def loses(self) -> bool:
        """Whether what the merged record says will stand in that record alone."""
        return bool(self.merged) and not self.joined.startswith(self.merged)

    @property
    def label(self) -> str:
        """What people call the member."""
        return LABELS.get(self.member, self.member)


def joined(kept: Item, merged: Item) -> CslItem:
    """Join what two items know: the kept one's words, and the other's where it has none."""
    made = {**merged, **kept}
    if authors := _authors(kept.get("author") or [], merged.get("author") or []):
        made["author"] = authors
    if _is_finer(merged.get("issued"), kept.get("issued")):
        made["issued"] = merged["issued"]
    if isbns := " ".join(_united(_words(kept, "ISBN"), _words(merged, "ISBN"))):
        made["ISBN"] = isbns
    if custom := _joined_own(kept.get("custom") or {}, merged.get("custom") or {}):
        made["custom"] = custom
    return cast("CslItem", made)


def _authors(kept: list[Any], merged: list[Any]) -> list[Any]:
    """Take the kept list, unless it is cut short and the other is whole and names more."""
    is_cut = bool(kept) and kept[-1] == ET_AL
    is_whole = len(merged) >= len(kept) and ET_AL not in merged
    return merged if is_cut and is_whole else kept or merged


def _is_finer(one: Any, other: Any) -> bool:
    """Say whether a date begins as another does, and goes on to the month or day."""
    try:
        [long], [short] = one["date-parts"], other["date-parts"]
    except (KeyError, TypeError, ValueError):
        return False
    return len(long) > len(short) and long[: len(short)] == short


def _joined_own(kept: Item, merged: Item) -> dict[str, Any]:
    made = {**merged, **kept}
    for member, value in merged.items():
        here = kept.get(member)
        if isinstance(value, list) and isinstance(here, list):
            made[member] = _united(here, value)
        elif isinstance(value, dict) and isinstance(here, dict):
            made[member] = {**value, **here}
    return made


def _words(item: Item, member: str) -> list[str]:
    return str(item.get(member, "")).split()


def _united(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    return [*one, *(value for value in other if value not in one)]


def compared(kept: Reference, merged: Reference) -> list[Compared]:
    """Put two records and what they would be together beside each other, member by member."""
    both = joined(kept.csl, merged.csl)
    members = [*FIRST, *sorted({*kept.csl, *merged.csl} - {*FIRST})]
    return [
        *(
            Compared(member, *(_told(member, item) for item in (kept.csl, merged.csl, both)))
            for member in members
            if member in both
        ),
        *_compared_designs(kept, merged),
    ]


def _compared_designs(kept: Reference, merged: Reference) -> Iterator[Compared]:
    """Compare what people have confirmed; where both have, the kept record's stands."""
    one, other = (str(record.get_study_design_display()) for record in (kept, merged))
    if one or other:
        yield Compared("study_design", one, other, one or other)


def _told(member: str, item: Item) -> str:
    text = in_words(item.get(member))
    return KINDS.get(text, text) if member == "type" else text


def in_words(value: Any) -> str:
    """Write a member of an item for people."""
    if isinstance(value, dict) and "date-parts" in value:
        return " to ".join("-".join(f"{part:02}" for part in date) for date in value["date-parts"])
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    if isinstance(value, dict) and {"family", "given"} & value.keys():
        return ", ".join(str(value[part]) for part in ("family", "given") if value.get(part))
    if isinstance(value, dict):
        pairs = (f"{name}: {in_words(held)}" for name, held in value.items())
        return in_words(value["literal"]) if "literal" in value else ", ".join(pairs)
    return "" if value is None else str(value)


def as_shown(kept: Reference, merged: Reference) -> str:
    """Name by a hash what two records say, so that what is confirmed is what was shown."""
    records = ([one.pk, one.csl, one.study_design, *_confirmed(one)] for one in (kept, merged))
    said = json.dumps([*records], sort_keys=True)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _confirmed(record: Reference) -> list[int]:
    """List the keys of what was confirmed of a record, which a merging lets hold for both."""
    return list(record.integrity_facts.order_by("pk").values_list("pk", flat=True))


def merge(*, kept: Reference, merged: Reference, by: Any, shown: str) -> int:
    """Merge a record into another, as it was ``shown``; returns how many drafts cite along.

    The merged record stays as it was and leads to the kept one, as do those that were merged
    into it before. What was said and confirmed of either holds for both. Raises Refusal.
    """
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not merge references; an editor's may.")
    if kept.pk == merged.pk:
        raise Refusal("This is one record. Choose two to merge.")
    with one_step():
        locked = Reference.objects.select_for_update().order_by("pk").in_bulk([kept.pk, merged.pk])
        if len(locked) < 2:
            raise Overtaken("One of the two records is gone. Look for duplicates again.")
        kept, merged = locked[kept.pk], locked[merged.pk]
        if kept.merged_into_id or merged.merged_into_id:
            raise Overtaken("One of the two was merged meanwhile. Look for duplicates again.")
        if as_shown(kept, merged) != shown:
            raise Overtaken("One of the two was changed meanwhile. Look at them again.")
        Reference.objects.filter(Q(pk=merged.pk) | Q(merged_into=merged)).update(merged_into=kept)
        before, kept.csl = kept.csl, settled(joined(kept.csl, merged.csl))
        keep_design(kept=kept, merged=merged)
        kept.save(update_fields=["csl", *COLUMNS])
        check_anew(kept, before=before)
        moved = move_citations(merged=merged, kept=kept, by=by)
        carry_over(kept=kept, merged=merged)
        return moved


def tell_apart(*, references: Sequence[Reference], by: Any) -> None:
    """Note that records that look alike are several publications. Raises NotPermitted."""
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not decide about duplicates; an editor's may.")
    Distinction.objects.bulk_create(
        (
            Distinction(first_id=first, second_id=second, by=by)
            for first, second in _pairs(references)
        ),
        ignore_conflicts=True,
    )


def _pairs(references: Sequence[Reference]) -> Iterator[tuple[int, int]]:
    keys = sorted({reference.pk for reference in references})
    for place, first in enumerate(keys):
        for second in keys[place + 1 :]:
            yield first, second
