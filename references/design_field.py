"""The field of a record's form in which a person confirms its study design."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from references.designs import design_of
from references.models import Reference
from references.study_design import StudyDesign

CONFIRM = "confirm_design"
"""The name of the button that confirms the proposed design, and saves the record with it."""
CHOICES = [("", "Not confirmed"), *StudyDesign.choices]


class DesignWidget(forms.Select):
    """The designs, with what is proposed and a button that confirms it in one step."""

    template_name = "admin/references/reference/design_field.html"
    record: Reference | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context |= {"record": self.record, "button": CONFIRM}
        if self.record and self.record.pk:
            context["design"] = design_of(self.record)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Take what the button says before what is chosen."""
        return data.get(CONFIRM) or super().value_from_datadict(data, files, name)


class DesignField(forms.ChoiceField):
    """A record's study design; what somebody else confirmed meanwhile is never written over."""

    widget = DesignWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=CHOICES,
            required=False,
            show_hidden_initial=True,
            help_text="What kind of evidence it is. Readers see it once you have confirmed it: "
            "it is frozen with the editions that are submitted from then on.",
            **options,
        )

    def settled(self, chosen: str, *, seen: str, held: str, is_changed: bool) -> str:
        """Say what the record's design is to be, of which ``seen`` was shown, and ``held`` is now.

        Raises ValidationError.
        """
        if not is_changed:
            return held
        if held not in (seen, chosen):
            told = dict(CHOICES).get(held, held)
            raise ValidationError(f"Somebody said meanwhile: {told}. Choose again, or leave it.")
        return chosen
