from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.admin.forms import ArticleForm
from articles.admin.images import LeadImageWidget
from articles.models import Image
from articles.pictures import LARGEST_FILE
from medcontent.models import User
from tests import factories
from tests.articles.pictures import WORDS, a_file, claiming, stored

pytestmark = pytest.mark.django_db

UPLOAD, LIST = "admin:articles_image_upload", "admin:articles_image_list"
KEYS = {"id", "url", "width", "height", "digest", "alt", "caption", "credit", "licence", "mine"}


def signed_in(*roles: str) -> tuple[User, Client]:
    user, client = factories.account(*roles), Client(raise_request_exception=True)
    user.is_staff = True
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user, client


@pytest.fixture
def writer() -> tuple[User, Client]:
    return signed_in("writer")


def file(body: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_file() if body is None else body)


def send(client: Client, body: bytes | None = None, **words: str) -> Any:
    return client.post(reverse(UPLOAD), {"file": file(body), **words})


def record_url(pk: int) -> str:
    return reverse("admin:articles_image_record", args=[pk])


# --- Uploading


@pytest.mark.parametrize("role", ["writer", "editor"])
def test_writers_and_editors_upload(role):
    user, client = signed_in(role)
    answer = send(client, **WORDS)
    image = Image.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": image.pk,
        "url": f"/images/{image.digest}.png",
        "width": 40,
        "height": 30,
        "digest": image.digest,
        "mine": True,
        **WORDS,
    }
    assert image.uploaded_by == user


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_others_do_not_upload(role):
    _, client = signed_in(role)
    answer = send(client)
    assert answer.status_code == 403 and "Only writers and editors" in answer.json()["error"]
    assert not Image.objects.exists() and not default_storage.exists("images")


def test_nobody_uploads_without_signing_in():
    assert send(Client()).status_code == 302
    assert not Image.objects.exists()


def test_an_upload_from_another_site_is_refused(writer):
    user, _ = writer
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert send(client).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "SVG"),
        (b"<!doctype html>", 415, "a web page"),
        (a_file()[:60], 400, "damaged PNG"),
        (a_file("JPEG") + b"<script>alert(1)</script>", 400, "hidden"),
        (claiming(20_000, 20_000), 413, "million pixels"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_FILE, 413, "larger than 10 MB"),
        (b"", 400, ""),
    ],
)
def test_a_refusal_is_a_sentence(writer, body, status, says):
    answer = send(writer[1], body)
    assert answer.status_code == status
    assert says in answer.json()["error"] and answer.json()["error"].endswith(".")
    assert not Image.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"file": "text"}, {"other": "x"}])
def test_an_upload_without_a_file_is_refused(writer, sent):
    answer = writer[1].post(reverse(UPLOAD), sent)
    assert answer.status_code == 400 and "No file" in answer.json()["error"]


def test_words_that_are_too_long_are_refused_before_the_file_is_kept(writer):
    answer = send(writer[1], alt="a" * 501)
    assert answer.status_code == 400 and "lternative text" in answer.json()["error"]
    assert list(answer.json()["errors"]) == ["alt"]
    assert not Image.objects.exists()


def test_files_are_not_asked_for(writer):
    assert writer[1].get(reverse(UPLOAD)).status_code == 405


# --- Describing


def test_a_record_is_read_and_described(writer):
    user, client = writer
    image = stored(user, {})
    assert set(client.get(record_url(image.pk)).json()) == KEYS
    answer = client.post(record_url(image.pk), WORDS)
    assert {name: answer.json()[name] for name in WORDS} == WORDS
    assert answer.json()["id"] == image.pk


def test_what_is_typed_is_kept_as_plain_lines(writer):
    image = stored(writer[0], {})
    typed = WORDS | {"alt": "  A\x00 <b>man</b>\r\nasleep \u202e ", "caption": "Ünï 漢字 🛌"}
    answer = writer[1].post(record_url(image.pk), typed)
    assert answer.json()["alt"] == "A <b>man</b> asleep \u202e"
    assert answer.json()["caption"] == "Ünï 漢字 🛌"


@pytest.mark.parametrize(
    ("field", "longest"), [("alt", 500), ("caption", 1000), ("credit", 300), ("licence", 200)]
)
def test_words_that_are_too_long_are_told_at_their_field(writer, field, longest):
    image = stored(writer[0])
    fits = writer[1].post(record_url(image.pk), WORDS | {field: "a" * longest})
    assert fits.status_code == 200
    answer = writer[1].post(record_url(image.pk), WORDS | {field: "a" * (longest + 1)})
    assert answer.status_code == 400
    said = f"This is {longest + 1} characters long; {longest} fit. Shorten it."
    assert answer.json()["errors"] == {field: [said]}


