"""One function renders an edition; a template that changes a word stops the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as project
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from articles.rendering import (
    REGION_END,
    REGION_START,
    WordsDiffer,
    render_edition,
    require_same_words,
    signed_region,
)
from tests.articles.contents import content

TEMPLATE = Path(project.BASE_DIR) / "templates" / "articles" / "edition_1.html"
SUMMARY = "{{ edition.summary|linebreaks }}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ edition.title }}{% include 'x' %}",
    "</article></body>",
    REGION_END,
    REGION_START,
    "&lt;b&gt; &amp;amp;",
    "<!--",
    "a\u2028b\u00a0c\u200bd",
]
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1
).filter(str.strip)


@pytest.fixture
def altered(settings, tmp_path):
    """Put a changed copy in the place of the template of editions."""

    def alter(*changes: tuple[str, str]) -> None:
        text = TEMPLATE.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        folder = tmp_path / "templates"
        (folder / "articles").mkdir(parents=True)
        (folder / "articles" / TEMPLATE.name).write_text(text, encoding="utf-8")
        [engine] = settings.TEMPLATES
        settings.TEMPLATES = [engine | {"DIRS": [folder, *engine["DIRS"]]}]

    return alter


def test_the_rendering_stands_between_its_marks_and_says_what_the_edition_says():
    page = render_edition(content())
    assert page.startswith(REGION_START)
    assert page.endswith(REGION_END)
    require_same_words(page, content())


@pytest.mark.parametrize(
    "change",
    [
        (SUMMARY, ""),
        (SUMMARY, f"{SUMMARY} Always."),
        (SUMMARY, "{{ edition.summary|cut:'may ' }}"),
        (SUMMARY, "{{ edition.summary|upper }}"),
        (SUMMARY, "{{ edition.summary|truncatewords:2 }}"),
        ("{{ takeaway|safe }}", "{{ takeaway }}"),
        ("{{ status.label }}", "{{ status.status }}"),
        ("{{ status.as_of }}</time>.", "{{ status.as_of }}</time>"),
        ("{{ edition.body|safe }}", "{{ edition.body|striptags }}"),
        ("<h1>{{ edition.title }}</h1>", "<h1>{{ edition.title }}</h1><p>New!</p>"),
    ],
)
def test_a_template_that_drops_adds_or_changes_a_word_is_caught(altered, change):
    altered(change)
    with pytest.raises(WordsDiffer):
        require_same_words(render_edition(content()), content())


def test_a_template_that_swaps_two_passages_is_caught(altered):
    altered(("{{ edition.title }}", SUMMARY), (f'"summary">{SUMMARY}', "{{ edition.title }}"))
    with pytest.raises(WordsDiffer, match="at word 1"):
        require_same_words(render_edition(content()), content())


def test_a_template_may_change_markup_and_white_space(altered):
    altered((SUMMARY, "<b>\n  {{ edition.summary }}\n</b>"))
    require_same_words(render_edition(content()), content())


def test_the_error_names_the_words_that_differ():
    page = render_edition(content()).replace("Sleep may help", "Sleep does help")
    with pytest.raises(WordsDiffer, match=r"“does help.*where “may help"):
        require_same_words(page, content())


def test_words_at_the_end_that_are_missing_or_too_many_are_caught():
    page = render_edition(content())
    with pytest.raises(WordsDiffer):
        require_same_words(page.replace(REGION_END, f"more{REGION_END}"), content())
    with pytest.raises(WordsDiffer):
        require_same_words(page, content(references=[]))


def test_words_outside_the_marks_are_not_part_of_the_region():
    page = f"<p>before</p>{render_edition(content())}<p>after</p>"
    assert signed_region(page) == render_edition(content())
    require_same_words(page, content())


@pytest.mark.parametrize(
    "page",
    [
        "",
        REGION_START,
        f"{REGION_START}a{REGION_END}{REGION_START}a{REGION_END}",
        f"{REGION_START}{REGION_START}a{REGION_END}",
    ],
)
def test_a_page_without_exactly_one_region_is_refused(page):
    with pytest.raises(WordsDiffer, match="exactly one region"):
        signed_region(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_titles_are_words_and_never_markup(text):
    plain = render_edition(content())
    hostile = content(
        title=text,
        summary=text,
        authors=[{"name": text, "credentials": text}] * 2,
        contents=[{"level": 2, "id": "section-why", "text": text}],
    )
    page = render_edition(hostile)
    require_same_words(page, hostile)
    assert elements(page) == elements(plain)


def elements(page: str) -> list[str]:
    return [str(node.tag) for node in html.fromstring(page).iter()]


@given(words, words, words)
def test_any_words_are_shown_as_they_are_signed(title, summary, name):
    said = content(title=title, summary=summary, authors=[{"name": name, "credentials": title}])
    require_same_words(render_edition(said), said)


def test_the_same_content_renders_to_the_same_words_in_every_language(settings):
    settings.LANGUAGE_CODE = "de"
    settings.USE_THOUSAND_SEPARATOR = True
    said = content(edition=12345)
    require_same_words(render_edition(said), said)


def test_a_page_lists_the_way_back_to_each_citation():
    page = html.fromstring(render_edition(content()))
    [back] = page.find_class("back")
    assert back.get("href") == "#citation-1"
    assert page.get_element_by_id("citation-1") is not None
    assert back.get("aria-label") == "Back to citation 1 of reference 1"


def test_nothing_of_the_site_is_needed_to_render_an_edition():
    alone = render_to_string("articles/edition_1.html", {"edition": content()}).strip()
    assert signed_region(render_edition(content())) == f"{REGION_START}{alone}{REGION_END}"
