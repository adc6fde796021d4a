from __future__ import annotations

import time
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.formats.errors import UnreadableReference
from references.formats.line import read_line
from references.formats.reading import Read, Unread, read_records
from references.formatting import format_references, plain_text
from tests.references.round_trips import KINDS, compared, made_up

PROBER = {"family": "Prober", "given": "P. Q."}
TESTER = {"family": "Tester", "given": "T."}
VISITED = {"date-parts": [[2021, 5, 4]]}
AT = "https://lamps.example.org/a"


def read(line: str) -> dict[str, Any]:
    return dict(read_line(line))


@pytest.mark.parametrize(
    ("edition", "publisher", "names"),
    list(
        product(
            ["", "3rd ed. ", "3rd edition. "],
            [
                ("Invented Press", ""),
                ("Boston, MA: Invented Press", "Boston, MA"),
                ("St. Louis (MO): Invented Press", "St. Louis (MO)"),
            ],
            [
                ("Prober PQ, Tester T. ", "author", [PROBER, TESTER]),
                ("Prober P.Q., Tester T, eds. ", "editor", [PROBER, TESTER]),
                ("Prober PQ, editor. ", "editor", [PROBER]),
                ("World Lamp Society. ", "author", [{"literal": "World Lamp Society"}]),
                ("", "", []),
            ],
        )
    ),
)
def test_a_book_is_read(
    edition: str, publisher: tuple[str, str], names: tuple[str, str, list[Any]]
) -> None:
    (printed, place), (creators, role, people) = publisher, names
    item = read(f"{creators}The book of lamps: a guide. {edition}{printed}; 2018.")
    expected: dict[str, Any] = {"type": "book", "title": "The book of lamps: a guide"}
    expected |= {"publisher": "Invented Press", "issued": {"date-parts": [[2018]]}}
    expected |= {"edition": "3rd"} if edition else {}
    expected |= {"publisher-place": place} if place else {}
    assert item == expected | ({role: people} if people else {})


@pytest.mark.parametrize(
    ("tail", "fields"),
    [
        ("2018. 250 p.", {"number-of-pages": "250"}),
        ("2018. xii, 250 p.", {"number-of-pages": "250"}),
        ("2018:12-34.", {"page": "12-34"}),
        ("2018. ISBN 978-3-16-148410-0.", {"ISBN": "978-3-16-148410-0"}),
        ("2018. Report No.: 12.", {"type": "report", "number": "12"}),
        ("c2018.", {"issued": {"date-parts": [[2018]]}}),
        ("2018 Mar.", {"issued": {"date-parts": [[2018, 3]]}}),
        ("2018. (Lamps and lights; vol 3).", {"note": "(Lamps and lights; vol 3)"}),
        (f"2018. Accessed May 4, 2021. {AT}", {"accessed": VISITED, "URL": AT}),
        ("2018. doi:10.5555/lamp", {"type": "book", "DOI": "10.5555/lamp"}),
    ],
)
def test_what_follows_the_year_is_read(tail: str, fields: dict[str, Any]) -> None:
    item = read(f"Prober PQ. Lamps. 2nd ed. Oslo: Invented Press; {tail}")
    assert {name: item.get(name) for name in fields} == fields
    assert (item["title"], item["edition"]) == ("Lamps", "2nd")


