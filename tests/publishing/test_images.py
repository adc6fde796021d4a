from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from articles.models import Article, Edition, EditionImage, Image
from medcontent.models import User
from publishing.models import Release
from publishing.release import release, withdraw
from reviews import workflow
from tests import factories
from tests.articles.pictures import a_file, stored

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def writer(committed: str) -> User:
    return factories.account("writer")


def shown(writer: User, *images: Image, lead: Image | None = None) -> Article:
    article = factories.draft(writer=writer)
    article.lead_image = lead
    article.body += "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
    article.save()
    return article


def submit(article: Article) -> Edition:
    return workflow.submit(article=article, by=article.writer)


def publish(article: Article) -> Release:
    return factories.released(edition=submit(article))


def take_back(article: Article) -> None:
    withdraw(article=article, by=factories.account("editor"), reason="error")


def address(image: Image) -> str:
    return f"/images/{image.file_name}"


def path_of(image: Image) -> Path:
    return Path(default_storage.path(f"images/{image.file_name}"))


def ask(image: Image, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address(image), headers=headers)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# --- Who sees an image when


def test_the_public_sees_an_image_while_an_edition_that_shows_it_is_public(writer):
    image = stored(writer)
    assert ask(image).status_code == 404
    article = shown(writer, image)
    assert ask(image).status_code == 404
    edition = submit(article)
    assert ask(image).status_code == 404
    factories.signed(edition=edition)
    assert ask(image).status_code == 404
    release(edition=edition, by=factories.account("editor"))
    answer = ask(image)
    assert (answer.status_code, sha256(answer.content).hexdigest()) == (200, image.digest)
    take_back(article)
    assert ask(image).status_code == 404


def test_a_lead_image_is_public_with_its_edition(writer):
    image = stored(writer)
    publish(shown(writer, lead=image))
    assert ask(image).status_code == 200


def test_an_image_of_two_articles_stays_while_one_is_public(writer):
    first, second = stored(writer), stored(factories.account("writer"))
    assert first.file_name == second.file_name and first.pk != second.pk
    articles = [shown(writer, first), shown(writer, second)]
    for article in articles:
        publish(article)
    take_back(articles[0])
    assert ask(first).status_code == 200
    take_back(articles[1])
    assert ask(first).status_code == 404


def test_an_image_that_a_new_edition_no_longer_shows_is_gone(writer):
    image = stored(writer)
    article = shown(writer, image)
    publish(article)
    article.body = article.body.replace(f'<figure data-image="{image.pk}"></figure>', "")
    article.save()
    publish(article)
    assert ask(image).status_code == 404


def test_a_draft_s_new_image_is_not_public_with_its_old_edition(writer):
    article = shown(writer, stored(writer))
    publish(article)
    new = stored(writer, size=(8, 8))
    article.lead_image = new
    article.save()
    assert ask(new).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("writer", 200), ("editor", 200), ("administrator", 200), ("physician", 404)],
)
def test_staff_see_an_image_before_it_is_public(writer, role, status):
    image = stored(writer)
    answer = ask(image, signed_in(factories.account(role)))
    assert answer.status_code == status
    if status == 200:
        assert answer["Cache-Control"] == "private, no-store"


def test_a_physician_sees_the_images_of_an_edition_they_are_asked_to_review(writer):
    image = stored(writer)
    review = factories.assigned(edition=submit(shown(writer, image)))
    client = signed_in(review.physician.account)
    assert ask(image, client).status_code == 200
    assert ask(stored(writer, size=(9, 9)), client).status_code == 404
    workflow.cancel(review=review, by=factories.account("editor"))
    assert ask(image, client).status_code == 404


# --- What is sent


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_an_image_is_sent_as_what_it_is_and_nothing_runs_in_it(writer, kind, content_type):
    image = stored(writer, kind=kind)
    publish(shown(writer, image))
    answer = ask(image)
    assert answer["Content-Type"] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(image.size)


def test_caches_keep_an_image_no_longer_than_a_page(writer):
    image = stored(writer)
    article = shown(writer, image)
    publish(article)
    answer = ask(image)
    page = Client().get(f"/articles/{article.slug}/")
    assert answer["Cache-Control"] == page["Cache-Control"] == "public, max-age=60"
    assert "img-src 'self'" in page["Content-Security-Policy"]
    assert address(image) in page.content.decode()
    assert "Cookie" not in answer.get("Vary", "") and not answer.cookies


def test_a_reader_who_has_the_image_is_sent_nothing(writer):
    image = stored(writer)
    publish(shown(writer, image))
    tag = ask(image)["ETag"]
    assert tag == f'"{image.digest}"'
    again = ask(image, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().head(address(image)).content == b""


def test_an_image_is_known_by_its_own_kind_alone(writer):
    image = stored(writer)
    publish(shown(writer, image))
    for path in (
        f"/images/{image.digest}.jpg",
        f"/images/{image.digest}.svg",
        f"/images/{image.digest}",
        f"/images/{image.digest.upper()}.png",
        f"/images/../images/{image.file_name}",
        f"/images/{'0' * 64}.png",
        f"/images/{image.file_name}/",
    ):
        assert signed_in(writer).get(path).status_code in (301, 404), path
    assert Client().post(address(image)).status_code == 405


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_a_file_that_is_not_what_it_was_is_withheld(writer, harm, caplog):
    image = stored(writer)
    publish(shown(writer, image))
    if harm == "change":
        path_of(image).write_bytes(a_file(colour=(0, 0, 0)))
    else:
        path_of(image).unlink()
    answer = ask(image)
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert answer["Retry-After"] and "withheld" in caplog.text


# --- Verification


def test_verify_looks_at_every_image_that_was_ever_public(writer):
    image, draft = stored(writer), stored(writer, size=(9, 9))
    article = shown(writer, image)
    publish(article)
    take_back(article)
    submit(shown(writer, draft))
    path_of(draft).unlink()
    call_command("verify")
    path_of(image).write_bytes(b"changed")
    with pytest.raises(SystemExit):
        call_command("verify")


def test_verify_names_the_image_that_is_gone(writer, capsys):
    image = stored(writer)
    publish(shown(writer, image))
    path_of(image).unlink()
    with pytest.raises(SystemExit):
        call_command("verify")
    assert f"images: {image.file_name}: The file of the image" in "".join(capsys.readouterr())


def test_an_edition_holds_its_images_by_their_digests(writer):
    image = stored(writer)
    edition = submit(shown(writer, image, lead=image))
    [held] = EditionImage.objects.filter(edition=edition)
    assert (held.image_id, held.digest) == (image.pk, image.digest)
