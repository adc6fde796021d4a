"""A form for a bibliographic record: its usual fields, and beneath them the whole CSL-JSON item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from references.csl import KINDS, CslItem, CslName
from references.design_field import CONFIRM, DesignField, DesignWidget
from references.identifiers import (
    Identifier,
    identifiers_of,
    isbns_in,
    normalise_arxiv,
    normalise_doi,
    normalise_pmcid,
    normalise_pmid,
    trials_in,
)
from references.items import UnfitItem, faults_of, identifier_faults, settled
from references.models import Reference
from references.records import find_identified

TEXTS = {
    "title_text": "title",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "doi_text": "DOI",
    "pmid_text": "PMID",
    "pmcid_text": "PMCID",
    "isbn_text": "ISBN",
    "url": "URL",
}
"""Fields of the form and the members of the item that they hold."""


PARTICLES_AND_FAMILY = ("dropping-particle", "non-dropping-particle", "family")


def authors_as_lines(item: Mapping[str, Any]) -> str:
    """Write the authors of an item one a line, as Family, Given."""
    return "\n".join(map(_name_as_line, item.get("author", [])))


def _name_as_line(name: CslName) -> str:
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(filter(None, (str(name.get(part, "")) for part in PARTICLES_AND_FAMILY)))
    parts: list[Any] = [family, name.get("given", ""), name.get("suffix", "")]
    return ", ".join(str(part) for part in parts if part)


def authors_of_lines(lines: str, before: list[CslName]) -> list[CslName]:
    """Read authors, one a line; a name that was there before keeps all its members."""
    known = {_name_as_line(name): name for name in before}
    return [known.get(line) or _name_of_line(line) for line in _lines(lines)]


def _lines(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.splitlines() if line.strip())


def _name_of_line(line: str) -> CslName:
    family, comma, rest = line.partition(",")
    if not comma:
        return {"literal": line}
    given, _, suffix = rest.partition(",")
    name: CslName = {"family": family.strip(), "given": given.strip()}
    return {**name, "suffix": suffix.strip()} if suffix.strip() else name


class Indented(json.JSONEncoder):
    """Writes JSON for people."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "indent": 2})


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """The usual fields; a change of the CSL-JSON item beneath them is taken whole instead."""

    kind = forms.ChoiceField(label="Kind", choices=KINDS.items, required=False)
    title_text = forms.CharField(
        label="Title", required=False, widget=forms.Textarea({"rows": 2}), help_text="In full."
    )
    authors = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="One a line: family name, comma, given names or initials, for example "
        "“Burt, Richard K”. A group stands without a comma.",
    )
    container = forms.CharField(
        label="Journal or book", required=False, help_text="In full, not abbreviated."
    )
    year_number = forms.IntegerField(label="Year", required=False, min_value=1500, max_value=2999)
    volume = forms.CharField(required=False, max_length=50)
    issue = forms.CharField(required=False, max_length=50)
    page = forms.CharField(label="Pages", required=False, max_length=100)
    doi_text = forms.CharField(label="DOI", required=False, help_text="For example 10.1000/182.")
    pmid_text = forms.CharField(
        label="PMID", required=False, help_text="The number of the record in PubMed."
    )
    pmcid_text = forms.CharField(label="PMCID", required=False, help_text="For example PMC123456.")
    isbn_text = forms.CharField(
        label="ISBN", required=False, help_text="Of a book. Several are separated by commas."
    )
    arxiv_text = forms.CharField(
        label="arXiv", required=False, help_text="For example 2101.00001, without the version."
    )
    trials_text = forms.CharField(
        label="Clinical trials",
        required=False,
        help_text="Numbers of the trials that it reports, for example NCT01234567.",
    )
    url = forms.URLField(label="Web address", required=False, assume_scheme="https")
    is_checked = forms.BooleanField(
        label="It is complete as it is",
        required=False,
        help_text="Takes it off the list of records that somebody should check.",
    )
    study_design = DesignField(label="Study design")

    class Meta:
        model = Reference
        fields = ["csl", "study_design"]
        widgets = {"csl": forms.Textarea({"rows": 16, "class": "code", "spellcheck": "false"})}
        help_texts = {
            "csl": "The record as CSL 1.0.2 input data, with members that have no field above. "
            "Change either the fields above or this, not both."
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = dict(self.instance.csl or {}) if self.instance.pk else {}
        self.fields["csl"].required = False
        cast("DesignWidget", self.fields["study_design"].widget).record = self.instance
        cast("forms.JSONField", self.fields["csl"]).encoder = Indented
        self.initial["csl"] = self.item
        for name, value in initial_of(self.item).items():
            self.initial.setdefault(name, value)
        if (kind := self.initial.get("kind")) and kind not in KINDS:
            cast("forms.ChoiceField", self.fields["kind"]).choices = [*KINDS.items(), (kind, kind)]
        for member, said in dict(_own(self.item).get("unread") or {}).items():
            if field := self.fields.get(f"{member.lower()}_text"):
                field.help_text += f" Its source says “{said}”, which is none."

    def clean_doi_text(self) -> str:
        """Write the DOI in its normal form."""
        return self._normal("doi_text", normalise_doi, "a DOI: it begins with “10.”")

    def clean_pmid_text(self) -> str:
        """Write the PMID in its normal form."""
        return self._normal("pmid_text", normalise_pmid, "a PMID: it is a number of 1 to 8 digits")

    def clean_pmcid_text(self) -> str:
        """Write the PMCID in its normal form."""
        return self._normal("pmcid_text", normalise_pmcid, "a PMCID: it is PMC and a number")

    def clean_isbn_text(self) -> str:
        """Write ISBNs with 13 digits."""
        what = "an ISBN: it has 13 digits, or 10, the last of which checks the others"
        return self._normal("isbn_text", lambda text: " ".join(isbns_in(text)), what)

    def clean_arxiv_text(self) -> str:
        """Write the arXiv number in its normal form."""
        return self._normal("arxiv_text", normalise_arxiv, "an arXiv number, such as 2101.00001")

    def clean_trials_text(self) -> str:
        """Write the numbers of trials in their normal form."""
        what = "a number of a registered trial, such as NCT01234567"
        return self._normal("trials_text", lambda text: ", ".join(trials_in(text)), what)

    def clean_study_design(self) -> str:
        """Take the design that was chosen, unless somebody else said one meanwhile."""
        return cast("DesignField", self.fields["study_design"]).settled(
            self.cleaned_data["study_design"],
            seen=self.data.get(self.add_initial_prefix("study_design"), ""),
            held=self.initial.get("study_design", ""),
            is_changed="study_design" in self.changed_data,
        )

    def says_design(self) -> bool:
        """Whether the person who saves says the design, be it the one that was there."""
        design = self.cleaned_data["study_design"]
        is_pressed = bool(design) and self.data.get(CONFIRM) == design
        return is_pressed or design != self.initial.get("study_design", "")

    def _normal(self, field: str, normalise: Any, what: str) -> str:
        typed = self.cleaned_data[field].strip()
        if typed and not (normal := normalise(typed)):
            raise ValidationError(f"“{typed}” is not {what}.")
        return str(normal) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Bring the fields and the item together. Raises ValidationError."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        is_typed = "csl" in self.changed_data and cleaned.get("csl") is not None
        if is_typed and set(self.changed_data) - {"csl", "study_design"}:
            raise ValidationError(
                "Both the fields and the CSL-JSON were changed, and it is unclear which holds. "
                "Change one of the two."
            )
        item = cleaned["csl"] if is_typed else _merged(self.item, cleaned)
        if isinstance(item, dict) and not str(item.get("title", "")).strip():
            self.add_error("title_text", "Give the title.")
            self._offer_others(item)
            return cleaned
        cleaned["csl"] = checked_item(item)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The database computes these; their uniqueness is told in words by _post_clean.
        computed = {field.name for field in Reference._meta.fields if field.generated}
        computed |= {"csl"} if self.errors else set()
        return super()._get_validation_exclusions() | computed  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        item = self.cleaned_data.get("csl")
        if not self.errors and isinstance(item, dict):
            self._offer_others(item)

    def _offer_others(self, item: Mapping[str, Any]) -> None:
        """Name the records that have one of the item's identifiers already."""
        for identifier in identifiers_of(item):
            if taken := self._other_with(identifier):
                self.add_error(FIELD_OF.get(identifier.kind), _is_there(identifier, taken))

    def _other_with(self, identifier: Identifier) -> Reference | None:
        others = find_identified(identifier)
        return next((other for other in others if other.pk != self.instance.pk), None)


FIELD_OF = {
    "DOI": "doi_text",
    "PMID": "pmid_text",
    "PMCID": "pmcid_text",
    "ISBN": "isbn_text",
    "arXiv": "arxiv_text",
}


def _is_there(identifier: Identifier, taken: Reference) -> SafeString:
    """Offer the record that has an identifier already."""
    return format_html(
        '{} {} is the record “<a href="{}">{}</a>” already. Use that; or, if this is another '
        "publication, mend the {}.",
        *identifier,
        reverse("admin:references_reference_change", args=[taken.pk]),
        taken,
        identifier.kind,
    )


def initial_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read the fields of the form from an item."""
    return {
        **{field: str(item.get(member, "")) for field, member in TEXTS.items()},
        "kind": item.get("type", "article-journal"),
        "authors": authors_as_lines(item),
        "year_number": _year(item),
        "arxiv_text": str(_own(item).get("arxiv", "")),
        "trials_text": ", ".join(map(str, _own(item).get("trials", []))),
        "is_checked": bool(_own(item).get("checked")),
    }


def _own(item: Mapping[str, Any]) -> dict[str, Any]:
    held = item.get("custom")
    return dict(held) if isinstance(held, dict) else {}


def _year(item: Mapping[str, Any]) -> Any:
    try:
        return item["issued"]["date-parts"][0][0]
    except (KeyError, IndexError, TypeError):
        return None


def _merged(item: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(item) | {member: cleaned[field].strip() for field, member in TEXTS.items()}
    made["type"] = cleaned["kind"] or "article-journal"
    made["author"] = authors_of_lines(cleaned["authors"], list(item.get("author", [])))
    if cleaned["year_number"] != _year(item):
        made["issued"] = (
            {"date-parts": [[cleaned["year_number"]]]} if cleaned["year_number"] else None
        )
    own = _own(item) | {
        "arxiv": cleaned["arxiv_text"],
        "trials": trials_in(cleaned["trials_text"]),
        "checked": cleaned["is_checked"],
    }
    if "unread" in own:
        own["unread"] = {name: said for name, said in own["unread"].items() if not made.get(name)}
    made["custom"] = {name: value for name, value in own.items() if value}
    return {member: value for member, value in made.items() if value}


def checked_item(item: Any) -> CslItem:
    """Require that JSON is a CSL item that the records and the formatter can hold.

    Raises ValidationError.
    """
    if not isinstance(item, dict):
        raise ValidationError({"csl": "This is no CSL-JSON item: it has to be one object, {…}."})
    if faults := [*faults_of(item), *identifier_faults(item)]:
        raise ValidationError({"csl": faults})
    try:
        return settled(item)
    except UnfitItem as unfit:
        raise ValidationError({"csl": str(unfit)}) from unfit
