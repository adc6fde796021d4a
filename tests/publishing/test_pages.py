"""Pages: the words as signed, facts and house text around them, and nothing else."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from lxml import html

from articles.drafts import draft_edit
from articles.models import Article, Author, Byline
from articles.reading import text_of_element
from articles.rendering import WordsDiffer, render_edition, require_same_words, signed_region
from publishing.dates import written_day
from publishing.facts import add_months, facts_of
from publishing.house_text import HOUSE_TEXT
from publishing.jsonld import as_script
from publishing.models import Release
from publishing.pages import pages_of, render_page, write_pages
from publishing.release import release, withdraw
from publishing.store import MissingPage, read_page
from references.designs import confirm_design
from references.models import Reference
from reviews import workflow
from tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("1")</script> & </title><!--signed text-->'


@pytest.fixture
def opened() -> Release:
    """A release of an article by two authors."""
    article = factories.draft(writer=factories.account("writer"))
    for position, name in enumerate(("Ann Author", "Bob Byline"), start=1):
        author = Author.objects.create(name=name, credentials="MSc")
        Byline.objects.create(article=article, position=position, author=author)
    edition = workflow.submit(article=article, by=article.writer)
    return factories.released(edition=edition)


def page_of(opened: Release) -> str:
    return render_page(opened, facts_of(opened), HOUSE_TEXT).decode()


def text_of(page: str) -> str:
    return " ".join(text_of_element(html.document_fromstring(page).body).split())


# pure


def test_the_same_release_gives_the_same_bytes(opened):
    again = Release.objects.get(pk=opened.pk)
    assert render_page(opened, facts_of(opened), HOUSE_TEXT) == render_page(
        again, facts_of(again), HOUSE_TEXT
    )
    assert [page.body for page in pages_of(opened.article)] == [
        page.body for page in pages_of(Article.objects.get(pk=opened.article_id))
    ]


def test_rendering_asks_the_database_nothing(opened, django_assert_num_queries):
    facts = facts_of(opened)
    opened = Release.objects.select_related("edition").get(pk=opened.pk)
    with django_assert_num_queries(0):
        render_page(opened, facts, HOUSE_TEXT)


# what it says


def test_the_region_is_what_the_physician_was_shown_byte_for_byte(opened):
    page = page_of(opened)
    assert signed_region(page) == render_edition(opened.edition.reading)
    require_same_words(page, opened.edition.reading)


def test_the_page_carries_all_that_a_reader_should_find(opened):
    page, edition = page_of(opened), opened.edition
    sign_off = edition.sign_offs.get()
    today = sign_off.signed_at.date()
    text = text_of(page)
    for words in (
        edition.reading["title"],
        edition.reading["summary"],
        "Written by Ann Author, MSc, Bob Byline, MSc",
        f"Medically reviewed by {sign_off.physician.name}, MD on {written_day(today)}",
        f"Test Board, US, until {written_day(sign_off.licence.expires_on)}",
        f"Next review due {written_day(add_months(today, 12))}",
        "Key takeaways Sleep may help.",
        "Contents What was studied Limits",
        (
            f"FDA: not approved for Migraine, as of {factories.STATUS_AS_OF}. "
            "Source: List of approved devices"
        ),
        "Tester T. Sleep in migraine.",
        "Edition 1",
        edition.digest,
        f"Edition 1, public from {written_day(opened.opened_at)} until now",
        HOUSE_TEXT.disclaimer,
    ):
        assert words in text
    links = [node.get("href") for node in html.document_fromstring(page).iter("a")]
    for link in (
        f"/articles/{edition.slug}/review-record/",
        "https://doi.org/10.5555/test",
        "https://example.org/list",
        "#reference-1",
        "#citation-1",
        "#section-limits",
    ):
        assert link in links


def test_the_regulatory_status_stands_before_the_claims_of_the_body(opened):
    page = page_of(opened)
    assert page.index("not approved") < page.index('class="body"')


def test_the_history_names_every_edition_that_was_public(opened):
    article = opened.article
    with draft_edit(article, by=article.writer, comment="Better"):
        article.title = "Sleep and migraine, again"
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    text = text_of(page_of(release(edition=edition, by=factories.account("editor"))))
    today = written_day(datetime.datetime.now(datetime.UTC))
    assert f"Edition 2, public from {today} until now" in text
    assert f"Edition 1, public from {today} to {today}: replaced by another edition" in text


def test_the_page_needs_nothing_from_elsewhere(opened):
    tree = html.document_fromstring(page_of(opened))
    fetched = [node.get("src") for node in tree.iter() if node.get("src")]
    fetched += [
        node.get("href")
        for node in tree.iter("link")
        if node.get("rel") in ("stylesheet", "icon", "preload")
    ]
    assert fetched
    assert all(re.match(r"/static/", address) for address in fetched)
    assert not list(tree.iter("style", "iframe", "img", "object"))
    assert not [node for node in tree.iter() if node.get("style") or node.get("onclick")]


def test_the_markup_is_whole(opened):
    tree = html.document_fromstring(page_of(opened))
    names = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(names) == len(set(names))
    for link in (node.get("href", "") for node in tree.iter("a")):
        assert not link.startswith("#") or link[1:] in names
    assert {node.get("aria-labelledby") for node in tree.iter("*")} <= {None, *names}
    assert len(list(tree.iter("h1"))) == 1
    assert tree.get("lang") == "en"
    levels = [int(str(node.tag)[1]) for node in tree.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_hostile_words_of_people_stay_words(settings):
    article = factories.draft(writer=factories.account("writer"), title=HOSTILE)
    article.meta_description = article.summary = HOSTILE
    article.save()
    author = Author.objects.create(name=f"Ann {HOSTILE}", credentials="<b>")
    Byline.objects.create(article=article, position=1, author=author)
    physician = factories.physician(name=HOSTILE)
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition, by=physician)
    release(edition=edition, by=factories.account("editor"))
    for page in pages_of(article):
        if page.content_type.startswith("text/html"):
            tree = html.document_fromstring(page.body.decode())
            for script in tree.iter("script"):
                is_ours = script.get("src", "").startswith("/static/") and not script.text
                assert is_ours or script.get("type") == "application/ld+json"
            assert HOSTILE.partition(" &")[0] in tree.text_content()


# structured data


def leaves(node: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a graph with the name it stands under; @-names are left out."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not key.startswith("@"):
                yield from leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value, name)
    else:
        yield name, str(node)


def structured(page: str) -> list[dict]:
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(script)["@graph"]


def unseen(page: str) -> list[tuple[str, str]]:
    """The values of the structured data that a reader of the page can't see."""
    tree = html.document_fromstring(page)
    text = text_of(page)
    links = {node.get("href") for node in tree.iter("a", "link")}
    days = {node.get("datetime") for node in tree.iter("time")}
    languages = {node.get("lang") for node in tree.iter() if node.get("lang")}
    return [
        (name, value)
        for name, value in leaves(structured(page))
        if not (
            re.search(rf"(?<!\w){re.escape(' '.join(value.split()))}(?!\w)", text)
            or (value.startswith("http") and value in links)
            or value in days
            or (name == "inLanguage" and value in languages)
        )
    ]


