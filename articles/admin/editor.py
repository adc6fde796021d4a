"""The editors of the article form, and what they ask for.

Without JavaScript each stays a textarea of HTML that the form cleans like any other.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from articles.models import CallToAction


class EditorWidget(forms.Textarea):
    """A textarea that static/articles/editor/editors.js makes an editor."""

    kind: str

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-editor": self.kind, **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        """The editor's module and style; the module loads the library's bundle itself."""
        return forms.Media(
            css={"all": ["articles/editor/editor.css", "articles/editor/citing.css"]},
            js=[forms.Script("articles/editor/editors.js", type="module")],  # type: ignore[list-item]
        )


class BodyWidget(EditorWidget):
    """The editor of a body, with the addresses of what it inserts."""

    kind = "body"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "rows": 24,
            "data-cite-url": reverse("admin:references_reference_cite"),
            "data-actions-url": reverse("admin:articles_action_list"),
            "data-upload-url": reverse("admin:articles_image_upload"),
            "data-list-url": reverse("admin:articles_image_list"),
            "data-record-url": reverse("admin:articles_image_record", args=[0]),
        }
        return context


class TakeawayWidget(EditorWidget):
    """The small editor of a key takeaway."""

    kind = "takeaway"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 2, **(attrs or {})})


def action_list(request: HttpRequest) -> JsonResponse:
    """List the calls to action that a text may carry, for those who write."""
    if not request.user.has_perm("articles.view_calltoaction"):
        return JsonResponse({"error": "Only writers and editors see calls to action."}, status=403)
    actions = CallToAction.objects.values("id", "name", "label", "url")
    return JsonResponse({"actions": list(actions)})
