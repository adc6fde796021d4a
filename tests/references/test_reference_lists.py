"""Entries are kept on their records: pandoc runs once for each, and never for a reader."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pypandoc
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.drafts import Draft
from articles.freeze import freeze
from references import reference_lists
from references.formatting import CannotFormat
from references.models import Reference
from references.reference_lists import entries_of, keep_entries
from tests import factories

pytestmark = pytest.mark.django_db

ITEM = {
    "type": "article-journal",
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "Tina Maria"}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2024]]},
    "volume": "1",
}


class Pandoc:
    """A pandoc in the place of the real one that notes each run; it can break, or be another."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.breaks = folder / "runs", folder / "breaks"
        self.newer, self.path = folder / "newer", folder / "pandoc"
        self.path.write_text(
            f"""#!/bin/sh
            case "$*" in *--citeproc*)
                echo run >> "{self.notes}"
                test ! -e "{self.breaks}" || exit 97
            esac
            if test "$1" = --version && test -e "{self.newer}"; then echo "pandoc 99.0"; exit; fi
            exec "{pypandoc.get_pandoc_path()}" "$@"
            """
        )
        self.path.chmod(self.path.stat().st_mode | stat.S_IXUSR)

    @property
    def runs(self) -> int:
        return len(self.notes.read_text().splitlines()) if self.notes.exists() else 0


@pytest.fixture
def pandoc(tmp_path: Path, monkeypatch):
    noting = Pandoc(tmp_path)
    monkeypatch.setenv("PYPANDOC_PANDOC", str(noting.path))
    find_pandoc_anew()
    yield noting
    monkeypatch.undo()
    find_pandoc_anew()


def find_pandoc_anew() -> None:
    pypandoc.clean_pandocpath_cache()
    pypandoc.clean_version_cache()
    reference_lists._maker.cache_clear()
    forget()


def forget() -> None:
    """Let this process remember no entry."""
    reference_lists._format.cache_clear()


def record(**changes: object) -> Reference:
    made = Reference.objects.create(csl={**ITEM, **changes})
    return Reference.objects.get(pk=made.pk)


def again(reference: Reference) -> Reference:
    """The record as another process reads it."""
    forget()
    return Reference.objects.get(pk=reference.pk)


def test_a_record_is_formatted_once_and_its_entry_kept(pandoc):
    first = record()
    [entry] = entries_of([first])
    assert pandoc.runs == 1
    assert entries_of([again(first)]) == [entry]
    assert pandoc.runs == 1
    assert "Tester TM. Sleep in migraine. " in entry


def test_records_without_an_entry_are_formatted_in_one_batch(pandoc):
    known, *others = [record(title=f"Title {number}") for number in range(5)]
    entries_of([known])
    entries = entries_of([again(each) for each in (others[0], known, *others[1:])])
    assert pandoc.runs == 2
    titles = ["Title 1", "Title 0", "Title 2", "Title 3", "Title 4"]
    assert all(title in entry for title, entry in zip(titles, entries, strict=True))


def test_a_changed_record_is_formatted_anew(pandoc):
    reference = record()
    entries_of([reference])
    Reference.objects.filter(pk=reference.pk).update(csl={**ITEM, "title": "Sleep, corrected"})
    [entry] = entries_of([again(reference)])
    assert "Sleep, corrected" in entry
    assert pandoc.runs == 2


def test_another_style_formats_anew(pandoc, settings):
    reference = record()
    [ama] = entries_of([reference])
    settings.CITATION_STYLE = "apa"
    [apa] = entries_of([again(reference)])
    assert "Tester, T. M. (2024)" in apa and apa != ama
    assert pandoc.runs == 2


def test_another_pandoc_formats_anew(pandoc):
    reference = record()
    entries_of([reference])
    pandoc.newer.touch()
    find_pandoc_anew()
    entries_of([again(reference)])
    assert pandoc.runs == 2


def test_the_same_record_twice_is_one_entry_written_twice(pandoc):
    reference = record()
    [one, two] = entries_of([reference, again(reference)])
    assert one == two


def test_what_somebody_wrote_over_a_kept_entry_is_harmless():
    reference = record()
    entries_of([reference])
    Reference.objects.filter(pk=reference.pk).update(formatted="<script>alert(1)</script><b>x</b>")
    assert entries_of([again(reference)]) == ["<b>x</b>"]


def test_a_record_that_can_not_be_formatted_is_named():
    broken = Reference.objects.create(csl={**ITEM, "volume": {"a": 1}})
    with pytest.raises(CannotFormat, match=r"Sleep in migraine.*volume.*has to be text"):
        entries_of([record(), broken])


def test_the_whole_library_is_brought_up_to_date_but_for_what_can_not_be(pandoc):
    good = [record(title=f"Title {number}") for number in range(3)]
    Reference.objects.create(csl={**ITEM, "volume": {"a": 1}})
    done, refusals = keep_entries(Reference.objects.all())
    assert (done, [str(each)[:30] for each in refusals]) == (3, ["The reference “Sleep in migrai"])
    runs = pandoc.runs
    entries_of([again(each) for each in good])
    assert pandoc.runs == runs
    assert keep_entries(Reference.objects.all())[0] == 0


def test_freezing_asks_no_more_of_the_database_when_entries_are_kept(pandoc):
    article = factories.draft(writer=factories.account("writer"))
    policy = {"approvals": 1, "review_months": 12}

    def frozen() -> tuple[bytes, int]:
        with CaptureQueriesContext(connection) as queries:
            content = freeze(Draft.of(article), number=1, policy=policy)
        return content, len(queries)

    Reference.objects.update(formatted_key="")
    first, asked_first = frozen()
    forget()
    pandoc.breaks.touch()
    second, asked_second = frozen()
    assert first == second
    assert asked_first == asked_second + 4  # a savepoint and its end, the rows, the entries


# --- Readers


def test_no_page_that_a_reader_asks_for_runs_pandoc(pandoc):
    edition = factories.released().edition
    assert json.loads(bytes(edition.content))["references"]
    Reference.objects.update(formatted="", formatted_key="")
    forget()
    pandoc.breaks.touch()
    before = pandoc.runs
    article = f"/articles/{edition.article.slug}/"
    pages = [article, f"{article}review-record/", f"{article}review-record.json", "/"]
    assert [Client().get(page).status_code for page in pages] == [200] * 4
    assert pandoc.runs == before
    with pytest.raises(CannotFormat):  # the same look does see a run
        entries_of(list(Reference.objects.all()))
    assert pandoc.runs > before