@pytest.mark.parametrize(
    ("book", "fields"),
    [
        ("Tester T, ed. Lamps. 2nd ed. Lamp & Sons; 2019:12-34.", {"page": "12-34"}),
        ("Tester T, editor. Lamps. 2nd ed. Oslo: Lamp & Sons; 2019. p. 12-34.", {"page": "12-34"}),
        (
            "Tester T, editor. Lamps. 2nd ed. Oslo: Lamp & Sons; 2019. p. 112–34.",
            {"page": "112-134"},
        ),
        ("Tester T, editor. Lamps. 2nd ed., Oslo: Lamp & Sons; 2019, p. 7–9.", {"page": "7-9"}),
        ("Tester T, ed. Lamps. 2nd ed. Lamp & Sons; 2019:chap 3.", {"chapter-number": "3"}),
        ("Tester T, eds. Lamps. Vol 4. 2nd ed. Lamp & Sons; 2019:7-9.", {"volume": "4"}),
        ("Tester T, ed. Lamps [Internet]. 2nd ed. Oslo: Lamp & Sons; 2019 Jan-. PMID: 123456", {}),
        ("Tester T, ed. Lamps. 2nd ed. Lamp & Sons; 2019:7. doi:10.5555/l", {"DOI": "10.5555/l"}),
    ],
)
def test_a_chapter_is_read(book: str, fields: dict[str, Any]) -> None:
    item = read(f"Prober PQ. On wicks. In: {book}")
    fields |= {"type": "chapter", "title": "On wicks", "container-title": "Lamps"}
    fields |= {"author": [PROBER], "editor": [TESTER], "edition": "2nd", "publisher": "Lamp & Sons"}
    assert {name: item.get(name) for name in fields} == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            (
                "World Lamp Society. Safe lamps. Lamp Clinic. Published March 3, 2020. "
                f"Updated May 1, 2020. Accessed May 4, 2021. {AT}"
            ),
            {
                "author": [{"literal": "World Lamp Society"}],
                "container-title": "Lamp Clinic",
                "issued": {"date-parts": [[2020, 3, 3]]},
                "note": "Updated May 1, 2020",
                "accessed": VISITED,
            },
        ),
        (
            f"Safe lamps. Lamp Clinic. Updated Mar. 3, 2020. Accessed May 4, 2021. {AT}",
            {"container-title": "Lamp Clinic", "issued": {"date-parts": [[2020, 3, 3]]}},
        ),
        (f"Prober PQ. Safe lamps. Accessed May 4, 2021. {AT}", {"author": [PROBER]}),
        (
            (
                "Safe lamps [Internet]. Oslo: Lamp Clinic; 2020 [cited 2021 May 4]. "
                f"Available from: {AT}"
            ),
            {"publisher": "Lamp Clinic", "publisher-place": "Oslo", "accessed": VISITED},
        ),
        (
            (
                "Lamp Clinic [Internet]. Oslo: Lamp Clinic; c1999-2020 [updated 2020 Jan 3; "
                f"cited 2021 May 4]. Safe lamps; [about 2 screens]. Available from: {AT}"
            ),
            {"container-title": "Lamp Clinic", "note": "Updated 2020 Jan 3. About 2 screens"},
        ),
        (
            (
                "WHO. Safe lamps [Internet]. [place unknown]: [publisher unknown]; "
                f"[cited 2021 May 4]. Available from: {AT}"
            ),
            {"author": [{"literal": "WHO"}], "publisher": None, "accessed": VISITED},
        ),
    ],
)
def test_a_web_page_is_read(line: str, fields: dict[str, Any]) -> None:
    item = read(line)
    fields |= {"type": "webpage", "title": "Safe lamps", "URL": AT}
    assert {name: item.get(name) for name in fields} == fields


def test_an_article_on_the_internet_stays_an_article() -> None:
    line = (
        "Tester T. Light. J Sci [Internet]. 2018 Mar [cited 2021 May 4];9(1):7-9. Available from: "
    )
    assert read(line + AT) == {
        "type": "article-journal",
        "title": "Light",
        "author": [TESTER],
        "container-title": "J Sci",
        "issued": {"date-parts": [[2018, 3]]},
        "volume": "9",
        "issue": "1",
        "page": "7-9",
        "accessed": VISITED,
        "URL": AT,
    }


