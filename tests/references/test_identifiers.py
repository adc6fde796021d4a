from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.identifiers import (
    normalise_doi,
    normalise_pmcid,
    normalise_pmid,
    take_identifiers,
)


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.5555/ABC.Def", "10.5555/abc.def"),
        ("doi:10.5555/abc.", "10.5555/abc"),
        ("DOI: 10.5555/abc", "10.5555/abc"),
        ("https://doi.org/10.5555/abc,", "10.5555/abc"),
        ("http://dx.doi.org/10.5555/abc", "10.5555/abc"),
        ("10.1016/S1474-4422(21)00301-X).", "10.1016/s1474-4422(21)00301-x"),
        (
            "10.1002/(SICI)1097-0142(19980915)83:6<1247::AID-CNCR27>3.0.CO;2-5",
            "10.1002/(sici)1097-0142(19980915)83:6<1247::aid-cncr27>3.0.co;2-5",
        ),
        ("PMC1234567", None),
        ("10.5555", None),
        ("", None),
    ],
)
def test_a_doi_is_lower_case_without_prefix_and_tail(written: str, doi: str | None) -> None:
    assert normalise_doi(written) == doi


@pytest.mark.parametrize(
    ("written", "pmid"),
    [("PMID: 30644983", "30644983"), ("pmid:30644983.", "30644983"), (" 007 ", "7")]
    + [("PMC123", None), ("123456789", None), ("0", None), ("", None)],
)
def test_a_pmid_is_its_digits(written: str, pmid: str | None) -> None:
    assert normalise_pmid(written) == pmid


@pytest.mark.parametrize(
    ("written", "pmcid"), [("PMCID: PMC123456", "PMC123456"), ("pmc123", "PMC123"), ("123", None)]
)
def test_a_pmcid_keeps_its_letters(written: str, pmcid: str | None) -> None:
    assert normalise_pmcid(written) == pmcid


def test_identifiers_are_taken_out_of_a_line() -> None:
    line = (
        "Title. J. 2020;1:2. https://doi.org/10.5555/AB(1)2. PMID: 77; PMCID: PMC888. "
        "Available at https://example.org/x."
    )
    identifiers, rest = take_identifiers(line)
    assert identifiers == {
        "DOI": "10.5555/ab(1)2",
        "PMID": "77",
        "PMCID": "PMC888",
        "URL": "https://example.org/x",
    }
    assert rest == "Title. J. 2020;1:2."


@given(st.text())
def test_a_normal_doi_stays_as_it_is(text: str) -> None:
    if doi := normalise_doi(f"10.5555/{text}"):
        assert normalise_doi(doi) == doi
