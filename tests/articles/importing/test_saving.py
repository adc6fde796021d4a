from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from reversion.models import Version

from articles.body import called_actions, cited_references
from articles.drafts import Draft
from articles.importing.errors import ImportRefused
from articles.importing.parsed import ParsedText
from articles.importing.saving import ImportedDraft, save_draft
from articles.importing.text import parse_text
from articles.models import Article, Author, CallToAction
from articles.preflight import run_preflight
from references.models import Reference
from tests.factories import account, physician
from therapies.models import Condition, TherapyType

pytestmark = pytest.mark.django_db

Parse = Callable[[str], ParsedText]


@pytest.fixture
def saved(parsed: Parse) -> Callable[..., ImportedDraft]:
    """Import a text of ours."""
    return lambda subject, **wanted: save_draft(
        parsed(subject), by=account("writer"), source=f"{subject}.txt", **wanted
    )


def all_rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def findings(article: Article) -> set[str]:
    return {finding.rule for finding in run_preflight(Draft.of(article))}


def test_a_draft_has_all_that_the_text_holds(saved: Callable[..., ImportedDraft]) -> None:
    article = saved("psoriasis").article
    article.refresh_from_db()
    assert (article.title, article.slug) == ("Light and Psoriasis", "light-and-psoriasis")
    assert article.language == "en"
    assert article.summary.startswith("Many people with a skin condition")
    assert article.meta_description == (
        "Many people with a skin condition ask whether light can help them. "
        "This text gathers what three invented studies say about it."
    )
    assert [takeaway.position for takeaway in article.key_takeaways.all()] == [1, 2]
    assert [entry.therapy.abbreviation for entry in article.articletherapy_set.all()] == [
        *("NB-UVB", "PUVA"),
    ]
    assert str(article.condition) == "Psoriasis"
    assert [entry.reference.year for entry in article.bibliography.all()] == [2020, 2019, 2018]
    cited = [Reference.objects.get(pk=pk).year for pk in cited_references(article.body)]
    assert cited == [2020, 2019, 2020, 2019, 2018]


def test_only_what_a_text_cannot_settle_blocks_the_draft(
    saved: Callable[..., ImportedDraft],
) -> None:
    article = saved("psoriasis").article
    assert findings(article) == {"shortcode-residue", "regulatory-status-unknown"}


def test_a_citation_without_reference_blocks_the_draft(saved: Callable[..., ImportedDraft]) -> None:
    draft = saved("migraine")
    assert "[9]" in draft.article.body
    assert "citation-typed" in findings(draft.article)
    assert [missing.number for missing in draft.not_placed] == [10, 18, 24]


def test_takeaways_carry_citations(saved: Callable[..., ImportedDraft]) -> None:
    first = saved("migraine").article.key_takeaways.get(position=1)
    assert [Reference.objects.get(pk=pk).title for pk in cited_references(first.text)] == [
        "A diary study"
    ]


def test_the_writer_is_the_contributor_and_the_save_a_revision(parsed: Parse) -> None:
    writer = account("writer")
    article = save_draft(parsed("psoriasis"), by=writer, source="light.txt").article
    assert article.writer == writer
    assert [who.account for who in article.contributors.all()] == [writer.pk]
    revision = Version.objects.get_for_object(article).get().revision
    assert (revision.user, revision.comment) == (writer, "Imported from light.txt.")


def test_records_that_are_there_are_used_and_left_alone(
    saved: Callable[..., ImportedDraft],
) -> None:
    condition = Condition.objects.create(name="PSORIASIS", slug="psoriasis")
    therapy = TherapyType.objects.create(name="Narrow-band ultra-violet B", abbreviation="nb-uvb")
    puva = TherapyType.objects.create(name="Light", synonyms=["psoralen & ultraviolet A"])
    reference = Reference.objects.create(
        csl={"type": "article-journal", "title": "Mine", "DOI": "10.5555/light.1"}
    )
    article = saved("psoriasis").article
    assert article.condition == condition
    assert puva not in article.therapies.all()
    assert therapy in article.therapies.all()
    assert reference in article.references.all()
    reference.refresh_from_db()
    assert reference.title == "Mine"


def test_a_second_article_shares_the_records_of_the_first(
    saved: Callable[..., ImportedDraft],
) -> None:
    first = saved("psoriasis").article
    second = saved("psoriasis", slug="light-again").article
    assert list(second.references.all()) == list(first.references.all())
    assert list(second.therapies.all()) == list(first.therapies.all())
    assert second.condition == first.condition