@pytest.mark.parametrize(
    "line",
    [
        "Tester T, Prober PQ. Invented Press; 2020.",
        "Something. Something else. Then more. Invented Press; 2020.",
        "Prober P. Q. Lamps. Invented Press; 2020.",
        "See the leaflet. It came too late; 2020.",
        "Ask the doctor. Things to bring: your list; 2020.",
        "Prober PQ. Lamps. 2nd ed. Tester T, translator. Oslo: Invented Press; 2020.",
        "Prober PQ. Lamps. 2nd ed. Oslo: Invented Press; 2020. Tester T. Light. J Sci. 2019;8:1-2.",
        "Prober PQ. On wicks. In: Lamps. Invented Press; 2020:somewhere.",
        f"Lamp safety. More lamps. Published March 3, 2020. {AT}",
        f"National Lamp Institute. Lamp Institute Report. Accessed May 6, 2021. {AT}",
        "Prober PQ. On wicks. The Book of Lamps, Oslo: Invented Press; 2019, p. 7-9.",
        f"Visit our site. 2020. {AT}",
        f"Prober PQ, Tester T (2009) Lamps. {AT}. Accessed 4 May 2021",
        f"Tester T. Lamps 2009. {AT} (accessed May 4, 2021).",
        f"Updated March 3, 2020. World Lamp Society. Accessed May 4, 2021. {AT}",
        "World Lamp Society. Safe lamps. Published March 3, 2020.",
    ],
)
def test_what_leaves_doubt_is_not_read(line: str) -> None:
    with pytest.raises(UnreadableReference) as refused:
        read_line(line)
    assert refused.value.reason


@pytest.mark.parametrize(
    "line",
    [
        "Tester T. Light. J Sci; 2019. doi:10.5555/x",
        "Tester T. Light. J Sci; 2019:12-34.",
        "Tester T. Light in: a trial. J Sci. 2019;8:1-2.",
        f"Tester T. Light. J Sci. 2019;8:1-2. Accessed May 4, 2021. {AT}",
        "Tester T. The 2nd ed of light. J Sci. 2019;8:1-2.",
    ],
)
def test_articles_are_not_taken_for_books(line: str) -> None:
    assert read(line)["type"] == "article-journal"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("style", "listed", "longest"), [("ama", 3, 6), ("vancouver", 6, 6)])
def test_what_our_formatter_prints_is_read_back(
    kind: str, style: str, listed: int, longest: int
) -> None:
    items = made_up(kind, 77)
    lines = map(plain_text, format_references(items, style=style))
    for item, line in zip(items, lines, strict=True):
        wanted = compared(item, listed=listed, longest=longest)
        had = compared(read(line), listed=listed, longest=longest)
        assert {name: had.get(name) for name in wanted} == wanted, line


def test_a_thesis_is_read() -> None:
    item = read("Prober PQ. Lamps: a trial [dissertation]. Oslo: University of Lampton; 2018.")
    expected = {"type": "thesis", "genre": "dissertation", "title": "Lamps: a trial"}
    assert {name: item[name] for name in expected} == expected


LIST = [
    "Prober PQ. Lamps. 2nd ed. Invented Press; 2018.",
    "Tester T. Light. J Sci. 2019;8:1-2.",
    "Prober PQ. On wicks. In: Tester T, Prober PQ, eds. Lamps. Invented Press; 2019:7-9.",
    f"Safe lamps. Lamp Clinic. Updated March 3, 2020. Accessed May 4, 2021. {AT}",
    "World Lamp Society. Guidelines for lamps. Lamp & Sons; 2018.",
]
TYPES = ["book", "article-journal", "chapter", "webpage", "report"]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_list_of_all_kinds_is_read_line_by_line(between: str) -> None:
    outcomes = list(read_records(between.join(LIST)))
    assert [outcome.item["type"] for outcome in outcomes if isinstance(outcome, Read)] == TYPES


@pytest.mark.parametrize("width", range(30, 90, 7))
def test_a_numbered_list_may_be_wrapped_anywhere(width: int) -> None:
    lines = [f"{n}. {text}" for n, text in enumerate(LIST, start=1)]
    outcomes = list(read_records("\n".join(_at_spaces(lines, width))))
    assert [outcome.item["type"] for outcome in outcomes if isinstance(outcome, Read)] == TYPES


