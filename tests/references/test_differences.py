"""What a looked-up record says otherwise is shown; only what is empty is filled."""

from __future__ import annotations

import pytest

from references.differences import Difference, differences, filled, taken

HELD = {
    "type": "article-journal",
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "T M"}],
    "page": "11-19",
    "volume": "",
    "DOI": "10.5555/Sleep.1",
    "custom": {"publication-types": ["Review"], "unread": {"PMID": "x"}},
}
FOUND = {
    "type": "article-journal",
    "title": "Sleep in migraine.",
    "author": [{"family": "Tester", "given": "Tina Maria"}],
    "page": "11–19",
    "volume": "7",
    "issued": {"date-parts": [[2024, 3, 5]]},
    "DOI": "10.5555/sleep.1",
    "PMID": "11111111",
    "custom": {"publication-types": ["Randomized Controlled Trial"], "pubmed": {"a": 1}},
}


def by_member(listed: list[Difference]) -> dict[str, Difference]:
    return {each.member: each for each in listed}


def test_what_is_empty_is_told_from_what_would_change():
    listed = by_member(differences(HELD, FOUND))
    assert {name for name, each in listed.items() if each.fills} == {
        "volume", "issued", "PMID", "custom.pubmed"
    }  # fmt: skip
    assert {name for name, each in listed.items() if not each.fills} == {
        "author", "custom.publication-types"
    }  # fmt: skip


def test_old_and_new_are_shown_as_people_write_them():
    listed = by_member(differences(HELD, FOUND))
    assert (listed["author"].old_text, listed["author"].new_text) == (
        "Tester, T M",
        "Tester, Tina Maria",
    )
    assert listed["issued"].new_text == "2024-03-05"
    assert listed["author"].label == "Authors"
    assert listed["custom.publication-types"].label == "Publication types"


@pytest.mark.parametrize(
    ("member", "ours", "theirs"),
    [
        ("title", "Sleep  in\nmigraine", "Sleep in migraine."),
        ("page", "11–19", "11-19"),
        ("DOI", "10.5555/ABC", "10.5555/abc"),
        ("volume", 7, "7"),
        ("issued", {"date-parts": [["2024"]]}, {"date-parts": [[2024]]}),
        (
            "author",
            [{"family": "Gogh", "non-dropping-particle": "van", "given": "V"}],
            [{"family": "van Gogh", "given": "V"}],
        ),
    ],
)
def test_ways_of_writing_the_same_are_no_difference(member, ours, theirs):
    assert differences({member: ours}, {member: theirs}) == []


def test_what_the_other_lacks_is_no_difference():
    assert differences(HELD, {"title": HELD["title"], "volume": "", "author": []}) == []


def test_filling_changes_nothing_that_is_there():
    made = dict(filled(HELD, FOUND))
    assert {member: made[member] for member in HELD if member not in ("volume", "custom")} == {
        member: HELD[member] for member in HELD if member not in ("volume", "custom")
    }
    assert (made["volume"], made["PMID"]) == ("7", "11111111")
    assert made["custom"] == {**HELD["custom"], "pubmed": {"a": 1}}
    assert HELD["volume"] == ""


def test_only_what_is_named_is_taken():
    made = taken(HELD, FOUND, ["author", "custom.publication-types", "nonsense"])
    assert made["author"] == FOUND["author"]
    assert made["custom"]["publication-types"] == ["Randomized Controlled Trial"]
    assert made["custom"]["unread"] == {"PMID": "x"}
    assert "PMID" not in made


def test_long_lists_are_cut_short():
    names = [{"family": f"Author{number}"} for number in range(500)]
    [each] = differences({}, {"author": names})
    assert each.new_text.splitlines()[-1] == "and 480 more"
    [each] = differences({}, {"abstract": "word " * 1000})
    assert len(each.new_text) < 700


@pytest.mark.parametrize(
    ("kind", "shown"), [("article-journal", "Article in a journal"), ("song", "song")]
)
def test_a_kind_is_called_what_the_form_calls_it(kind, shown):
    [each] = differences({}, {"type": kind})
    assert each.new_text == shown


def test_usual_members_stand_first_in_their_order():
    found = {"x-other": "1", "PMID": "1", "title": "x", "abstract": "y"}
    assert [each.member for each in differences({}, found)] == [
        "title", "PMID", "abstract", "x-other"
    ]  # fmt: skip


def test_titles_keep_their_italics_on_pages_and_all_else_is_escaped():
    found = {"title": "In <i>E coli</i> <script>x</script>", "volume": "<b>7</b>"}
    title, volume = differences({}, found)
    assert title.new_html == "In <i>E coli</i>"
    assert volume.new_html == "&lt;b&gt;7&lt;/b&gt;"
