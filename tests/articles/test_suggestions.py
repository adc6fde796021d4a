"""Taking a suggested wording over: the draft's passage reads otherwise, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import body
from articles.drafts import Draft, draft_edit
from articles.models import Article, Contributor
from articles.suggestions import NotFoundInDraft, _changes, take_wording_over
from medcontent.models import User
from tests import factories


def reworded(fragment: str, passage: str, wording: str) -> str:
    """The body after the one change that is possible."""
    [(field, changed)] = _changes(Draft(body=fragment), passage, wording)
    assert field == "body"
    return changed


CITE = '<cite data-ref="7"></cite>'


@pytest.mark.parametrize(
    ("fragment", "passage", "wording", "expected"),
    [
        # words change where they stand
        ("<p>Sleep helps.</p>", "Sleep helps.", "Sleep may help.", "<p>Sleep may help.</p>"),
        ("<h2>Why</h2><p>A</p>", "Why", "How", "<h2>How</h2><p>A</p>"),
        # markup stays with the words that stay
        (
            "<p>It is <em>very</em> small.</p>",
            "It is very small.",
            "It is rather small indeed.",
            "<p>It is <em>rather</em> small indeed.</p>",
        ),
        ("<p>A <em>b</em> c d.</p>", "A b c d.", "A c d.", "<p>A c d.</p>"),
        (
            '<p>See <a href="https://example.org">the list</a> of all drugs.</p>',
            "See the list of all drugs.",
            "See the new list of all drugs.",
            '<p>See <a href="https://example.org">the new list</a> of all drugs.</p>',
        ),
        # citations stay where they are
        (
            f"<p>One study looked at sleep{CITE}. It was short.</p>",
            "One study looked at sleep. It was short.",
            "One study looked at rest. It was short.",
            f"<p>One study looked at rest{CITE}. It was short.</p>",
        ),
        (
            f"<p>One study{CITE} looked at sleep.{CITE}</p>",
            "One study looked at sleep.",
            "Two studies looked at sleep.",
            f"<p>Two studies{CITE} looked at sleep.{CITE}</p>",
        ),
        (
            f"<p><strong>Note</strong> that sleep helps.{CITE}</p>",
            "Note that sleep helps.",
            "Nobody knows.",
            f"<p>Nobody knows.{CITE}</p>",
        ),
        # line breaks are spaces
        ("<p>One<br>two three.</p>", "One two three.", "One two four.", "<p>One<br>two four.</p>"),
        ("<p>One<br>two.</p>", "One two.", "One and two.", "<p>One<br>and two.</p>"),
        # other places
        (
            "<ul><li>Outer<ul><li>Inner one</li></ul></li></ul>",
            "Inner one",
            "Inner two",
            "<ul><li>Outer<ul><li>Inner two</li></ul></li></ul>",
        ),
        (
            "<ul><li>Outer one<ul><li>Inner</li></ul></li></ul>",
            "Outer one",
            "Outer two",
            "<ul><li>Outer two<ul><li>Inner</li></ul></li></ul>",
        ),
        (
            "<table><caption>Doses</caption><tbody><tr><td>5 mg</td></tr></tbody></table>",
            "5 mg",
            "10 mg",
            "<table><caption>Doses</caption><tbody><tr><td>10 mg</td></tr></tbody></table>",
        ),
        (
            "<table><caption>Doses</caption><tbody><tr><td>5 mg</td></tr></tbody></table>",
            "Doses",
            "Doses a day",
            "<table><caption>Doses a day</caption><tbody><tr><td>5 mg</td></tr></tbody></table>",
        ),
        # what looks like markup is words
        (
            "<p>A &lt; b &amp; c.</p>",
            "A < b & c.",
            "A <b>&lt; b & c.",
            "<p>A &lt;b&gt;&amp;lt; b &amp; c.</p>",
        ),
        ("<p>Hair\u00a0space.</p>", "Hair space.", "Hair spaces.", "<p>Hair\u00a0spaces.</p>"),
    ],
)
def test_a_passage_reads_as_suggested_and_keeps_its_markup(fragment, passage, wording, expected):
    assert reworded(fragment, passage, wording) == expected


def test_markup_without_words_goes():
    fragment = '<p>A <strong><em>bold</em></strong> <a href="https://example.org">x</a> word.</p>'
    assert reworded(fragment, "A bold x word.", "A word.") == "<p>A word.</p>"


PIECES = st.lists(
    st.sampled_from(
        ["sleep ", "may ", "<em>help</em> ", "<br>", CITE, "<strong>a <em>b</em></strong>", "not. "]
    ),
    min_size=2,
    max_size=8,
)
WORDINGS = st.lists(st.sampled_from("sleep may help a b not. never".split()), min_size=1).map(
    " ".join
)


def read(fragment: str) -> str:
    """The words of a fragment, each line break a space."""
    return " ".join(body.parse(fragment.replace("<br>", " ")).text_content().split())


@given(pieces=PIECES, wording=WORDINGS)
def test_whatever_the_markup_the_words_are_the_suggested_ones_and_each_citation_stays(
    pieces, wording
):
    fragment = f"<p>{''.join(pieces)}</p>"
    if not read(fragment):
        return
    changed = reworded(fragment, read(fragment), wording)
    assert read(changed).replace(" ", "") == wording.replace(" ", "")
    assert changed.count("<cite") == fragment.count("<cite")
    assert body.faults_in_body(changed) == []


# The fields of a draft


@pytest.mark.parametrize(
    ("draft", "passage", "wording", "change"),
    [
        (Draft(title="Sleep and you"), "Sleep and you", "Sleep\nand us", ("title", "Sleep and us")),
        (
            Draft(summary="One.\r\n\r\nTwo\nlines.\n\nThree."),
            "Two lines.",
            "Two.",
            ("summary", "One.\n\nTwo.\n\nThree."),
        ),
        (
            Draft(key_takeaways=("One.", f"Two{CITE} words.")),
            "Two words.",
            "Two other words.",
            ("key_takeaways", ("One.", f"Two{CITE} other words.")),
        ),
    ],
)
def test_title_summary_and_takeaways_take_a_wording_over(draft, passage, wording, change):
    assert list(_changes(draft, passage, wording)) == [change]


def test_each_way_to_take_it_over_is_given():
    draft = Draft(title="Same", summary="Same", key_takeaways=("Same",), body="<p>Same</p><p>Same")
    assert [field for field, _ in _changes(draft, "Same", "Other")] == [
        "title",
        "summary",
        "key_takeaways",
        "body",
        "body",
    ]


# In the database


@pytest.fixture
def writer(db: None) -> User:
    return factories.account("writer")


def take(article: Article, by: User, passage: str, wording: str = "Otherwise.") -> Article:
    return take_wording_over(article, passage=passage, wording=wording, by=by, comment="Took over")


def test_the_draft_is_saved_as_an_edit_of_who_takes_it_over(writer):
    article, editor = factories.draft(writer=writer), factories.account("editor")
    take(article, editor, "It was small & short.", "It was <small>.")
    article.refresh_from_db()
    assert "<p>It was &lt;small&gt;.</p>" in article.body
    assert Contributor.objects.filter(article=article, account=editor.pk).exists()


def test_the_saved_draft_is_changed_not_what_the_caller_holds(writer):
    article = factories.draft(writer=writer)
    held = Article.objects.get(pk=article.pk)
    with draft_edit(article, by=writer, comment="Meanwhile"):
        article.title = "Another title"
        article.save()
    take(held, writer, "It was small & short.")
    article.refresh_from_db()
    assert article.title == "Another title"
    assert "<p>Otherwise.</p>" in article.body


@pytest.mark.parametrize(
    ("passage", "why"),
    [("What nobody wrote.", "was changed since"), ("Limits", "more than once")],
)
def test_a_passage_that_is_gone_or_there_twice_is_left_alone_and_said_so(writer, passage, why):
    article = factories.draft(writer=writer)
    with draft_edit(article, by=writer, comment="Repeated"):
        article.body += "<p>Limits</p>"
        article.save()
    before = Article.objects.get(pk=article.pk).body
    with pytest.raises(NotFoundInDraft, match=why):
        take(article, writer, passage)
    assert Article.objects.get(pk=article.pk).body == before
