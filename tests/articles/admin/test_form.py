"""The article form over HTTP: saving, refusing, keeping what was typed."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.history import revisions_of
from articles.models import Article
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import ADD, fields_of, form_of, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def article(writer) -> Article:
    return factories.draft(writer=writer)


@pytest.fixture
def browser(writer) -> Client:
    return signed_in(writer)


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def reloaded(article: Article) -> Draft:
    return Draft.of(Article.objects.get(pk=article.pk))


# Saving ----------------------------------------------------------------------------------------


def test_a_new_article_is_saved_with_all_its_lists_as_its_writers(browser, writer, article):
    typed = fields_of(article, title="Light and sleep", slug="light")
    typed |= {"base": "", "article": ""}
    answer = browser.post(reverse(ADD), typed)
    made = Article.objects.get(slug="light")
    assert answer.status_code == 302 and answer["Location"] == form_of(made)
    assert made.writer == writer
    assert Draft.of(made).with_values(Draft.of(article).values()) == Draft.of(made).with_values(
        Draft.of(article).values()
    )
    assert Draft.of(made).bibliography == Draft.of(article).bibliography
    assert Draft.of(made).key_takeaways == ("Sleep may help.",)
    assert list(made.contributors.values_list("account", flat=True)) == [writer.pk]


def test_saving_writes_a_revision_that_says_what_changed(browser, article):
    assert save(browser, article, summary="Another summary.").status_code == 302
    assert reloaded(article).summary == "Another summary."
    assert revisions_of(article.pk)[0].comment == "Changed: summary."


def test_saving_without_a_change_writes_no_revision(browser, article):
    before = revisions_of(article.pk).count()
    assert save(browser, article).status_code == 302
    assert revisions_of(article.pk).count() == before


@pytest.mark.parametrize("token", ["a\r\nSet-Cookie: b=c", "x" * 5000, "\x00", "é"])
def test_a_forged_token_sets_no_cookie(browser, article, token):
    answer = save(browser, article, summary="New.", token=token)
    assert answer.status_code == 302
    assert "draft-saved" not in answer.cookies


def test_rows_are_kept_in_the_order_in_which_they_were_typed(browser, article):
    save(browser, article, key_takeaways=["Third", "First <b>bold</b>", "", "Second"])
    assert reloaded(article).key_takeaways == ("Third", "First bold", "Second")


def test_a_source_is_cited_as_retracted_and_no_longer(browser, article):
    listed = Draft.of(article).bibliography
    save(browser, article, cited_as_retracted=[*listed, 99999])
    assert reloaded(article).cited_as_retracted == listed
    assert revisions_of(article.pk).first().comment == "Changed: cited as retracted."
    page = browser.get(form_of(article)).content.decode()
    assert re.search(rf'name="cited_as_retracted" value="{listed[0]}"[^>]* checked', page)
    save(browser, article, cited_as_retracted=[])
    assert reloaded(article).cited_as_retracted == ()


def test_save_and_submit_saves_and_goes_on_to_the_submission(browser, article):
    answer = save(browser, article, summary="New.", _save_and_submit="1")
    assert answer["Location"] == reverse("reviews:submit", args=[article.pk])
    assert reloaded(article).summary == "New."


def test_the_slug_of_what_was_public_stays(writer):
    edition = factories.submitted(writer=writer)
    factories.released(edition=edition)
    article = edition.article
    browser = signed_in(writer)
    assert save(browser, article, slug="another", summary="New.").status_code == 302
    assert reloaded(article).slug == edition.slug
    assert reloaded(article).summary == "New."


# Refusing, and losing nothing ------------------------------------------------------------------


def test_a_refused_form_keeps_every_field_and_row(browser, article):
    reference = Reference.objects.create(csl={**factories.SLEEP, "DOI": "10.5555/b"})
    answer = save(
        browser,
        article,
        title="",
        summary="Typed and kept.",
        body="<p>Typed body.</p>",
        key_takeaways=["One", "Two"],
        bibliography=[reference.pk, *Draft.of(article).bibliography],
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Not saved yet" in page and "Fill this in." in page
    assert "Typed and kept." in page and "&lt;p&gt;Typed body.&lt;/p&gt;" in page
    assert re.findall(r">\s*(One|Two)</textarea>", page) == ["One", "Two"]
    rows = re.findall(r'name="bibliography" value="(\d+)"', page)
    assert rows == [str(reference.pk), *map(str, Draft.of(article).bibliography)]
    assert reloaded(article).title == "Migraine and sleep"


def test_a_slug_that_another_article_has_is_refused_in_words(browser, writer, article):
    factories.draft(writer=writer, slug="taken")
    answer = save(browser, article, slug="taken", summary="Kept.")
    assert answer.status_code == 200
    assert "Kept." in answer.content.decode()
    assert "already exists" in words_of(answer)


def test_a_reference_deleted_while_it_was_being_cited_is_told_and_marked(browser, article):
    gone = Reference.objects.create(csl={**factories.SLEEP, "DOI": "10.5555/gone"})
    number = gone.pk
    gone.delete()
    rows = [*Draft.of(article).bibliography, number]
    answer = save(browser, article, bibliography=rows, summary="Kept.")
    assert answer.status_code == 200
    assert "no longer exist" in words_of(answer) and "Kept." in words_of(answer)
    assert f'data-pk="{number}" class="gone"' in answer.content.decode()


HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">x</a>'
)
STRANGE = "Ω \u202bעברית\u202c \U0001f469\u200d\u2695 \u202eabc \x00\x01\x08 \ufffe end"


@pytest.mark.parametrize("typed", [HOSTILE, STRANGE, "%00", "{{ 7|add:7 }}", "' OR 1=1 --"])
def test_hostile_and_strange_text_in_every_field_gives_a_clean_form(browser, article, typed):
    every = dict.fromkeys("title slug summary meta_description language body".split(), typed)
    every |= {"condition": typed, "call_to_action": typed, "lead_image": typed, "writer": typed}
    names = "key_takeaways therapies authors bibliography".split()
    lists = {name: [typed, typed] for name in names}
    answer = browser.post(form_of(article), fields_of(article) | every | lists)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page and "onerror" not in re.sub("&lt;.*?&gt;", "", page)
    for url in (reverse("admin:articles_article_live"), reverse("publishing:preview")):
        answered = browser.post(url, every | lists)
        assert answered.status_code == 200
        assert b"<script>alert" not in answered.content


def test_hostile_text_that_is_saved_is_text(browser, article):
    assert save(browser, article, title=HOSTILE, summary=HOSTILE, body=HOSTILE).status_code == 302
    draft = reloaded(article)
    assert "script" not in draft.body and "onerror" not in draft.body
    page = browser.get(reverse("publishing:draft_page", args=[article.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_control_characters_are_left_out(browser, article):
    save(browser, article, title="Sleep\x00\x01 and\x7f light", summary="a\x0bb\r\nc")
    assert reloaded(article).title == "Sleep and light"
    assert reloaded(article).summary == "ab\nc"


def test_a_megabyte_of_text_is_saved(browser, article):
    body = "".join(f"<p>Paragraph {n} of a long text. 👩‍⚕️</p>" for n in range(25_000))
    assert len(body) > 1_000_000
    assert save(browser, article, body=body).status_code == 302
    assert len(reloaded(article).body) > 1_000_000


def test_too_long_a_text_comes_back_whole(browser, article):
    body = "<p>" + "x" * 2_000_001 + "</p>"
    answer = save(browser, article, body=body)
    assert answer.status_code == 200
    assert "2000000" in words_of(answer) and "x" * 2_000_001 in answer.content.decode()


def test_three_hundred_rows_are_saved(browser, article):
    made = [
        Reference.objects.create(csl={**factories.SLEEP, "DOI": f"10.5555/r{n}"})
        for n in range(300)
    ]
    rows = [reference.pk for reference in made]
    takeaways = [f"Takeaway {n}" for n in range(300)]
    assert save(browser, article, bibliography=rows, key_takeaways=takeaways).status_code == 302
    assert reloaded(article).bibliography == tuple(rows)
    assert reloaded(article).key_takeaways == tuple(takeaways)


def test_a_list_that_is_too_long_comes_back(browser, article):
    takeaways = [f"Takeaway {n}" for n in range(1001)]
    answer = save(browser, article, key_takeaways=takeaways)
    assert answer.status_code == 200
    assert "at most 1000" in words_of(answer) and "Takeaway 1000" in words_of(answer)


@pytest.mark.parametrize(
    "typed", [{"body": "x" * 13_000_000}, {"key_takeaways": ["a"] * 7000}], ids=["bytes", "rows"]
)
def test_more_than_a_request_may_hold_is_refused_with_the_way_back(browser, article, typed):
    answer = save(browser, article, **typed)
    assert answer.status_code == 400
    assert "Text of an article is kept in this browser" in words_of(answer)
    assert "One study" in reloaded(article).body


@pytest.mark.parametrize("length", [300, 301, 100_000])
def test_long_titles_are_saved_or_refused_in_words(browser, article, length):
    answer = save(browser, article, title="T" * length)
    assert answer.status_code == (302 if length <= 300 else 200)


# Two people ------------------------------------------------------------------------------------


@pytest.fixture
def overtaken(article):
    """The form as it was before an editor saved another summary and title."""
    opened = fields_of(article)
    editor = factories.account("editor", username="Eda")
    theirs = Draft.of(article).with_values({"summary": "Eda's summary.", "title": "Eda's title"})
    save_draft(article, theirs, by=editor, comment="Changed")
    return opened


def test_the_second_save_is_refused_with_both_texts(browser, article, overtaken):
    answer = browser.post(form_of(article), overtaken | {"summary": "My summary."})
    words = words_of(answer)
    assert answer.status_code == 200
    assert "Eda saved this draft while you were editing it" in words
    assert "My summary." in words and "summary." in words
    assert reloaded(article).summary == "Eda's summary."
    page = answer.content.decode()
    # Nobody but Eda touched the title: hers is proposed; both touched the summary: mine is.
    assert 'name="take-title" value="theirs" checked' in page
    assert 'name="take-summary" value="mine" checked' in page


def test_a_conflict_is_merged_field_by_field(browser, article, overtaken):
    refused = browser.post(form_of(article), overtaken | {"summary": "My summary."})
    base = re.search(r'name="base" value="(\w+)"', refused.content.decode())
    assert base
    again = overtaken | {"summary": "My summary.", "base": base[1], "take-title": "theirs"}
    assert browser.post(form_of(article), again).status_code == 302
    assert reloaded(article).title == "Eda's title"
    assert reloaded(article).summary == "My summary."


def test_taking_theirs_leaves_their_text(browser, article, overtaken):
    refused = browser.post(form_of(article), overtaken | {"summary": "My summary."})
    base = re.search(r'name="base" value="(\w+)"', refused.content.decode())
    assert base
    takes = {"take-title": "theirs", "take-summary": "theirs", "base": base[1]}
    browser.post(form_of(article), overtaken | {"summary": "My summary."} | takes)
    assert reloaded(article).summary == "Eda's summary."


def test_a_mark_that_somebody_else_set_is_theirs_to_keep(browser, article):
    opened = fields_of(article)
    listed = Draft.of(article).bibliography
    theirs = Draft.of(article).with_values({"cited_as_retracted": listed})
    save_draft(article, theirs, by=factories.account("editor", username="Eda"), comment="")
    refused = browser.post(form_of(article), opened | {"title": "My title"})
    page = refused.content.decode()
    assert 'name="take-cited_as_retracted" value="theirs" checked' in page
    base = re.search(r'name="base" value="(\w+)"', page)
    assert base
    takes = {"base": base[1], "take-cited_as_retracted": "theirs"}
    browser.post(form_of(article), opened | {"title": "My title"} | takes)
    assert (reloaded(article).title, reloaded(article).cited_as_retracted) == ("My title", listed)


def test_the_same_change_by_two_people_is_no_conflict(browser, article, overtaken):
    same = overtaken | {"summary": "Eda's summary.", "title": "Eda's title"}
    assert browser.post(form_of(article), same).status_code == 302


# Who -------------------------------------------------------------------------------------------


def test_a_writer_has_only_their_own_articles(article):
    other = signed_in(factories.account("writer"))
    pk = article.pk
    listed = other.get(reverse("admin:articles_article_changelist")).content.decode()
    assert article.title not in listed
    for url in (
        reverse("publishing:draft_preview", args=[pk]),
        reverse("publishing:draft_page", args=[pk]),
        reverse("admin:articles_article_history", args=[pk]),
        reverse("admin:articles_article_compare", args=[pk]),
    ):
        assert other.get(url).status_code == 404
    assert other.get(form_of(article)).status_code == 302
    assert other.post(form_of(article), fields_of(article, title="Taken")).status_code == 302
    assert other.get(reverse("reviews:submit", args=[pk])).status_code == 403
    assert reloaded(article).title == "Migraine and sleep"


def test_an_article_with_evidence_cant_be_deleted_and_the_admin_says_why(writer):
    article = factories.submitted(writer=writer).article
    browser = signed_in(writer)
    url = reverse("admin:articles_article_delete", args=[article.pk])
    for answer in (browser.get(url, follow=True), browser.post(url, {"post": "yes"}, follow=True)):
        assert "kept for good" in words_of(answer)
    assert Article.objects.filter(pk=article.pk).exists()


# Figures ---------------------------------------------------------------------------------------


def test_the_form_costs_the_same_queries_whatever_it_holds(browser, writer, article, count_queries):
    small = count_queries(lambda: browser.get(form_of(article)))
    made = Reference.objects.bulk_create(
        Reference(csl={**factories.SLEEP, "DOI": f"10.5555/q{n}"}) for n in range(40)
    )
    draft = Draft.of(article)
    cited = "".join(
        f'<p>Ask your doctor what it is.<cite data-ref="{each.pk}"></cite></p>' for each in made
    )
    for n in range(9):
        draft = draft.with_values(
            {"summary": f"Version {n}", "body": cited, "bibliography": tuple(r.pk for r in made)}
        )
        save_draft(article, draft, by=writer, comment="Changed")
    large = count_queries(lambda: browser.get(form_of(article)))
    assert large <= 31
    assert large == small
