"""Importing a text article in the admin: what would become of each line first, then the draft."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from articles.drafts import FIELDS, Draft
from articles.importing.article_file import parse_article_text
from articles.importing.files import LARGEST_FILE, decode_text, refuse_too_large
from articles.importing.parsed import ParsedText
from articles.importing.saving import ImportedDraft, save_draft
from articles.models import Article
from articles.typed import plain_text
from articles.words import LABELS, in_words
from gate.refusals import Refusal

PASTED = "The text"
SHOWN_FAULTS = 20


class TextForm(forms.Form):
    """A text, in a file or pasted, and what to call the article."""

    file = forms.FileField(
        required=False,
        label="Text file",
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=f"Plain text (UTF-8) of at most {LARGEST_FILE // 1_000_000} MB.",
    )
    text = forms.CharField(
        required=False,
        label="Or paste the text",
        strip=False,
        widget=forms.Textarea({"rows": 12, "class": "code"}),
        help_text="A file that you choose takes its place.",
    )
    title = forms.CharField(required=False, help_text="Instead of the text's own.")
    slug = forms.CharField(
        required=False,
        label="Address",
        help_text="The last part of the page's address. Empty: made of the title.",
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Preview:
    """What an import would make of a text."""

    parsed: ParsedText
    sentences: list[str]
    not_placed: list[str]
    fields: list[tuple[str, str]]


class ImportViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """The page that makes a draft of a text."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(
            require_http_methods(["GET", "HEAD", "POST"])(self.imports)
        )
        return [path("import/", view, name="articles_article_import"), *super().get_urls()]

    def imports(self, request: HttpRequest) -> HttpResponse:
        """Show what would become of a text, and import it when that is confirmed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = _typed(request)
        form, refusal, preview = TextForm(initial=typed), "", None
        try:
            if request.method == "POST":
                typed["text"], typed["source"] = _text_of(request, typed)
                form = TextForm(initial=typed)
                if "_import" in request.POST:
                    return _imported(request, typed)
                preview = _previewed(request, typed)
        except Refusal as refused:
            refusal = _for_the_page(str(refused))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Import a text article",
            "form": form,
            "refusal": refusal,
            "preview": preview,
        }
        return TemplateResponse(request, "admin/articles/article/import.html", context)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {
        "text": request.POST.get("text", "").replace("\r\n", "\n"),
        "title": " ".join(plain_text(request.POST.get("title", "")).split()),
        "slug": plain_text(request.POST.get("slug", "")),
        "source": plain_text(request.POST.get("source", ""))[:100],
    }


def _text_of(request: HttpRequest, typed: dict[str, str]) -> tuple[str, str]:
    """Read the text and say where it is from. Raises ImportRefused."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        name = plain_text(str(file.name))[:100]
        refuse_too_large(name, file.size or 0)
        return decode_text(file.read(LARGEST_FILE + 1), name=name).replace("\r\n", "\n"), name
    content = typed["text"].encode("utf-8", "replace")
    name = typed["source"] or PASTED
    refuse_too_large(name, len(content))
    return decode_text(content, name=name), typed["source"]


def _save(request: HttpRequest, typed: dict[str, str], parsed: ParsedText) -> ImportedDraft:
    assert request.user.is_authenticated
    return save_draft(
        parsed,
        by=request.user,
        source=typed["source"] or "pasted text",
        title=typed["title"],
        slug=typed["slug"],
    )


def _previewed(request: HttpRequest, typed: dict[str, str]) -> Preview:
    parsed = parse_article_text(typed["text"], name=typed["source"] or PASTED)
    with transaction.atomic():
        made = _save(request, typed, parsed)
        draft = Draft.of(made.article)
        fields = [(LABELS[name], in_words(draft, name)) for name in FIELDS]
        transaction.set_rollback(True)
    return Preview(
        parsed,
        list(made.sentences),
        [f"line {missing.number}: {missing.reason}" for missing in made.not_placed],
        [(label, words) for label, words in fields if words],
    )


def _imported(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    parsed = parse_article_text(typed["text"], name=typed["source"] or PASTED)
    made = _save(request, typed, parsed)
    article: Article = made.article
    messages.success(request, f"“{article.title}” is imported as a draft of yours.")
    for missing in made.not_placed[:SHOWN_FAULTS]:
        messages.warning(request, f"Not placed, line {missing.number}: {missing.reason}")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _for_the_page(sentence: str) -> str:
    """Name the fields of the page where the command's options are meant."""
    return sentence.replace("with --title", "under Title").replace("with --slug", "under Address")
