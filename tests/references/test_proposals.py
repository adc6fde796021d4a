"""DOIs are proposed for records without one: the likeliest first, and never decided."""

from __future__ import annotations

import pytest

from references.lookup import NotKnown, OutOfReach, propose_dois
from references.lookup.proposals import similarity
from tests.references.services import DOI, WORK, Reply, of_works

pytestmark = pytest.mark.django_db
RECORD = {
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "T"}],
    "issued": {"date-parts": [[2024]]},
}
OTHERS = [
    {**WORK, "DOI": "10.5555/other", "title": ["Sleep in children with migraine and asthma"]},
    {**WORK, "DOI": "10.5555/far", "title": ["The chemistry of glass"]},
    {**WORK, "DOI": "10.5555/old", "issued": {"date-parts": [[2001]]}},
    {**WORK, "DOI": "10.5555/whose", "author": [{"family": "Someone"}]},
]


def test_title_first_author_and_year_are_searched_for(services):
    propose_dois(RECORD)
    [(path, parameters, _)] = services.asked
    assert path == "/crossref/works"
    assert parameters["query.bibliographic"] == "Sleep in migraine Tester 2024"
    assert parameters["rows"] == "5"
    assert parameters["mailto"] == "library@example.org"


def test_the_likeliest_stands_first_and_others_are_doubted(services):
    services.answer("/crossref/works?", of_works(*OTHERS, WORK))
    first, *rest = propose_dois(RECORD)
    assert (first.doi, first.is_likely, first.similarity) == (DOI, True, 1.0)
    assert first.verdict == (
        "Likely: the titles agree to 100%, the same year, the same first author."
    )
    assert {each.doi for each in rest} == {"10.5555/old", "10.5555/whose", "10.5555/other"}
    assert not any(each.is_likely for each in rest)
    assert "23 years apart" in next(each.verdict for each in rest if each.doi == "10.5555/old")


def test_years_next_to_each_other_are_one_work_online_and_in_print(services):
    services.answer("/crossref/works?", of_works({**WORK, "issued": {"date-parts": [[2023]]}}))
    assert [each.is_likely for each in propose_dois(RECORD)] == [True]


def test_nothing_like_it_is_no_proposal(services):
    services.answer("/crossref/works?", of_works(OTHERS[1]))
    assert propose_dois(RECORD) == []
    services.answer("/crossref/works?", of_works())
    assert propose_dois({**RECORD, "title": "Another"}) == []


def test_works_without_a_title_or_doi_are_passed_over(services):
    services.answer("/crossref/works?", of_works({"title": ["x"]}, {"DOI": "10.5555/x"}, WORK))
    assert [each.doi for each in propose_dois(RECORD)] == [DOI]


def test_a_record_without_a_title_is_not_searched_for(services):
    with pytest.raises(NotKnown, match="without a title"):
        propose_dois({"author": RECORD["author"]})


def test_a_service_out_of_order_is_said(services):
    services.answer("/crossref/works?", Reply(status=503))
    with pytest.raises(OutOfReach, match="Crossref"):
        propose_dois(RECORD)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Sleep in migraine", "Sleep in Migraine.", 1, 1),
        ("Sleep in <i>E coli</i> – a trial", "Sleep in E coli: a trial", 1, 1),
        ("Migräne und Schlaf", "Migrane und Schlaf", 1, 1),
        (
            "Rest and sleep in migraine",
            "Rest and sleep in migraine: a randomised trial",
            0.95,
            0.95,
        ),
        ("Sleep", "Sleep: its chemistry, physics and use", 0, 0.6),
        ("Rest in health", "The chemistry of glass", 0, 0.3),
        ("", "Sleep", 0, 0),
        ("睡眠与偏头痛", "睡眠与偏头痛", 1, 1),
    ],
)
def test_titles_are_compared_by_their_words(one, other, least, most):
    assert least <= similarity(one, other) <= most