def test_every_value_of_the_structured_data_is_a_visible_one(opened):
    page = page_of(opened)
    assert len(list(leaves(structured(page)))) > 20
    assert unseen(page) == []


def test_a_value_that_nobody_sees_would_be_found(opened):
    assert unseen(page_of(opened).replace("Test Board, US", "Another Board, US")) != []


def test_titles_that_a_style_writes_otherwise_and_unseen_conditions_are_not_claimed():
    article = factories.draft(writer=factories.account("writer"))
    article.articletherapy_set.all().delete()
    article.title = article.summary = article.meta_description = "Sleep"
    reference = Reference.objects.create(
        csl={
            "type": "article-journal",
            "title": "View of the “<i>Ocean</i> of Data” & more “Data”",
            "author": [{"family": "Tester", "given": "T"}],
        }
    )
    article.body = f'<p>It is so.<cite data-ref="{reference.pk}"></cite></p>'
    article.save()
    article.bibliography.update(reference=reference)
    edition = workflow.submit(article=article, by=article.writer)
    page = page_of(factories.released(edition=edition))
    assert "Migraine" not in text_of(page)
    assert unseen(page) == []


def test_a_confirmed_design_and_a_retracted_source_stand_at_the_reference_and_in_the_graph():
    article = factories.draft(writer=factories.account("writer"))
    article.bibliography.update(cited_as_retracted=True)
    cited = article.references.get()
    factories.confirmed(cited)
    confirm_design(reference=cited.pk, design="cohort", instead_of="", by=article.writer)
    edition = workflow.submit(article=article, by=article.writer)
    confirm_design(reference=cited.pk, design="other", instead_of="cohort", by=article.writer)
    page = page_of(factories.released(edition=edition))
    [reference] = html.document_fromstring(page).find_class("references")[0].iter("li")
    words = " ".join(reference.text_content().split())
    assert words.endswith("Retracted; cited here as a retracted source. Study design: Cohort study")
    assert unseen(page) == []
    [citation] = next(n for n in structured(page) if n["@type"] == "Article")["citation"]
    assert (citation["genre"], citation["creativeWorkStatus"]) == ("Cohort study", "Retracted")


