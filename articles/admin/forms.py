"""The article form: a draft's fields, in the order in which one writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from articles.admin.bibliography import BibliographyWidget
from articles.admin.editor import BodyWidget
from articles.admin.fields import MarksField, RecordsField, RecordsWidget, TakeawaysField
from articles.admin.images import LeadImageWidget
from articles.conflicts import Conflict, find_conflict
from articles.drafts import FIELDS, LINKS, MARKS, Draft
from articles.models import Article
from articles.typed import marked, plain_text, record_numbers, typed_body, typed_draft
from articles.words import LABELS
from workbench.combobox import Combobox

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import QueryDict

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_BODY = 2_000_000
TAKE = "take-"
"""Begins the name of a choice between two people's texts of a field."""


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A draft as its writer types it.

    ``base`` is the digest of the draft that the page was made from: the form refuses to write
    over another, and then holds the ``conflict``.
    """

    body = forms.CharField(
        widget=BodyWidget,
        required=False,
        max_length=LONGEST_BODY,
        help_text="Type [@ to cite, and search the whole library by words, DOI or PMID. Numbers "
        "follow by themselves, in the order of first citation.",
    )
    key_takeaways = TakeawaysField(
        required=False,
        help_text="What a hurried reader should keep: one or two sentences each.",
    )
    therapies = RecordsField(
        required=False,
        widget=RecordsWidget("therapies", noun="therapy"),
        help_text="What the article is about. The page shows what regulators say of each.",
    )
    authors = RecordsField(
        required=False,
        widget=RecordsWidget("authors", noun="author"),
        help_text="Named under the title, in this order.",
    )
    bibliography = RecordsField(
        required=False,
        widget=BibliographyWidget("bibliography", noun="reference"),
        help_text="Every reference that the text cites, in the order of citation. What you cite "
        "comes here by itself.",
    )
    cited_as_retracted = MarksField(required=False)

    class Meta:
        model = Article
        fields = "title slug language summary meta_description condition call_to_action".split()
        fields += ["lead_image", "writer"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"rows": 4}),
            "meta_description": forms.Textarea(
                attrs={"rows": 2, "data-length-hint": "160", "maxlength": "320"}
            ),
            "language": forms.TextInput(attrs={"list": "languages", "class": "short"}),
            "lead_image": LeadImageWidget,
        }
        help_texts = {
            "title": "What the reader sees first, in search results too.",
            "slug": "The last part of the page's address (its slug). Proposed from the title; "
            "fixed for good once the article is public.",
            "summary": "A few sentences under the title: what the reader will learn.",
            "meta_description": "What search engines show under the title, up to 160 characters.",
            "condition": "The disease or health problem that the article is about.",
            "language": "The language of the text: en, en-GB, de, pt-BR …",
            "lead_image": "Shown under the summary. It needs alternative text, credit and licence.",
            "writer": "Whose article this is: they edit and submit it.",
        }

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_without_nul(data) if data is not None else None, *args, **kwargs)
        self.saved = Draft.of(self.instance)
        self.initial = {**self.initial, **self.saved.values()} if self.instance.pk else self.initial
        self.conflict: Conflict | None = None
        self.base = self.saved.digest
        for name in ("condition", "call_to_action", "writer"):
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.widget = Combobox(Article._meta.get_field(name), admin.site)
            field.widget.choices = field.choices
        bibliography = cast("BibliographyWidget", self.fields["bibliography"].widget)
        bibliography.marked = record_numbers(map(str, self["cited_as_retracted"].value() or ()))
        for name, label in LABELS.items():
            self.fields[name].label = label
        for name in ("title", "slug", "language"):
            self.fields[name].error_messages["required"] = "Fill this in."

    def clean_title(self) -> str:
        """Take the title without control characters."""
        return " ".join(plain_text(self.cleaned_data["title"]).split())

    def clean_summary(self) -> str:
        """Take the summary without control characters."""
        return plain_text(self.cleaned_data["summary"])

    def clean_meta_description(self) -> str:
        """Take the meta description as one line."""
        return " ".join(plain_text(self.cleaned_data["meta_description"]).split())

    def clean_language(self) -> str:
        """Require a BCP 47 tag by its form. Raises ValidationError."""
        tag = self.cleaned_data["language"].strip()
        if not LANGUAGE_TAG.fullmatch(tag):
            raise ValidationError(
                "This is no language tag; write en, en-GB, de, pt-BR or the like."
            )
        return tag

    def clean_body(self) -> str:
        """Bring what was typed or pasted into the closed schema."""
        return typed_body(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        """Refuse to write over what somebody else saved meanwhile; take what was chosen."""
        cleaned = super().clean() or self.cleaned_data
        for mark, name in MARKS.items():
            cleaned[mark] = marked(map(str, cleaned[mark]), among=cleaned.get(name, ()))
        if self.saved.article is None or "base" not in self.data:
            return cleaned
        chosen = self._taken()
        if self.data["base"] == self.saved.digest:
            cleaned |= {name: self._their(name) for name in chosen}
        else:
            self._meet_conflict(cleaned)
        return cleaned

    def _taken(self) -> list[str]:
        return [name for name in FIELDS if self.data.get(f"{TAKE}{name}") == "theirs"]

    def _their(self, name: str) -> Any:
        return getattr(self.instance if name in LINKS else self.saved, name)

    def _meet_conflict(self, cleaned: dict[str, Any]) -> None:
        mine = self.saved.with_values(_values(cleaned))
        self.conflict = find_conflict(
            mine=mine, saved=self.saved, base_digest=self.data["base"], article=self.instance.pk
        )
        if self.conflict:
            self.add_error(None, self.conflict.sentence)

    def draft(self) -> Draft:
        """The valid values as a draft."""
        return self.saved.with_values(_values(self.cleaned_data))

    def typed(self) -> Draft:
        """What was typed, valid or not, as a draft."""
        return typed_draft(cast("QueryDict", self.data), article=self.instance.pk)

    def _save_m2m(self) -> None:
        """Rows are saved with their draft, by articles.drafts.save_draft."""


def _without_nul(data: QueryDict) -> QueryDict:
    """Leave out what PostgreSQL can't hold and no person types."""
    kept = data.copy()
    for name, values in data.lists():
        kept.setlist(name, [value.replace("\x00", "") for value in values])
    return kept


def _values(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _number(cleaned[name]) if name in LINKS else cleaned[name]
        for name in FIELDS
        if name in cleaned
    }


def _number(record: Model | None) -> int | None:
    return record.pk if record else None
