"""The widgets of the editor."""

from django import forms


class BodyWidget(forms.Textarea):
    """The editor of a body."""


class TakeawayWidget(forms.Textarea):
    """The editor of a key takeaway."""