def test_the_graph_holds_the_kinds_that_search_engines_look_for(opened):
    graph = {node["@type"]: node for node in structured(page_of(opened))}
    assert set(graph) == {"MedicalWebPage", "Article", "Person", "MedicalTherapy"}
    signed = opened.edition.sign_offs.get()
    web_page, person = graph["MedicalWebPage"], graph["Person"]
    assert web_page["lastReviewed"] == signed.signed_at.date().isoformat()
    assert web_page["reviewedBy"] == [{"@id": person["@id"]}]
    assert person["hasCertification"]["expires"] == signed.licence.expires_on.isoformat()
    assert graph["MedicalTherapy"]["legalStatus"] == [
        f"FDA: not approved for Migraine, as of {factories.STATUS_AS_OF}"
    ]
    assert graph["Article"]["citation"][0]["sameAs"] == "https://doi.org/10.5555/test"
    known = {node["@id"] for node in graph.values()}
    assert {link["@id"] for link in graph["Article"]["mentions"]} <= known
    assert "lastReviewed" not in graph["Article"]


def test_nothing_in_a_script_can_end_it():
    script = as_script({"name": "</script><!-- &amp; <b>"})
    assert not re.search(r"[<>&]", script)
    assert json.loads(script) == {"name": "</script><!-- &amp; <b>"}


# a template that changes the words


@pytest.fixture
def altered(settings, tmp_path):
    """Put a changed copy in the place of the template of article pages."""

    def alter(old: str, new: str) -> None:
        text = (Path(project.BASE_DIR) / "templates/publishing/article.html").read_text("utf-8")
        assert old in text
        folder = tmp_path / "altered"
        (folder / "publishing").mkdir(parents=True)
        (folder / "publishing/article.html").write_text(text.replace(old, new), "utf-8")
        [engine] = settings.TEMPLATES
        settings.TEMPLATES = [engine | {"DIRS": [folder, *engine["DIRS"]]}]

    return alter


@pytest.mark.parametrize(
    "new",
    [
        "",
        "{{ region|safe }}{{ region|safe }}",
        "{{ region }}",
        "{{ region|safe|cut:'may ' }}",
        "{{ region|upper|safe }}",
        "{{ region|striptags }}",
        "<!--signed text--><p>Sleep cures migraine.</p><!--end of signed text-->",
    ],
)
def test_a_template_that_changes_the_signed_words_stops_the_page(opened, altered, client, new):
    altered("{{ region|safe }}", new)
    withdrawn_first = f"/articles/{opened.edition.slug}/"
    with pytest.raises(WordsDiffer):
        write_pages(opened.article)
    assert client.get(withdrawn_first).status_code == 503


def test_a_template_that_changes_only_the_markup_of_the_region_stops_the_page(opened, altered):
    altered("{{ region|safe }}", "{{ region|cut:'class=\"summary\"'|safe }}")
    with pytest.raises(WordsDiffer, match="as it is"):
        page_of(opened)


def test_a_page_that_stopped_is_not_in_the_store(altered):
    edition = factories.signed(edition=factories.submitted()).edition
    altered("{{ region|safe }}", "{{ region|safe|cut:'may ' }}")
    release(edition=edition, by=factories.account("editor"))
    with pytest.raises(MissingPage):
        read_page(f"/articles/{edition.slug}/")


# the notice


def test_a_withdrawal_notice_says_when_and_why_and_none_of_the_signed_words(opened):
    ended = withdraw(article=opened.article, by=factories.account("editor"), reason="safety")
    notice = next(iter(pages_of(opened.article)))
    text = text_of(notice.body.decode())
    assert notice.status == 410
    assert f"withdrawn on {written_day(ended.ended_at)}. Reason: possible harm to readers." in text
    for line in ended.edition.reading["reading_text"].splitlines():
        assert line not in text or line == ended.edition.title or len(line.split()) == 1
    assert "application/ld+json" not in notice.body.decode()
    assert '<meta name="robots" content="noindex">' in notice.body.decode()


# dates


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-15", 24, "2028-03-15"),
    ],
)
def test_months_are_added_as_postgresql_adds_them(day, months, due):
    ours = add_months(datetime.date.fromisoformat(day), months)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + make_interval(months => %s))::date", [day, months])
        (theirs,) = cursor.fetchone()
    assert ours == theirs == datetime.date.fromisoformat(due)
