"""What the database refuses becomes a refusal that a person understands."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection

from articles.models import Article
from gate.refusals import GateBroken, Overtaken, Refusal, one_step, refusal_for
from references.models import Reference

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def raised(sqlstate: str) -> str:
    """A statement in which the database raises an error of a kind."""
    return f"DO $$ BEGIN RAISE EXCEPTION 'It is so.' USING ERRCODE = '{sqlstate}'; END $$"


def refused(statement: str) -> Refusal:
    with pytest.raises(Refusal) as caught, one_step():
        run(statement)
    return caught.value


def test_a_rule_of_the_gate_is_told_in_its_own_words_and_by_its_name() -> None:
    refusal = refused("SELECT gate_refuse('a_rule', 'It is too late.')")
    assert type(refusal) is Refusal
    assert (str(refusal), refusal.rule) == ("It is too late.", "a_rule")


def test_a_constraint_is_told_by_its_name() -> None:
    with pytest.raises(Refusal) as caught, one_step():
        Article.objects.create(slug="not a slug")
    assert caught.value.rule == "an_article_has_a_slug"


def test_a_missing_record_is_told() -> None:
    refusal = refused("INSERT INTO articles_contributor (article_id, account) VALUES (-1, 1)")
    assert type(refusal) is Refusal
    assert refusal.rule == "a_contributor_wrote_on_an_article"
    assert "do not belong together" in str(refusal)


def test_what_is_done_already_was_overtaken() -> None:
    Reference.objects.create(csl={"title": "One", "DOI": "10.5555/one"})
    with pytest.raises(Overtaken) as caught, one_step():
        Reference.objects.create(csl={"title": "Other", "DOI": "10.5555/one"})
    assert caught.value.rule == "a_doi_belongs_to_one_reference"
    assert "done already" in str(caught.value)


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_lost_race_was_overtaken(sqlstate: str) -> None:
    refusal = refused(raised(sqlstate))
    assert isinstance(refusal, Overtaken)
    assert "changed meanwhile" in str(refusal)


def test_a_missing_privilege_means_a_broken_gate() -> None:
    refusal = refused("DELETE FROM reviews_signoff")
    assert isinstance(refusal, GateBroken)
    assert "does not let the application" in str(refusal)


@pytest.mark.parametrize("sqlstate", ["42601", "22012", "57014", "P0001"])
def test_other_errors_pass_through(sqlstate: str) -> None:
    with pytest.raises(DatabaseError), one_step():
        run(raised(sqlstate))


def test_an_error_without_a_cause_comes_back_as_it_is() -> None:
    error = IntegrityError("made by hand")
    assert refusal_for(error) is error


def test_what_was_written_before_the_refusal_is_taken_back() -> None:
    with pytest.raises(Refusal):
        write_and_be_refused()
    assert not Article.objects.exists()


def write_and_be_refused() -> None:
    with one_step():
        Article.objects.create(slug="written")
        run("SELECT gate_refuse('a_rule', 'It is too late.')")
