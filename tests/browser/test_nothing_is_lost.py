"""What was typed survives other people, expired sessions, crashes and second thoughts."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.drafts import Draft, save_draft
from articles.models import Article
from medcontent.models import User
from tests import factories
from tests.browser.conftest import Arrive, Person
from tests.browser.hands import found
from tests.browser.pages import check_accessible, saved, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
SUMMARY = "A summary that nobody may lose."


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    return factories.draft(writer=writer)


def form_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def now(article: Article) -> Draft:
    return Draft.of(Article.objects.get(pk=article.pk))


def edited(person: Person, account: User, article: Article) -> Page:
    """Sign in, open the form and type a summary without saving it."""
    page = sign_in(person, account, to=form_of(article))
    page.get_by_label("Summary", exact=True).fill(SUMMARY)
    page.wait_for_timeout(600)  # what is typed is kept a moment later
    return page


def test_two_people_saving_see_both_texts_and_merge_them(
    arrive: Arrive, writer: User, article: Article, width: int
):
    person = arrive(width=width)
    page = edited(person, writer, article)
    editor = factories.account("editor", username="Eda")
    theirs = Draft.of(article).with_values({"title": "Eda's title", "summary": "Eda's summary."})
    save_draft(article, theirs, by=editor, comment="Changed")

    page.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("region", name="Eda saved this draft while you were editing it")
    expect(conflict).to_be_visible()
    check_accessible(page)
    summary = conflict.get_by_role("group", name="Summary")
    expect(summary.get_by_role("region", name="Summary: mine")).to_contain_text("nobody may lose")
    expect(summary.get_by_role("region", name="Summary: theirs")).to_contain_text("Eda's")
    assert now(article).summary == "Eda's summary."

    # By keyboard: my summary stays chosen; Eda's title, which I never touched, is proposed.
    expect(summary.get_by_label("Keep mine")).to_be_checked()
    expect(conflict.get_by_role("group", name="Title").get_by_label("Take theirs")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    saved(page)
    assert now(article).summary == SUMMARY
    assert now(article).title == "Eda's title"


def test_the_text_returns_after_signing_in_again(
    arrive: Arrive, writer: User, article: Article, width: int
):
    page = edited(arrive(width=width), writer, article)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Username").fill(writer.username)
    page.keyboard.press("Enter")
    expect(page.locator("#local-draft")).to_contain_text("did not reach the server")
    expect(page.get_by_label("Summary", exact=True)).to_have_value(SUMMARY)
    check_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert now(article).summary == SUMMARY
    expect(page.locator("#local-draft")).to_be_hidden()


def test_one_may_sign_in_again_in_another_tab_and_save(
    arrive: Arrive, writer: User, article: Article
):
    person = arrive()
    person.expect("status of 403")
    page = edited(person, writer, article)
    Session.objects.all().delete()
    page.get_by_label("Summary", exact=True).press("End")
    page.keyboard.type(" More.")
    expect(page.locator("#findings-count")).to_contain_text("You are signed out")
    other = person.context.new_page()
    other.goto(f"{person.site}/admin/login/")
    other.get_by_label("Username").fill(writer.username)
    other.get_by_label("Password").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(f"{person.site}/admin/")
    page.bring_to_front()
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert now(article).summary == f"{SUMMARY} More."


def test_a_crash_leaves_a_copy_that_is_offered_and_brought_back(
    arrive: Arrive, writer: User, article: Article, width: int
):
    person = arrive(width=width)
    page = edited(person, writer, article)
    page.close(run_before_unload=False)
    person.page = page = person.context.new_page()
    person.goto(form_of(article))
    bar = page.get_by_role("region", name="Text that was not saved")
    expect(bar).to_contain_text("was not saved")
    check_accessible(page)
    expect(page.get_by_label("Summary", exact=True)).not_to_have_value(SUMMARY)
    bar.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.get_by_label("Summary", exact=True)).to_have_value(SUMMARY)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert now(article).summary == SUMMARY
    page.reload()
    expect(bar).to_be_hidden()


def test_the_copy_of_a_new_article_comes_back_with_its_rows(arrive: Arrive, writer: User):
    factories.draft(writer=writer)
    person = arrive()
    page = sign_in(person, writer, to="/admin/articles/article/add/")
    page.get_by_label("Title", exact=True).fill("Brand new")
    search = page.get_by_role("combobox", name="Add a therapy")
    search.fill("Sleep")
    found(page, "Sleep").first.click()
    page.wait_for_timeout(600)
    page.close(run_before_unload=False)
    person.page = page = person.context.new_page()
    person.goto("/admin/articles/article/add/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Brand new")
    expect(page.locator("#therapies-records")).to_contain_text("Sleep coaching")


def test_a_copy_can_be_discarded(arrive: Arrive, writer: User, article: Article):
    person = arrive()
    page = edited(person, writer, article)
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(page.locator("#local-draft")).to_be_hidden()


def test_a_form_with_an_old_token_leads_back_to_the_text(
    arrive: Arrive, writer: User, article: Article
):
    person = arrive()
    person.expect("status of 403")
    page = edited(person, writer, article)
    person.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    page.get_by_role("link", name="open the form again").click()
    expect(page.get_by_label("Summary", exact=True)).to_have_value(SUMMARY)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)


def test_an_old_version_is_compared_and_copied_into_the_draft(
    arrive: Arrive, writer: User, article: Article, width: int
):
    before = now(article).summary
    page = edited(arrive(width=width), writer, article)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="History of")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Compare the two").press("Enter")
    expect(page.locator("del").first).to_contain_text("Regular sleep may help")
    check_accessible(page)
    page.go_back()
    page.get_by_role("button", name="Copy the version of").first.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is the draft now")
    expect(page.get_by_label("Summary", exact=True)).to_have_value(before)
    assert now(article).summary == before


def test_a_deleted_draft_is_recovered(arrive: Arrive, writer: User, article: Article, width: int):
    before = now(article).values()
    page = sign_in(arrive(width=width), writer, to=form_of(article))
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_role("button", name="Yes")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Yes").click()
    assert not Article.objects.filter(pk=article.pk).exists()
    page.get_by_role("link", name="Deleted drafts").click()
    expect(page.get_by_role("heading", name="Deleted drafts")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name=f"Recover {article.title}").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is back, with its history")
    assert now(article).values() == before
