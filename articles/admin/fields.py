"""Form fields for a draft's ordered lists: key takeaways, and records by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from articles.admin.editor import TakeawayWidget
from articles.drafts import ROWS
from articles.typed import record_numbers, takeaways
from workbench.combobox import Combobox

LONGEST_LIST = 1000


class RowsWidget(forms.Widget):
    """An ordered list whose rows post one value each under the field's name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class RecordsWidget(RowsWidget):
    """An ordered list of records, each with its label, and a search to add one."""

    template_name = "articles/form/records.html"
    more = ""
    """The template of what a row holds beyond its label."""

    def __init__(self, name: str, *, noun: str, describe: Callable[[Any], str] = str) -> None:
        super().__init__()
        self.rows_name = name
        self.noun = noun
        self.describe = describe

    @property
    def records(self) -> type[models.Model]:
        """The model that the rows name."""
        return self._foreign_key().related_model

    def _foreign_key(self) -> Any:
        rows, column = ROWS[self.rows_name]
        return rows._meta.get_field(column.removesuffix("_id"))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        search = Combobox(self._foreign_key(), admin.site)
        search.choices = forms.ModelChoiceField(self.records._default_manager.none()).choices
        context["widget"] |= {
            "rows": self.rows(value or ()),
            "more": self.more,
            "noun": self.noun,
            "a_noun": f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}",
            "search": search.render(
                f"{name}-search",
                None,
                {"id": f"id_{name}_search", "data-adds-to": name, "data-clears": True},
            ),
        }
        return context

    def rows(self, value: Sequence[Any]) -> list[dict[str, Any]]:
        """Describe the rows for the template."""
        numbers = record_numbers(map(str, value))
        found = self.records._default_manager.in_bulk(numbers)
        return [
            {
                "pk": number,
                "record": found.get(number),
                "label": self.describe(found[number]) if number in found else "",
                "is_gone": number not in found,
            }
            for number in numbers
        ]

    @property
    def media(self) -> forms.Media:
        return Combobox(self._foreign_key(), admin.site).media


class RecordsField(forms.Field):
    """The numbers of existing records, in order, each once."""

    widget: RecordsWidget

    def clean(self, value: Any) -> tuple[int, ...]:
        """Require that each record exists. Raises ValidationError."""
        numbers = record_numbers(value or ())
        _check_length(numbers)
        known = set(
            self.widget.records._default_manager.filter(pk__in=numbers).values_list("pk", flat=True)
        )
        if gone := [number for number in numbers if number not in known]:
            raise ValidationError(
                f"{len(gone)} of these no longer exist (number {', '.join(map(str, gone))}). "
                "Somebody deleted them meanwhile. Remove those rows, and save again."
            )
        return numbers

    def has_changed(self, initial: Any, value: Any) -> bool:
        return record_numbers(map(str, initial or ())) != record_numbers(value or ())


class MarksField(forms.Field):
    """Which rows of a list something is said of: ticked there, so the list shows it."""

    widget = RowsWidget

    def clean(self, value: Any) -> tuple[int, ...]:
        """Read the numbers of the rows' records; what is in the list is for the form to say."""
        return tuple(sorted(record_numbers(value or ())))

    def has_changed(self, initial: Any, value: Any) -> bool:
        return self.clean(map(str, initial or ())) != self.clean(value)


class TakeawaysWidget(RowsWidget):
    """An ordered list of small editors."""

    template_name = "articles/form/takeaways.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        context["widget"] |= {
            "rows": [_takeaway(row, number) for number, row in enumerate(rows or [""], start=1)],
            "empty_row": _takeaway("", 0),
        }
        return context

    @property
    def media(self) -> forms.Media:
        return TakeawayWidget().media


def _takeaway(text: str, number: int) -> dict[str, Any]:
    attrs = {"id": f"id_key_takeaway_{number}", "aria-label": f"Key takeaway {number or ''}"}
    return {"number": number, "editor": TakeawayWidget().render("key_takeaways", text, attrs)}


class TakeawaysField(forms.Field):
    """Key takeaways as inline HTML of the schema, in order, without empty rows."""

    widget = TakeawaysWidget

    def clean(self, value: Any) -> tuple[str, ...]:
        """Bring each row into the schema. Raises ValidationError where there are too many."""
        rows = takeaways(value or ())
        _check_length(rows)
        return rows

    def has_changed(self, initial: Any, value: Any) -> bool:
        return tuple(initial or ()) != takeaways(value or ())


def _check_length(rows: Sequence[Any]) -> None:
    if len(rows) > LONGEST_LIST:
        raise ValidationError(
            f"These are {len(rows)} rows; a list holds at most {LONGEST_LIST}. Remove some."
        )
