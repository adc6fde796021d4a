"""Merging two records: nothing that cites either is lost, and nothing signed is touched."""

from __future__ import annotations

import pytest

from articles.drafts import Draft, save_draft
from articles.history import copy_into_draft, saved_as
from articles.models import EditionReference
from gate.refusals import NotPermitted, Overtaken, Refusal
from references.csl import ET_AL
from references.designs import confirm_design
from references.identifiers import Identifier
from references.merging import as_shown, compared, joined, merge
from references.models import Reference
from references.records import find_identified, record_reference
from references.uses import count_uses, is_used, uses_of
from reviews import workflow
from tests import factories
from tests.articles.admin.typing import save, signed_in

LIGHT = {
    "type": "article-journal",
    "title": "Light in the dark",
    "author": [{"family": "Tester", "given": "Tina"}, {"literal": "others"}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2019]]},
    "DOI": "10.5555/light",
}
AGAIN = {
    "type": "article-journal",
    "title": "Light in the Dark.",
    "author": [{"family": "Tester", "given": "T"}, {"family": "Second", "given": "S"}],
    "issued": {"date-parts": [[2019, 5, 2]]},
    "volume": "7",
    "PMID": "77",
    "custom": {"trials": ["NCT01234567"]},
}


def cite(reference: Reference) -> str:
    return f'<cite data-ref="{reference.pk}"></cite>'


def merged_by(editor, kept: Reference, merged: Reference) -> int:
    return merge(kept=kept, merged=merged, by=editor, shown=as_shown(kept, merged))


@pytest.fixture
def editor(db):
    return factories.account("editor")


@pytest.fixture
def pair(db) -> tuple[Reference, Reference]:
    return Reference.objects.create(csl=LIGHT), Reference.objects.create(csl=AGAIN)


@pytest.fixture
def article(pair):
    kept, merged = pair
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    draft = Draft.of(article)
    values = {
        "body": draft.body + f"<p>Both.{cite(kept)}{cite(merged)} One.{cite(merged)}</p>",
        "key_takeaways": (f"Light helps.{cite(merged)}",),
        "bibliography": (merged.pk, *draft.bibliography, kept.pk),
    }
    return save_draft(article, draft.with_values(values), by=writer, comment="Light")


def test_what_both_knew_is_joined():
    both = joined(LIGHT, AGAIN)
    assert both == LIGHT | {
        "author": AGAIN["author"],
        "issued": AGAIN["issued"],
        "volume": "7",
        "PMID": "77",
        "custom": {"trials": ["NCT01234567"]},
    }


@pytest.mark.parametrize(
    ("kept", "merged", "together"),
    [
        ("A B others", "A B C", "A B C"),
        ("A B others", "A", "A B others"),
        ("A B others", "A B", "A B others"),
        ("A others", "A B others", "A others"),
        ("A B", "A B C", "A B"),
        ("", "A others", "A others"),
        ("A others", "", "A others"),
    ],
)
def test_a_list_of_authors_that_is_cut_short_gives_way_to_a_whole_one_that_names_more(
    kept, merged, together
):
    def of(names: str) -> list[dict[str, str]]:
        return [ET_AL if name == "others" else {"family": name} for name in names.split()]

    both = joined(LIGHT | {"author": of(kept)}, LIGHT | {"author": of(merged)})
    assert both["author"] == of(together)


def test_what_will_stand_in_the_merged_record_alone_is_shown_before(pair):
    lost = {row.member for row in compared(*pair) if row.loses}
    assert lost == {"title"}
    shown = {row.member: row.joined for row in compared(*pair)}
    assert (shown["issued"], shown["type"]) == ("2019-05-02", "Article in a journal")


def test_every_citation_goes_along(pair, article, editor):
    kept, merged = pair
    others = Draft.of(article).bibliography[1]
    assert merged_by(editor, kept, merged) == 1
    draft = Draft.of(type(article).objects.get(pk=article.pk))
    assert draft.bibliography == (kept.pk, others)
    assert f"Both.{cite(kept)} One.{cite(kept)}" in draft.body
    assert draft.key_takeaways == (f"Light helps.{cite(kept)}",)
    assert str(merged.pk) not in draft.cited


def test_a_citation_outside_the_bibliography_goes_along(pair, editor):
    kept, merged = pair
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    draft = Draft.of(article)
    save_draft(
        article, draft.with_values({"body": f"<p>Light.{cite(merged)}</p>"}), by=writer, comment=""
    )
    merged_by(editor, kept, merged)
    article.refresh_from_db()
    assert article.body == f"<p>Light.{cite(kept)}</p>"


def test_the_merged_record_stays_as_it_was_and_its_identifiers_lead_to_the_kept_one(pair, editor):
    kept, merged = pair
    merged_by(editor, kept, merged)
    merged.refresh_from_db()
    assert (merged.csl, merged.merged_into) == (AGAIN, kept)
    assert find_identified(Identifier("PMID", "77")) == [kept]
    assert find_identified(Identifier("trial", "NCT01234567")) == [kept]
    assert record_reference(AGAIN, source_line="").reference == kept  # type: ignore[arg-type]
    assert list(Reference.objects.kept()) == [kept]


