"""Reference lists come from pandoc in a CSL style: right, safe, and stable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.reading import text_of_html
from references.formatting import CannotFormat, _format, format_references

ARTICLE = {
    "type": "article-journal",
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "Tina Maria"}, {"family": "Other", "given": "Otto"}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2024, 3]]},
    "volume": "1",
    "issue": "2",
    "page": "1-9",
    "DOI": "10.5555/test",
}


@pytest.fixture(autouse=True)
def _cold() -> None:
    _format.cache_clear()


def test_an_article_is_written_in_ama_style():
    [entry] = format_references([ARTICLE])
    assert text_of_html(entry) == (
        "Tester TM, Other O. Sleep in migraine. Journal of Tests. 2024;1(2):1-9. doi:10.5555/test"
    )
    assert '<a href="https://doi.org/10.5555/test">' in entry
    assert "<em>Journal of Tests</em>" in entry


def test_no_references_need_no_pandoc(settings):
    settings.CITATION_STYLE = "does-not-exist"
    assert format_references([]) == []


def test_entries_keep_the_order_they_were_given_in_and_carry_no_number():
    titles = ["Zebra", "Apple", "Mango"]
    entries = format_references([ARTICLE | {"title": title} for title in titles])
    assert [next(title for title in titles if title in entry) for entry in entries] == titles
    assert all(text_of_html(entry).startswith("Tester") for entry in entries)


def test_two_records_of_the_same_publication_are_two_entries():
    assert len(format_references([ARTICLE, ARTICLE | {"id": "r0"}])) == 2


def test_an_entry_is_the_same_whoever_stands_beside_it():
    [alone] = format_references([ARTICLE])
    [_, beside] = format_references([ARTICLE | {"title": "Another"}, ARTICLE])
    assert alone == beside


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "`code`{=html}",
        "</span></div><b>",
    ],
)
def test_a_hostile_title_never_becomes_a_tag_that_runs(title):
    [entry] = format_references([ARTICLE | {"title": title}])
    for forbidden in ("<script", "<img", "<div", "onerror=alert(1)>", 'href="javascript'):
        assert forbidden not in entry


@pytest.mark.parametrize(
    "title", ["H<sub>2</sub>O in <i>E coli</i>", "A & B < C", "100% “sure” of it"]
)
def test_rich_titles_keep_their_words(title):
    [entry] = format_references([ARTICLE | {"title": title}])
    assert "".join(text_of_html(title).split()) in "".join(text_of_html(entry).split())


def test_an_unknown_style_is_refused_with_the_setting_to_change(settings):
    settings.CITATION_STYLE = "does-not-exist"
    with pytest.raises(CannotFormat, match="CITATION_STYLE"):
        format_references([ARTICLE])


def test_a_record_that_pandoc_can_not_read_is_refused():
    with pytest.raises(CannotFormat, match="could not be formatted"):
        format_references([{"type": "article-journal", "author": "not a list"}])


def test_the_same_list_is_formatted_once():
    format_references([ARTICLE])
    format_references([dict(reversed(ARTICLE.items()))])
    assert _format.cache_info().misses == 1


@pytest.mark.shared
def test_ama_text_is_what_two_independent_engines_agree_on(shared: Path):
    folder = shared / "data/citations"
    items = json.loads((folder / "ama_items.csl.json").read_text(encoding="utf-8"))
    known = json.loads((folder / "ama_expected.json").read_text(encoding="utf-8"))["expected"]
    entries = format_references(items)
    ours = {item["id"]: text_of_html(entry) for item, entry in zip(items, entries, strict=True)}
    same = [name for name in known if " ".join(known[name].split()) == ours[name]]
    print(f"AMA text: {len(same)} of {len(known)} items are the same, white space aside.")
    differ = [name for name in known if name not in same]
    # Its record holds "<scp>" and "&amp;" as text; both engines print them as they stand.
    assert differ == ["10.1002/fee.70021"]
    assert ours[differ[0]].startswith("Norman KE, Boettiger C, Poisot T, Jones GM. The role of AI")
