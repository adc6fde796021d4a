from __future__ import annotations

import pytest

from references.csl import CslItem
from references.models import Reference
from references.records import record_reference

pytestmark = pytest.mark.django_db


def light(**fields: object) -> CslItem:
    item = {
        "type": "article-journal",
        "title": "Light in the dark",
        "issued": {"date-parts": [[2019]]},
        "DOI": "10.5555/light.1",
    } | fields
    return {name: value for name, value in item.items() if value is not None}  # type: ignore[return-value]


def test_a_new_publication_is_recorded_with_its_line() -> None:
    recorded = record_reference(light(), source_line="- Light in the dark. 2019.  ")
    assert recorded.is_new
    assert recorded.reference.doi == "10.5555/light.1"
    assert recorded.reference.year == 2019
    assert recorded.reference.source_line == "- Light in the dark. 2019.  "


@pytest.mark.parametrize(
    "again",
    [
        light(title="LIGHT in  the dark"),
        light(DOI="10.5555/LIGHT.1"),
        light(DOI=None),
        light(DOI=None, title="light in\u00a0the dark"),
    ],
)
def test_the_same_publication_is_recorded_once_and_never_changed(again: CslItem) -> None:
    first = record_reference(light(), source_line="the first line").reference
    recorded = record_reference(again, source_line="another line")
    assert (recorded.reference.pk, recorded.is_new, recorded.remark) == (first.pk, False, "")
    recorded.reference.refresh_from_db()
    assert recorded.reference.csl == light()
    assert recorded.reference.source_line == "the first line"


@pytest.mark.parametrize(
    "other",
    [
        light(DOI="10.5555/light.2"),
        light(DOI=None, title="Light in the day"),
        light(DOI=None, issued={"date-parts": [[2020]]}),
        light(DOI=None, issued=None),
    ],
)
def test_another_publication_is_another_record(other: CslItem) -> None:
    record_reference(light(), source_line="")
    assert record_reference(other, source_line="").is_new
    assert Reference.objects.count() == 2


def test_a_pmid_finds_its_record() -> None:
    first = record_reference(light(DOI=None, PMID="77"), source_line="").reference
    again = record_reference(light(DOI=None, PMID="77", title="LIGHT in the dark"), source_line="")
    assert again.reference == first


def test_a_record_without_doi_is_the_one_a_line_with_doi_means() -> None:
    first = record_reference(light(DOI=None), source_line="").reference
    assert record_reference(light(), source_line="").reference == first


def test_a_known_doi_with_another_title_raises_a_doubt() -> None:
    record_reference(light(), source_line="")
    recorded = record_reference(light(title="Something else"), source_line="")
    assert not recorded.is_new
    assert "Light in the dark" in recorded.remark