def test_an_identifier_that_only_the_merged_record_has_leads_to_the_kept_one(editor, pair):
    kept, _ = pair
    preprint = Reference.objects.create(csl=LIGHT | {"DOI": "10.5555/preprint"})
    merged_by(editor, kept, preprint)
    kept.refresh_from_db()
    assert kept.doi == "10.5555/light"
    assert find_identified(Identifier("DOI", "10.5555/preprint")) == [kept]
    again = record_reference({"title": "Light", "DOI": "10.5555/PREPRINT"}, source_line="")
    assert (again.reference, again.is_new) == (kept, False)


def test_records_merged_before_lead_to_the_last_one(pair, editor):
    first, second = pair
    third = Reference.objects.create(csl=LIGHT | {"DOI": "10.5555/third"})
    merged_by(editor, second, third)
    second.refresh_from_db()
    merged_by(editor, first, second)
    third.refresh_from_db()
    assert third.merged_into == first
    assert find_identified(Identifier("DOI", "10.5555/third")) == [first]


def test_a_frozen_edition_stays_as_it_was(pair, article, editor):
    kept, merged = pair
    # The checks see that both are one source, and ask about it.
    edition = workflow.submit(article=factories.reasoned(article), by=article.writer)
    content = bytes(edition.content)
    assert merged_by(editor, kept, merged) == 1
    edition.refresh_from_db()
    assert bytes(edition.content) == content
    assert EditionReference.objects.filter(edition=edition, reference=merged).exists()
    assert Reference.objects.filter(is_used(), pk=kept.pk).exists()
    assert count_uses([kept]) == {kept.pk: 1}
    assert [use.text for use in uses_of(kept, person=editor, most=5)] == [article.title]


def test_a_version_from_before_comes_back_with_the_kept_record(pair, article, editor):
    kept, merged = pair
    before = saved_as(article.pk, _newest(article))
    merged_by(editor, kept, merged)
    copy_into_draft(article=article, version=before, by=editor, keep_slug=True)
    assert merged.pk not in Draft.of(article).bibliography
    assert str(merged.pk) not in Draft.of(article).cited


def _newest(article) -> int:
    from articles.history import revisions_of

    return revisions_of(article.pk)[0].pk


def test_a_form_that_was_open_meanwhile_is_saved_without_a_conflict(pair, article, editor):
    kept, merged = pair
    browser = signed_in(article.writer)
    base = Draft.of(article)
    merged_by(editor, kept, merged)
    answer = save(
        browser,
        article,
        base=base.digest,
        body=base.body + "<p>More.</p>",
        key_takeaways=list(base.key_takeaways),
        bibliography=list(base.bibliography),
    )
    assert answer.status_code == 302
    draft = Draft.of(type(article).objects.get(pk=article.pk))
    assert draft.body.endswith("<p>More.</p>")
    assert str(merged.pk) not in draft.cited


def test_only_who_may_merge_does(pair):
    with pytest.raises(NotPermitted):
        merged_by(factories.account("writer"), *pair)


def test_a_record_is_not_merged_into_itself_or_twice(pair, editor):
    kept, merged = pair
    with pytest.raises(Refusal, match="one record"):
        merged_by(editor, kept, kept)
    shown = as_shown(kept, merged)
    merge(kept=kept, merged=merged, by=editor, shown=shown)
    with pytest.raises(Overtaken):
        merge(kept=kept, merged=merged, by=editor, shown=shown)


def test_what_was_changed_meanwhile_is_shown_again(pair, editor):
    kept, merged = pair
    shown = as_shown(kept, merged)
    Reference.objects.filter(pk=merged.pk).update(csl=AGAIN | {"volume": "8"})
    with pytest.raises(Overtaken, match="changed"):
        merge(kept=kept, merged=merged, by=editor, shown=shown)


def test_the_confirmed_design_stays_whichever_record_had_it(pair, editor):
    kept, merged = pair
    confirm_design(reference=merged.pk, design="cohort", instead_of="", by=editor)
    merged.refresh_from_db()
    [row] = [row for row in compared(kept, merged) if row.member == "study_design"]
    assert (row.kept, row.joined, row.loses) == ("", "Cohort study", False)
    merged_by(editor, kept, merged)
    kept.refresh_from_db()
    assert (kept.study_design, kept.study_design_by) == ("cohort", editor)


def test_two_confirmed_designs_that_differ_are_shown_and_the_kept_ones_stands(pair, editor):
    kept, merged = pair
    shown = as_shown(kept, merged)
    for record, design in zip(pair, ("cohort", "other"), strict=True):
        confirm_design(reference=record.pk, design=design, instead_of="", by=editor)
        record.refresh_from_db()
    with pytest.raises(Overtaken, match="changed"):
        merge(kept=kept, merged=merged, by=editor, shown=shown)
    [row] = [row for row in compared(kept, merged) if row.member == "study_design"]
    assert (row.kept, row.merged) == ("Cohort study", "Other kind of source")
    assert (row.joined, row.loses) == ("Cohort study", True)
    merged_by(editor, kept, merged)
    kept.refresh_from_db()
    assert kept.study_design == "cohort"


def test_two_records_of_which_nobody_said_a_design_have_none_to_compare(pair):
    assert "study_design" not in {row.member for row in compared(*pair)}
