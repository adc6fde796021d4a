from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.identifiers import (
    KINDS,
    NORMALISERS,
    Identifier,
    identifiers_of,
    identify,
    normalise_doi,
    normalise_pmcid,
    normalise_pmid,
    take_identifiers,
    trials_in,
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


PASTED = {
    ("DOI", "10.1002/abc.123"): [
        "10.1002/ABC.123",
        "doi:10.1002/abc.123",
        "DOI 10.1002/abc.123).",
        "doi.org/10.1002/abc.123",
        "https://doi.org/10.1002%2Fabc.123",
        "<https://dx.doi.org/10.1002/abc.123>",
        "doi:https://doi.org/10.1002/abc.123",
        "info:doi/10.1002/abc.123",
        "https://onlinelibrary.wiley.com/doi/full/10.1002/Abc.123?af=R",
        "https://example.org/articles/10.1002/abc.123/pdf",
        "\u200b10.1002/abc.123\u00a0",
    ],
    ("PMID", "30644983"): [
        "30644983",
        "PMID: 30644983",
        "pmid:30644983.",
        "PubMed ID 30644983",
        "https://pubmed.ncbi.nlm.nih.gov/30644983/",
        "pubmed.ncbi.nlm.nih.gov/30644983",
        "https://pubmed.ncbi.nlm.nih.gov/30644983/#affiliation-1",
        "https://www.ncbi.nlm.nih.gov/pubmed/30644983",
        "https://www.ncbi.nlm.nih.gov/pubmed/?term=30644983",
        "https://europepmc.org/article/MED/30644983",
    ],
    ("PMCID", "PMC1234567"): [
        "pmc1234567",
        "PMCID: PMC1234567.",
        "PMC1234567.2",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/pdf/paper.pdf",
        "https://europepmc.org/article/PMC/PMC1234567",
    ],
    ("ISBN", "9780306406157"): [
        "0306406152",
        "ISBN 0-306-40615-2",
        "ISBN-13: 978-0-306-40615-7",
        "urn:isbn:9780306406157",
        "978 0 306 40615 7 (hardcover)",
    ],
    ("ISBN", "9780804429573"): ["080442957X", "0-8044-2957-x"],
    ("arXiv", "2101.00001"): [
        "2101.00001",
        "arXiv:2101.00001v2",
        "ARXIV: 2101.00001 [q-bio.NC]",
        "https://arxiv.org/abs/2101.00001v3",
        "https://arxiv.org/pdf/2101.00001v1.pdf",
    ],
    ("arXiv", "math/0309136"): ["math.GT/0309136v2", "https://arxiv.org/abs/math/0309136"],
    ("trial", "NCT01234567"): [
        "nct01234567",
        "ClinicalTrials.gov number, NCT01234567.",
        "ClinicalTrials.gov: NCT01234567",
        "https://clinicaltrials.gov/study/NCT01234567?term=sleep",
        "https://clinicaltrials.gov/ct2/show/NCT01234567",
    ],
    ("trial", "2004-000446-20"): ["EudraCT 2004-000446-20"],
    ("trial", "jRCTs031180123"): ["jRCTs031180123"],
}


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [(form, *identifier) for identifier, forms in PASTED.items() for form in forms],
)
def test_an_identifier_is_known_in_every_form_that_people_paste(written, kind, value) -> None:
    assert identify(written) == Identifier(kind, value)


@pytest.mark.parametrize(
    "written",
    ["", "2019", "migraine 2019", "978-0-306-40615-8", "ISBN 0306406153", "https://example.org/"]
    + ["2113.00001", "NCT0123456", "10.5555/" + "x" * 600, "x" * 100_000, "PMID: 0", "PMC"],
)
def test_other_texts_are_no_identifiers(written: str) -> None:
    assert identify(written) is None


@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_a_normal_form_is_its_own_normal_form(kind, text) -> None:
    normalise = NORMALISERS[kind]
    if value := normalise(text):
        assert normalise(value) == value


def test_an_arxiv_preprint_has_a_number_and_a_doi() -> None:
    both = {("arXiv", "2101.00001"), ("DOI", "10.48550/arxiv.2101.00001")}
    assert set(identifiers_of({"DOI": "10.48550/arXiv.2101.00001"})) == both
    assert set(identifiers_of({"custom": {"arxiv": "2101.00001v2"}})) == both


def test_an_isbn_identifies_whole_books_alone() -> None:
    isbn = "0-306-40615-2, 978-0-8044-2957-3"
    assert list(identifiers_of({"type": "chapter", "ISBN": isbn})) == []
    assert list(identifiers_of({"type": "book", "ISBN": isbn})) == [
        ("ISBN", "9780306406157"),
        ("ISBN", "9780804429573"),
    ]


def test_trials_are_found_in_a_text() -> None:
    text = "Registered (NCT01234567, ISRCTN12345678; again nct01234567). Not NCT1."
    assert trials_in(text) == ["NCT01234567", "ISRCTN12345678"]


def test_what_no_database_stores_is_no_doi():
    assert normalise_doi("https://doi.org/10.1000/ab%00c") is None