@pytest.mark.parametrize("pk", [999_999, 10**30])
def test_an_image_that_does_not_exist_is_told_of(writer, pk):
    for answer in (writer[1].get(record_url(pk)), writer[1].post(record_url(pk), WORDS)):
        assert answer.status_code == 404 and "does not exist" in answer.json()["error"]


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_others_neither_see_nor_describe_images(writer, role):
    image, (_, client) = stored(writer[0]), signed_in(role)
    for answer in (
        client.get(record_url(image.pk)),
        client.post(record_url(image.pk), WORDS | {"alt": "Mine."}),
        client.get(reverse(LIST)),
    ):
        assert answer.status_code == 403 and answer.json()["error"]
    image.refresh_from_db()
    assert image.alt == WORDS["alt"]


def test_another_writer_gets_a_record_of_their_own(writer):
    image, (_, client) = stored(writer[0]), signed_in("writer")
    assert client.get(record_url(image.pk)).json()["mine"] is False
    answer = client.post(record_url(image.pk), WORDS | {"alt": "Mine."}).json()
    image.refresh_from_db()
    assert (image.alt, answer["alt"]) == (WORDS["alt"], "Mine.")
    assert answer["id"] != image.pk and answer["mine"] is True


def test_a_copy_is_made_where_it_is_asked_for(writer):
    image = stored(writer[0])
    answer = writer[1].post(record_url(image.pk), WORDS | {"alt": "Other.", "copy": "1"}).json()
    assert answer["id"] != image.pk


# --- Listing


def test_the_newest_images_are_listed_and_searched(writer):
    user, client = writer
    first, second = stored(user), stored(user, WORDS | {"alt": "A bed."}, size=(9, 9))
    listed = client.get(reverse(LIST)).json()["images"]
    assert [image["id"] for image in listed] == [second.pk, first.pk]
    assert set(listed[0]) == KEYS
    found = client.get(reverse(LIST), {"q": "asleep"}).json()["images"]
    assert [image["id"] for image in found] == [first.pk]


@pytest.mark.parametrize(
    "q", ["\0", "%", "_", "\\", "'", "a" * 5000, " ".join("abc" * 100), "\ufffd"]
)
def test_any_search_is_answered(writer, q):
    stored(writer[0])
    assert writer[1].get(reverse(LIST), {"q": q}).status_code == 200


def test_the_list_is_short_and_takes_few_queries(writer, django_assert_max_num_queries):
    user, client = writer
    for number in range(60):
        stored(user, WORDS | {"alt": f"Picture {number}."})
    with django_assert_max_num_queries(8):
        assert len(client.get(reverse(LIST)).json()["images"]) == 50


# --- The admin's own forms


def test_words_can_be_corrected_in_the_admin_and_the_file_stays(writer):
    image = stored(writer[0])
    url = reverse("admin:articles_image_change", args=[image.pk])
    answer = writer[1].post(url, WORDS | {"alt": "Corrected.", "digest": "0" * 64})
    before = image.digest
    image.refresh_from_db()
    assert (answer.status_code, image.alt, image.digest) == (302, "Corrected.", before)


def test_a_writer_does_not_change_another_s_words_in_the_admin(writer):
    image, (_, client) = stored(writer[0]), signed_in("writer")
    url = reverse("admin:articles_image_change", args=[image.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, WORDS | {"alt": "Mine."}).status_code == 403


def test_images_are_not_deleted(writer):
    image = stored(writer[0])
    url = reverse("admin:articles_image_delete", args=[image.pk])
    assert writer[1].post(url, {"post": "yes"}).status_code == 403


# --- The widget


def test_the_widget_shows_the_image_and_posts_its_number(writer):
    image = stored(writer[0])
    shown = LeadImageWidget().render("lead_image", image.pk, {"id": "id_lead_image"})
    assert f'name="lead_image" value="{image.pk}" id="id_lead_image"' in shown
    assert f'src="/images/{image.file_name}"' in shown
    assert 'data-record="/admin/articles/image/0/record/"' in shown
    assert "style=" not in shown and "onclick" not in shown


@pytest.mark.parametrize("typed", ["x", "9" * 30, "-1", '"><script>', "999999"])
def test_the_widget_shows_any_number_that_was_typed(typed):
    shown = LeadImageWidget().render("lead_image", typed, {"id": "id_lead_image"})
    assert "does not exist" in shown and "<script>" not in shown


def test_the_widget_escapes_what_is_said_of_an_image(writer):
    image = stored(writer[0], WORDS | {"alt": '"><script>', "caption": "<script>"})
    assert "<script>" not in LeadImageWidget().render("lead_image", image.pk, {"id": "i"})


def test_the_form_s_page_links_the_widget_s_script_and_style():
    media = str(ArticleForm().media)
    assert 'src="/static/articles/images/lead.js"' in media and 'type="module"' in media
    assert 'href="/static/articles/images/images.css"' in media
