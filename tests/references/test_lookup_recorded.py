"""Recorded answers of the services, replayed: each gives its record."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from lxml import etree

from references.identifiers import normalise_doi
from references.lookup import by_doi, by_pmid
from tests.references.services import of_search, of_work, of_xml

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
EVERY = 5
"""Not all works: Crossref is asked five times a second."""


def test_works_as_crossref_returns_them_give_their_records(services, shared: Path):
    packed = (shared / "data/crossref/works.jsonl.gz").read_bytes()
    works = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    works = [work for work in works if work.get("title")][::EVERY]  # figures have none
    services.answer("/eutils/esearch.fcgi", of_search())
    for work in works:
        doi = normalise_doi(work["DOI"])
        assert doi
        services.answer(f"/crossref/works/{doi}", of_work(work))
        answer = by_doi(doi)
        assert answer.item["DOI"] == doi
        assert answer.item["title"] and answer.item["type"]
        assert answer.remarks == ()
    assert len(works) == 12


def test_articles_as_pubmed_returns_them_give_their_records(services, shared: Path):
    files = sorted((shared / "data/pubmed_xml/metapub").glob("*.xml"))
    for file in files:
        content = file.read_bytes()
        pmid = etree.fromstring(content).findtext(".//MedlineCitation/PMID")
        services.answer("/eutils/efetch.fcgi", of_xml(content))
        answer = by_pmid(pmid)
        assert answer.item["PMID"] == pmid == file.stem
        assert answer.item["title"]
    assert len(files) == 38