def test_a_therapy_that_may_be_any_of_several_is_left_to_the_writer(
    saved: Callable[..., ImportedDraft],
) -> None:
    for name in ("Light one", "Light two"):
        TherapyType.objects.create(name=name, synonyms=["PUVA", "Psoralen and ultraviolet A"])
    draft = saved("psoriasis")
    assert [therapy.abbreviation for therapy in draft.article.therapies.all()] == ["NB-UVB"]
    [missing] = [missing for missing in draft.not_placed if missing.number == 16]
    assert "Light one, Light two" in missing.reason


def test_residue_becomes_the_call_to_action_of_its_shortcode(
    saved: Callable[..., ImportedDraft],
) -> None:
    action = CallToAction.objects.create(
        name="Visit", label="Visit", url="https://example.org", shortcode="builder_block id=9"
    )
    draft = saved("psoriasis")
    assert called_actions(draft.article.body) == [str(action.pk)]
    assert draft.not_placed == []


def test_residue_without_a_call_to_action_stays_and_is_reported(
    saved: Callable[..., ImportedDraft],
) -> None:
    draft = saved("psoriasis")
    assert "<p>[builder_block id=9]</p>" in draft.article.body
    assert [missing.number for missing in draft.not_placed] == [23]


def test_authors_are_found_or_made(saved: Callable[..., ImportedDraft]) -> None:
    ada = Author.objects.create(name="ada author", credentials="MSC")
    authors = [byline.author for byline in saved("migraine").article.bylines.all()]
    assert authors[0] == ada
    assert (authors[1].name, authors[1].credentials) == ("Ben Byline", "PhD")


@pytest.mark.parametrize(
    ("name", "says"), [("Nora Reader", "is the physician"), ("Somebody Else", "matches no")]
)
def test_the_reviewer_is_matched_but_never_trusted(
    saved: Callable[..., ImportedDraft], name: str, says: str
) -> None:
    physician(name=name)
    rows = all_rows()
    draft = saved("psoriasis")
    sentence = next(text for text in draft.sentences if text.startswith("Reviewer"))
    assert says in sentence
    grown = {label for label, count in all_rows().items() if count > rows[label]}
    assert not {label for label in grown if label.startswith(("reviews.", "publishing."))}
    assert "Nora" not in draft.article.body + draft.article.summary


def test_a_reference_that_is_listed_twice_is_kept_once() -> None:
    line = "- Tester T, Prober P. Light. J Sci. 2019;8:1-2.\n"
    text = f"A Title\nIt is so.[1] It is so again.[2]\nReferences\n{line}{line}"
    draft = save_draft(parse_text(text), by=account("writer"), source="twice.txt")
    assert draft.article.references.count() == 1
    assert len(set(cited_references(draft.article.body))) == 1
    assert "listed twice" in draft.not_placed[0].reason


def test_a_title_and_address_may_be_given(saved: Callable[..., ImportedDraft]) -> None:
    draft = saved("migraine", title="Another title", slug="another")
    assert (draft.article.title, draft.article.slug) == ("Another title", "another")
    assert "“Another title”" in draft.not_placed[0].reason


@pytest.mark.parametrize(
    ("title", "slug", "says"),
    [
        ("t" * 301, "", "--title"),
        ("Λευκό φως", "", "--slug"),
        ("Light", "with spaces", "--slug"),
        ("Light", "s" * 201, "--slug"),
    ],
)
def test_what_cannot_be_a_title_or_address_is_refused(
    parsed: Parse, title: str, slug: str, says: str
) -> None:
    with pytest.raises(ImportRefused, match=says):
        save_draft(
            parsed("psoriasis"), by=account("writer"), source="x.txt", title=title, slug=slug
        )
    assert not Article.objects.exists()


def test_a_text_without_title_asks_for_one() -> None:
    with pytest.raises(ImportRefused, match="--title"):
        save_draft(parse_text("Only one sentence."), by=account("writer"), source="x.txt")


def test_an_address_that_is_taken_is_refused_with_whose_it_is(
    saved: Callable[..., ImportedDraft],
) -> None:
    saved("psoriasis")
    rows = all_rows()
    with pytest.raises(ImportRefused, match="belongs to the article “Light and Psoriasis”"):
        saved("psoriasis")
    assert Article.objects.count() == rows["articles.Article"]
