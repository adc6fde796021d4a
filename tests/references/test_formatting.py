"""Reference lists come from pandoc in a CSL style: right, safe, and stable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.reading import text_of_html
from references import formatting
from references.formatting import CannotFormat, format_each, format_references, plain_text
from references.styles import ALIASES, find_style

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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"author": "Tester T"}, "“author” has to be a list of names"),
        ({"author": [{"family": 7}]}, "“author” has to be a list of names"),
        ({"issued": {"date-parts": [["spring"]]}}, "“issued” has to be a date"),
        ({"issued": 2024}, "“issued” has to be a date"),
        ({"volume": {"a": 1}}, "“volume” has to be text"),
        ({"title": ["Sleep"]}, "“title” has to be text"),
        ({"issued": {"date-parts": [[10**30]]}}, "could not be formatted"),
    ],
)
def test_items_at_fault_are_named_and_the_others_formatted(changes, reason):
    first, refused, last = format_each([ARTICLE, ARTICLE | changes, ARTICLE])
    assert first == last == format_references([ARTICLE])[0]
    assert isinstance(refused, CannotFormat) and reason in str(refused)


def test_what_is_no_item_and_what_holds_nothing_is_refused():
    line: Any = "Tester T. Sleep."
    no_item, nothing, good = format_each([line, {"type": "book"}, ARTICLE])
    assert "one object" in str(no_item) and "Give at least a title" in str(nothing)
    assert isinstance(good, str)


def test_members_that_csl_does_not_know_and_empty_ones_change_nothing():
    odd = {"custom": {"publication-types": ["Review"]}, "x-tags": ["a"], "issue": None}
    issueless = {member: value for member, value in ARTICLE.items() if member != "issue"}
    assert format_references([ARTICLE | odd]) == format_references([issueless])


def test_characters_that_no_page_can_hold_become_spaces():
    [entry] = format_references([ARTICLE | {"title": "Sleep\x00in\ud800migraine\x1f"}])
    assert "Sleep in migraine" in plain_text(entry)


def test_harmless_markup_of_titles_survives():
    title = "H<sub>2</sub>O in <i>E coli</i>, <b>bold</b>, 10<sup>3</sup>, <x>not this</x>"
    [entry] = format_references([ARTICLE | {"title": title}])
    assert "H<sub>2</sub>O in <em>E coli</em>, <strong>bold</strong>, 10<sup>3</sup>" in entry
    assert "&lt;x&gt;not this&lt;/x&gt;" in entry


@pytest.mark.parametrize("title", ["النوم والصداع", "睡眠与偏头痛", "Sømn og “migrene” – «én»"])
def test_titles_in_any_script_keep_their_words(title):
    assert title in plain_text(format_references([ARTICLE | {"title": title}])[0])


def test_five_hundred_authors_are_three_and_others():
    authors = [{"family": f"Author{number}", "given": "A"} for number in range(500)]
    [entry] = format_references([ARTICLE | {"author": authors}])
    assert entry.startswith("Author0 A, Author1 A, Author2 A, et al. Sleep")


def test_many_items_come_back_in_their_order():
    titles = [f"Title {number}" for number in range(1_100)]
    entries = format_references([{"type": "book", "title": title} for title in titles])
    assert [plain_text(entry).rstrip(".") for entry in entries] == titles


# --- Styles


@pytest.mark.parametrize("alias", ALIASES)
def test_usual_names_of_styles_are_known(alias):
    assert find_style(alias) == find_style(ALIASES[alias])


@pytest.mark.parametrize("name", ["vancouver-nlm", "jama", "BMJ", "apa.csl"])
def test_names_of_journals_and_of_files_are_known_too(name):
    assert b"<style" in find_style(name).xml


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("american-medical-asociation", "american-medical-association"),
        ("../../../etc/passwd", "american-medical-association"),
        ("", "american-medical-association"),
        ("bluebook-law-review", "no reference list"),
    ],
)
def test_a_style_that_can_not_be_used_is_refused_with_one_that_can(name, hint):
    with pytest.raises(CannotFormat, match=hint):
        find_style(name)


@pytest.mark.parametrize(
    "style", ["apa", "ieee", "vancouver", "chicago-author-date", "nature", "mla", "din-1505-2"]
)
def test_in_every_style_an_entry_is_the_same_whoever_stands_beside_it(style):
    [alone] = format_references([ARTICLE], style=style)
    others = [ARTICLE | {"title": f"Another {number}"} for number in range(3)]
    assert format_references([*others, ARTICLE], style=style)[-1] == alone


# Worked by hand from the AMA manual (11th edition, chapter 3), Citing Medicine (NLM, 2nd edition),
# the ICMJE's "Samples of Formatted References", and the APA manual (7th edition, chapter 10).

BOOK = {
    "type": "book",
    "title": "The art of falling asleep",
    "author": [{"family": "Tester", "given": "Tina Maria"}],
    "edition": "2",
    "publisher": "Night Press",
    "publisher-place": "Basel",
    "issued": {"date-parts": [[2019]]},
}
CHAPTER = {
    "type": "chapter",
    "title": "Dreams",
    "author": [{"family": "Other", "given": "Otto"}],
    "editor": [{"family": "Tester", "given": "Tina Maria"}],
    "container-title": "Handbook of nights",
    "publisher": "Night Press",
    "publisher-place": "Basel",
    "page": "11-29",
    "issued": {"date-parts": [[2020]]},
}
CROWD = {
    "type": "article-journal",
    "title": "Eight people on sleep",
    "author": [{"family": f"Fam{letter}", "given": f"Gus {letter}"} for letter in "ABCDEFGH"],
    "container-title": "Journal of Tests",
    "container-title-short": "J Tests",
    "issued": {"date-parts": [[2021, 5, 14]]},
    "volume": "12",
    "issue": "3",
    "page": "284-287",
}
GROUP = {
    "type": "article-journal",
    "title": "Sleep in trials",
    "author": [{"literal": "Night Study Group"}],
    "container-title": "Journal of Tests",
    "container-title-short": "J Tests",
    "issued": {"date-parts": [[2022, 1]]},
    "volume": "13",
    "page": "1-4",
}
AMA = {
    "book": (BOOK, "Tester TM. The Art of Falling Asleep. 2nd ed. Night Press; 2019."),
    "chapter": (
        CHAPTER,
        "Other O. Dreams. In: Tester TM, ed. Handbook of Nights. Night Press; 2020:11-29.",
    ),
    "two editors": (
        CHAPTER
        | {"editor": [{"family": "Tester", "given": "Tina"}, {"family": "X", "given": "Y"}]},
        "Other O. Dreams. In: Tester T, X Y, eds. Handbook of Nights. Night Press; 2020:11-29.",
    ),
    "more than six authors": (
        CROWD,
        "FamA GA, FamB GB, FamC GC, et al. Eight people on sleep. J Tests. 2021;12(3):284-287.",
    ),
    "group": (GROUP, "Night Study Group. Sleep in trials. J Tests. 2022;13:1-4."),
}
VANCOUVER = {
    "article": (
        ARTICLE,
        (
            "Tester TM, Other O. Sleep in migraine. Journal of Tests. 2024 Mar;1(2):1–9. "
            "doi:10.5555/test"
        ),
    ),
    "book": (BOOK, "Tester TM. The art of falling asleep. 2nd ed. Basel: Night Press; 2019."),
    "chapter": (
        CHAPTER,
        (
            "Other O. Dreams. In: Tester TM, editor. Handbook of nights. Basel: Night Press; 2020. "
            "p. 11–29."
        ),
    ),
    "more than six authors": (
        CROWD,
        (
            "FamA GA, FamB GB, FamC GC, FamD GD, FamE GE, FamF GF, et al. Eight people on sleep. "
            "J Tests. 2021 May 14;12(3):284–7."
        ),
    ),
    "group": (GROUP, "Night Study Group. Sleep in trials. J Tests. 2022 Jan;13:1–4."),
}
APA = {
    "article": (
        ARTICLE,
        (
            "Tester, T. M., & Other, O. (2024). Sleep in migraine. Journal of Tests, 1(2), 1–9. "
            "https://doi.org/10.5555/test"
        ),
    ),
    "book": (BOOK, "Tester, T. M. (2019). The art of falling asleep (2nd ed.). Night Press."),
    "chapter": (
        CHAPTER,
        (
            "Other, O. (2020). Dreams. In T. M. Tester (Ed.), Handbook of nights (pp. 11–29). "
            "Night Press."
        ),
    ),
    "eight authors": (
        CROWD,
        (
            "FamA, G. A., FamB, G. B., FamC, G. C., FamD, G. D., FamE, G. E., FamF, G. F., "
            "FamG, G. G., & FamH, G. H. (2021). Eight people on sleep. Journal of Tests, 12(3), "
            "284–287."
        ),
    ),
    "group": (
        GROUP,
        "Night Study Group. (2022). Sleep in trials. Journal of Tests, 13, 1–4.",
    ),
}


@pytest.mark.parametrize("kind", AMA)
def test_ama_is_as_the_eleventh_edition_has_it(kind):
    item, expected = AMA[kind]
    assert plain_text(*format_references([item])) == expected


@pytest.mark.parametrize("kind", VANCOUVER)
def test_vancouver_is_as_citing_medicine_has_it(kind):
    item, expected = VANCOUVER[kind]
    assert plain_text(*format_references([item], style="nlm-citation-sequence")) == expected


@pytest.mark.parametrize("kind", APA)
def test_apa_is_as_the_seventh_edition_has_it(kind):
    item, expected = APA[kind]
    assert plain_text(*format_references([item], style="apa")) == expected


def test_ama_takes_the_short_title_of_the_journal_where_there_is_one():
    assert "<em>J Tests</em>" in format_references([CROWD])[0]


@pytest.mark.shared
def test_ama_text_is_what_two_independent_engines_agree_on(shared: Path):
    folder = shared / "data/citations"
    items = json.loads((folder / "ama_items.csl.json").read_text(encoding="utf-8"))
    known = json.loads((folder / "ama_expected.json").read_text(encoding="utf-8"))["expected"]
    entries = format_references(items)
    ours = {item["id"]: plain_text(entry) for item, entry in zip(items, entries, strict=True)}
    differ = [name for name in known if " ".join(known[name].split()) != ours[name]]
    print(f"AMA text: {len(known) - len(differ)} of {len(known)} items are the same.")
    assert (differ, len(ours), len(known)) == ([], 47, 47)


def test_a_record_that_pandoc_hangs_on_is_refused_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "SECONDS", 1)
    hangs = {"type": "article-journal", "title": "Light" + "“‘" * 5000}
    good = [{"type": "article-journal", "title": f"Light {place}"} for place in range(40)]
    *entries, last = format_each([hangs, *good, hangs])
    assert [isinstance(entry, str) for entry in entries] == [False] + [True] * 40
    assert str(last).startswith("The reference “Light“‘")
    assert "it takes too long" in str(last) and "/" not in str(last)


def test_after_many_records_that_hang_no_further_ones_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formatting, "PATIENCE", 1)
    hangs = {"type": "article-journal", "title": "“‘" * 5000}
    first, second = format_each([hangs, hangs])
    assert "others before it took too long" in str(first) + str(second)