@pytest.mark.parametrize(("between", "least"), [("\n\n", 25), ("\n", 31)])
def test_a_list_without_numbers_may_be_wrapped(between: str, least: int) -> None:
    for width in range(least, 100):
        text = between.join("\n".join(_at_spaces([line], width)) for line in LIST)
        outcomes = list(read_records(text))
        assert [outcome.item["type"] for outcome in outcomes if isinstance(outcome, Read)] == TYPES


def test_a_page_that_follows_a_chapter_is_not_lost_in_its_note() -> None:
    for width in range(20, 100):
        text = "\n".join("\n".join(_at_spaces([line], width)) for line in LIST)
        for outcome in read_records(text):
            if isinstance(outcome, Read):
                assert "amp" not in outcome.item.get("note", "")
                assert "Updated" not in outcome.item["title"]


def test_the_editors_of_a_chapter_start_no_reference_of_their_own() -> None:
    text = LIST[2].replace("In: Tester T, ", "In: Tester T,\n")
    [outcome] = read_records(text)
    assert isinstance(outcome, Read) and outcome.item["type"] == "chapter"
    [outcome] = read_records(LIST[2].replace("In: ", "In:\n"))
    assert isinstance(outcome, Read) and outcome.item["type"] == "chapter"


def test_a_list_of_authors_broken_after_a_comma_goes_on() -> None:
    [outcome] = read_records("Prober PQ,\nTester T. Light. J Sci. 2019;8:1-2.")
    assert isinstance(outcome, Read) and outcome.item["author"] == [PROBER, TESTER]


def test_a_web_page_that_leaves_doubt_is_reported_with_its_line() -> None:
    one, two = read_records(f"1. {LIST[0]}\n2. Lamp safety. More lamps. Updated May 2020. {AT}")
    assert isinstance(one, Read)
    assert isinstance(two, Unread) and two.line == 2 and "can't be told apart" in two.reason


HOSTILE = """; 2020 |; 2020. |, 2020. |In: |. In: A. |2nd ed. |Vol 2. |[cited |[Internet]. |[a] |
Published May 3, 2020. |Accessed May 4, |A: b; |A. |p. 1-|ISBN 978 |St. |W. |(|Prober P, |et al, |
a: |; c2020 [updated 2020; |May |3rd and updated |x.y.|Report no. |-|:1-2,|[updated |, eds|1,"""


@pytest.mark.parametrize("piece", HOSTILE.replace("\n", "").split("|"))
def test_hostile_lines_take_no_time(piece: str) -> None:
    for line in (
        piece * (19_000 // len(piece)),
        f"Prober PQ. Lamps. {piece * (3_500 // len(piece))} Oslo: Press; 2020 {AT}",
        f"Prober PQ. Lamps [Internet]. Oslo: Press; 2020 {piece * (1_500 // len(piece))} {AT}",
        f"Lamps. {piece * (1_500 // len(piece))}. Accessed May 4, 2021. {AT}",
    ):
        begun = time.process_time()
        with suppress(UnreadableReference):
            read_line(line)
        assert time.process_time() - begun < 0.4


@pytest.mark.parametrize(
    "line", ["Abc def. Def 2018.", LIST[0], LIST[3], "World Lamp Society. 2018.", "In: 2018."]
)
def test_long_lists_that_can_be_read_or_not_take_no_time(line: str) -> None:
    begun = time.process_time()
    assert list(read_records("\n".join([line] * 2000), format="text"))
    assert time.process_time() - begun < 3


@given(
    st.lists(
        st.sampled_from(f"{LIST[2]} {LIST[3]} [Internet]. ; [cited 2021 May 4].".split(" "))
    ).map(" ".join)
)
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        item = read_line(line)
    except UnreadableReference:
        return
    assert item["title"].strip()


def _at_spaces(lines: list[str], width: int) -> list[str]:
    broken: list[str] = []
    for line in lines:
        now = ""
        for word in line.split():
            if now and len(now) + len(word) > width:
                broken.append(now)
                now = word
            else:
                now = f"{now} {word}".strip()
        broken.append(now)
    return broken
