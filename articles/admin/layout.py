"""How the article form is laid out: sections, in the order in which one writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from articles.admin.fields import RowsWidget

SECTIONS = {
    "What it is about": "title slug condition therapies".split(),
    "In short": "summary key_takeaways lead_image meta_description".split(),
    "Text": ["body"],
    "Bibliography": ["bibliography"],
    "Around the text": "authors call_to_action language writer".split(),
}


@dataclass(frozen=True)
class Section:
    """Fields that belong together."""

    title: str
    fields: list[Any]


def sections(form: forms.BaseForm) -> list[Section]:
    """Lay out the fields that a form has."""
    return [
        Section(title, [_marked(form[name]) for name in names if name in form.fields])
        for title, names in SECTIONS.items()
    ]


def _marked(field: BoundField) -> BoundField:
    """Tell the template which fields are lists, whose parts have labels of their own."""
    field.is_group = isinstance(field.field.widget, RowsWidget)  # type: ignore[attr-defined]
    return field


def field_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """List what is wrong with which field, with a link to it."""
    return [
        {"label": str(form[name].label), "message": str(message), "anchor": f"field-{name}"}
        for name, found in form.errors.items()
        if name in form.fields
        for message in found
    ]
