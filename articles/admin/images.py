"""Images in the admin."""

from django import forms


class LeadImageWidget(forms.TextInput):
    """The lead image, by its number."""
