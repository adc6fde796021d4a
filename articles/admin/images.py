"""Images in the admin: uploading, finding and describing them, and the lead image's widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from articles.body import is_number
from articles.figures import image_path
from articles.images import (
    WORDS,
    ImageRefused,
    describe_image,
    found_images,
    may_change_words,
    store_image,
)
from articles.models import Image
from articles.typed import plain_text
from gate.refusals import NotPermitted

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

SHOWN = 50
LONGEST_CAPTION = 1000
TOO_LONG = "This is %(show_value)d characters long; %(limit_value)d fit. Shorten it."


class WordsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of an image; each may wait until the article is submitted."""

    caption = forms.CharField(required=False, max_length=LONGEST_CAPTION)

    class Meta:
        model = Image
        fields = WORDS

    def __init__(self, data: Any) -> None:
        lengthy = {name: plain_text(data.get(name, "")) for name in WORDS}
        super().__init__({name: " ".join(text.split()) for name, text in lengthy.items()})
        for field in self.fields.values():
            field.error_messages["max_length"] = TOO_LONG

    def words(self) -> dict[str, str]:
        """The valid words."""
        return {name: self.cleaned_data[name] for name in WORDS}


def upload(request: HttpRequest) -> JsonResponse:
    """Keep an uploaded file as an image; 201, or a sentence that says why not."""
    if not request.user.has_perm("articles.add_image"):
        return _refused("Only writers and editors upload images.", 403)
    file, form = request.FILES.get("file"), WordsForm(request.POST)
    if file is None or isinstance(file, list):
        return _refused("No file came along. Choose one and upload it again.", 400)
    if not form.is_valid():
        return JsonResponse({"error": _first_error(form), "errors": form.errors}, status=400)
    try:
        image = store_image(file, by=_user(request), words=form.words())
    except NotPermitted as error:
        return _refused(str(error), 403)
    except ImageRefused as error:
        return _refused(str(error), error.status)
    return JsonResponse(record_of(image, _user(request)), status=201)


def record(request: HttpRequest, pk: int) -> JsonResponse:
    """Answer with an image's record; POST gives it other words.

    With ``copy``, or where the account may not change somebody else's words, the answer is a
    record of its own for the same file.
    """
    image = Image.objects.filter(pk=min(pk, 2**63 - 1)).first()
    if not request.user.has_perm("articles.view_image"):
        return _refused("Only writers and editors see images.", 403)
    if image is None:
        return _refused("This image does not exist. Choose another.", 404)
    return _described(request, image) if request.method == "POST" else _answer(request, image)


def _described(request: HttpRequest, image: Image) -> JsonResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        image = describe_image(
            image, form.words(), by=_user(request), as_copy=bool(request.POST.get("copy"))
        )
    except NotPermitted as error:
        return _refused(str(error), 403)
    return _answer(request, image)


def _answer(request: HttpRequest, image: Image) -> JsonResponse:
    return JsonResponse(record_of(image, _user(request)))


def image_list(request: HttpRequest) -> JsonResponse:
    """List the newest images, or those whose words hold what ``q`` asks for."""
    if not request.user.has_perm("articles.view_image"):
        return _refused("Only writers and editors see images.", 403)
    found = found_images(plain_text(request.GET.get("q", ""))[:200])[:SHOWN]
    return JsonResponse({"images": [record_of(image, _user(request)) for image in found]})


def record_of(image: Image, user: User) -> dict[str, Any]:
    """Write an image's record for the page's scripts."""
    return {
        "id": image.pk,
        "url": image_path(image),
        "width": image.width,
        "height": image.height,
        "digest": image.digest,
        **{name: getattr(image, name) for name in WORDS},
        "mine": may_change_words(user, image),
    }


def _user(request: HttpRequest) -> User:
    assert request.user.is_authenticated
    return request.user


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def _first_error(form: forms.BaseForm) -> str:
    name, found = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {found[0]}"


# --- The lead image


def endpoints() -> dict[str, str]:
    """Name the addresses that the dialog asks; a record's has 0 in the place of its number."""
    return {
        "upload": reverse("admin:articles_image_upload"),
        "list": reverse("admin:articles_image_list"),
        "record": reverse("admin:articles_image_record", args=[0]),
    }


class LeadImageWidget(forms.Widget):
    """The lead image: its number, a preview, and buttons that open the dialog of images."""

    template_name = "articles/images/lead.html"
    is_group = True

    class Media:
        css = {"all": ["articles/images/images.css"]}
        js = [forms.Script("articles/images/lead.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the image's record, if it exists, and the endpoints of the dialog."""
        context = super().get_context(name, value, attrs)
        number = str(value) if value is not None else ""
        image = Image.objects.filter(pk=int(number)).first() if is_number(number) else None
        context["widget"] |= {
            "number": number,
            "image": image,
            "is_gone": bool(number) and image is None,
            "endpoints": endpoints(),
        }
        return context

    def id_for_label(self, id_: str) -> str:
        """Name nothing: the parts have labels of their own."""
        return ""
