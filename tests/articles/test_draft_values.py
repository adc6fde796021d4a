"""A draft as values: read, compared, saved, and brought back."""

from __future__ import annotations

import pytest
import reversion
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from articles.drafts import Draft, save_draft
from articles.models import Article, Author, BibliographyEntry, KeyTakeaway
from articles.typed import typed_draft
from references.models import Reference
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def article(writer) -> Article:
    return factories.draft(writer=writer)


def references(count: int) -> list[int]:
    made = Reference.objects.bulk_create(
        Reference(csl={"type": "book", "title": f"Book {number}"}) for number in range(count)
    )
    return [reference.pk for reference in made]


def saved(article: Article, writer, **values) -> Draft:
    save_draft(article, Draft.of(article).with_values(values), by=writer, comment="Test")
    return Draft.of(Article.objects.get(pk=article.pk))


def test_a_draft_is_the_article_in_values(article):
    draft = Draft.of(article)
    assert (draft.article, draft.title, draft.slug) == (article.pk, article.title, article.slug)
    assert draft.key_takeaways == ("Sleep may help.",)
    assert draft.bibliography == tuple(article.references.values_list("pk", flat=True))
    assert draft.condition == article.condition_id


def test_values_survive_json_and_name_every_field(article):
    draft = Draft.of(article)
    assert Draft.from_values(draft.values(), article=article.pk) == draft
    assert Draft.from_values(draft.values(), article=article.pk).digest == draft.digest


def test_any_changed_value_changes_the_digest(article):
    draft = Draft.of(article)
    others = [
        draft.with_values({"title": "Other"}),
        draft.with_values({"lead_image": 3}),
        draft.with_values({"key_takeaways": ("Sleep may help", ".")}),
        draft.with_values({"bibliography": ()}),
        draft.with_values({"cited_as_retracted": draft.bibliography}),
    ]
    assert len({draft.digest, *(other.digest for other in others)}) == 6


def test_saving_gives_back_what_was_saved(article, writer):
    one, two, three = references(3)
    author = Author.objects.create(name="Ann Writer")
    draft = saved(
        article,
        writer,
        title="Other words",
        key_takeaways=("One.", "Two.", "One."),
        bibliography=(three, one, two),
        authors=(author.pk,),
    )
    assert draft.key_takeaways == ("One.", "Two.", "One.")
    assert draft.bibliography == (three, one, two)
    assert (draft.title, draft.authors) == ("Other words", (author.pk,))


def test_rows_that_stay_keep_their_number_when_they_move(article, writer):
    one, two, three = references(3)
    saved(article, writer, bibliography=(one, two, three))
    before = dict(article.bibliography.values_list("reference_id", "pk"))
    saved(article, writer, bibliography=(three, one))
    assert dict(article.bibliography.values_list("reference_id", "pk")) == {
        three: before[three],
        one: before[one],
    }


def test_any_lists_of_takeaways_replace_each_other(article, writer):
    @given(texts=st.lists(st.lists(st.sampled_from("abc"), max_size=6), max_size=4))
    def replace_each_other(texts):
        for rows in texts:
            assert saved(article, writer, key_takeaways=tuple(rows)).key_takeaways == tuple(rows)

    replace_each_other()


def test_saving_takes_as_many_queries_for_200_references_as_for_two(article, writer):
    few, many = references(2), references(200)

    def cost(bibliography: list[int]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            saved(article, writer, bibliography=tuple(bibliography))
        return len(queries)

    saved(article, writer, bibliography=tuple(few))
    for_one_more = cost([*few, many[0]])
    saved(article, writer, bibliography=tuple(few))
    assert cost([*few, *many]) == for_one_more
    assert cost([*reversed(many), *few]) <= for_one_more


def test_a_row_that_is_marked_stays_marked_wherever_it_moves(article, writer):
    one, two, three = references(3)
    draft = saved(article, writer, bibliography=(one, two, three), cited_as_retracted=(one, three))
    assert draft.cited_as_retracted == (one, three)
    moved = saved(article, writer, bibliography=(three, two, one))
    assert (moved.bibliography, moved.cited_as_retracted) == ((three, two, one), (one, three))
    other = saved(article, writer, cited_as_retracted=(two,))
    assert other.cited_as_retracted == (two,)
    assert saved(article, writer, bibliography=(one, three)).cited_as_retracted == ()


def test_only_what_the_bibliography_lists_is_marked(article, writer):
    one, other = references(2)
    assert saved(article, writer, bibliography=(one,), cited_as_retracted=(other,)) == Draft.of(
        article
    ).with_values({"cited_as_retracted": ()})


def test_of_two_records_that_become_one_the_mark_stays(article, writer):
    kept, merged = references(2)
    Reference.objects.filter(pk=merged).update(merged_into=kept)
    draft = saved(article, writer, bibliography=(kept, merged), cited_as_retracted=(merged,))
    assert (draft.bibliography, draft.cited_as_retracted) == ((kept,), (kept,))


def test_each_save_is_one_revision_with_all_rows(article, writer):
    saved(article, writer, key_takeaways=("A.", "B."))
    revision = reversion.models.Revision.objects.latest("pk")
    assert revision.user_id == writer.pk
    models = [version._model for version in revision.version_set.all()]
    assert models.count(KeyTakeaway) == 2
    assert models.count(BibliographyEntry) == 1


def test_typed_fields_become_a_draft_in_the_schema():
    typed = QueryDict(mutable=True)
    typed.update({"title": " A\x00 title \x07", "body": "<p onclick=x>So</p><script>x</script>"})
    typed.setlist("bibliography", ["3", "x", "3", "99999999999999999999", "-1", "2"])
    typed.setlist("cited_as_retracted", ["3", "2", "7", "x"])
    typed.setlist("key_takeaways", ["One <b>b</b>", "", "<br>", "Two<script>"])
    draft = typed_draft(typed)
    assert draft.title == "A title"
    assert draft.body == "<p>So</p>"
    assert (draft.bibliography, draft.cited_as_retracted) == ((3, 2), (2, 3))
    assert draft.key_takeaways == ("One b", "Two")


def test_an_empty_editor_is_no_text():
    assert typed_draft(QueryDict("body=%3Cp%3E%3C%2Fp%3E")).body == ""
