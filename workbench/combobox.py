"""A field that names a record: type some letters, choose from what is found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect


class Combobox(AutocompleteSelect):
    """A ``<select>`` of the chosen record that static/workbench/combobox.js makes searchable.

    Django's own widget needs select2, whose box has no accessible name while it is empty.
    The records come from the admin's autocomplete address, which asks for the right to view.
    """

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Say where the records are found."""
        source = {
            "app_label": self.field.model._meta.app_label,
            "model_name": self.field.model._meta.model_name,
            "field_name": self.field.name,
        }
        return {
            **forms.Select.build_attrs(self, base_attrs, extra_attrs),
            "data-combobox": True,
            "data-url": f"{self.get_url()}?{urlencode(source)}",
        }

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """Offer the chosen record; what names none, from a broken form, is left out."""
        named = [each for each in value if str(each).isascii() and str(each).isdecimal()]
        return super().optgroups(name, [each for each in named if int(each) < 2**63], attrs)

    @property
    def media(self) -> forms.Media:
        """The script alone; the style is part of the admin's."""
        return forms.Media(
            js=[forms.Script("workbench/combobox.js", type="module")]  # type: ignore[list-item]
        )
