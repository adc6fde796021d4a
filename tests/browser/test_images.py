"""Images in the article form: dropped, described, shown, and asked for their words."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.drafts import Draft
from articles.models import Article, Image
from medcontent.models import User
from tests import factories
from tests.articles.pictures import WORDS, a_file
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible, saved, sign_in

pytestmark = pytest.mark.browser

DROP = """(zone, [name, type, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    zone.dispatchEvent(new DragEvent(kind, how));
  }
}"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    return factories.draft(writer=writer)


@pytest.fixture
def page(arrive: Arrive, writer: User, article: Article, width: int) -> Page:
    person = arrive(width=width)
    person.expect("status of 415")
    return sign_in(person, writer, to=f"/admin/articles/article/{article.pk}/change/")


def drop(zone: Locator, name: str, kind: str, contents: bytes) -> None:
    zone.evaluate(DROP, [name, kind, base64.b64encode(contents).decode()])


def describe(dialog: Locator) -> None:
    dialog.get_by_label("Alternative text").fill(WORDS["alt"])
    dialog.get_by_label("Caption").fill(WORDS["caption"])
    dialog.get_by_label("Credit").fill(WORDS["credit"])
    dialog.get_by_label("Licence").fill(WORDS["licence"])
    dialog.get_by_role("button", name="Use this image").press("Enter")
    expect(dialog).to_have_count(0)


def save(page: Page, article: Article) -> Draft:
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    return Draft.of(Article.objects.get(pk=article.pk))


def test_a_picture_is_dropped_described_and_leads_the_article(page, article):
    drop(page.locator(".lead-image-field"), "sleep.jpg", "image/jpeg", a_file("PNG"))
    dialog = page.get_by_role("dialog", name="Describe the image")
    check_accessible(page)
    describe(dialog)
    expect(page.locator(".lead-image-field")).to_contain_text(WORDS["alt"])
    image = Image.objects.get()
    assert (image.kind, image.alt, image.licence) == ("png", WORDS["alt"], WORDS["licence"])
    assert save(page, article).lead_image == image.pk
    page.get_by_role("link", name="Preview", exact=True).click()
    shown = page.frame_locator("iframe").locator("figure.lead-image img")
    expect(shown).to_have_attribute("src", f"/images/{image.digest}.png")
    loaded = "async image => { await image.decode(); return image.naturalWidth; }"
    assert shown.evaluate(loaded) == image.width


def test_a_picture_is_put_into_the_text(page, article):
    page.locator("#field-body").get_by_role("textbox").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(100)  # the editor sees the cursor later than the key
    page.get_by_role("button", name="Image", exact=False).last.click()
    dialog = page.get_by_role("dialog", name="Choose an image")
    check_accessible(page)
    dialog.locator("input[type=file]").set_input_files(
        {"name": "a.webp", "mimeType": "image/webp", "buffer": a_file("WEBP")}
    )
    describe(page.get_by_role("dialog", name="Describe the image"))
    image = Image.objects.get()
    expect(page.locator("#field-body .embed-figure img")).to_have_attribute(
        "src", f"/images/{image.digest}.webp"
    )
    check_accessible(page)
    assert f'<figure data-image="{image.pk}"></figure>' in save(page, article).body


def test_an_image_without_words_is_a_finding_and_cant_be_submitted(page, article):
    drop(page.locator(".lead-image-field"), "sleep.png", "image/png", a_file())
    dialog = page.get_by_role("dialog", name="Describe the image")
    dialog.get_by_role("button", name="Use this image").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#findings")).to_contain_text("alternative text")
    page.get_by_role("button", name="Save and submit for review").click()
    expect(page.locator("#content-main")).to_contain_text("must be mended or given a reason")


def test_an_svg_is_refused_whatever_it_is_called(page, article):
    drop(page.locator(".lead-image-field"), "picture.png", "image/png", SVG)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert").filter(has_text="SVG")).to_be_visible()
    check_accessible(page)
    assert not Image.objects.exists()


def test_an_image_stays_through_a_refused_save(page, article):
    drop(page.locator(".lead-image-field"), "sleep.png", "image/png", a_file())
    describe(page.get_by_role("dialog", name="Describe the image"))
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#form-errors")).to_contain_text("Everything you typed is still here")
    expect(page.locator(".lead-image-field")).to_contain_text(WORDS["alt"])
    page.get_by_label("Title", exact=True).fill("Migraine and sleep")
    assert save(page, article).lead_image == Image.objects.get().pk
