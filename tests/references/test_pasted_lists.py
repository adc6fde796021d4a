"""A reference list that was pasted with a text: what its numbers would become, and become."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcontent.models import User
from references.citing import LONGEST_LIST, MOST_ENTRIES, look_at_list, record_list
from references.formats.reading import CannotRead
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.asking import LIST, at, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.account("writer")


@pytest.fixture
def browser(writer: User) -> Client:
    return signed_in(writer)


def test_a_pasted_list_says_what_each_number_would_become(browser):
    reference = recorded()
    read = browser.post(at("list/"), {"text": LIST}).json()["entries"]
    assert [(each["number"], each["state"]) for each in read] == [
        (1, "there"),
        (2, "new"),
        (3, "unread"),
        (4, "there"),
    ]
    assert read[0]["reference"]["id"] == str(reference.pk)
    assert read[1]["title"] == "Light and headache" and read[1]["reference"] is None
    assert read[2]["reason"] and read[3]["remark"] == "The same publication as in line 2."
    assert [(each["first_line"], each["last_line"]) for each in read] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]
    assert Reference.objects.count() == 1


def test_accepting_a_list_finds_or_makes_a_record_for_each_number(browser):
    recorded()
    read = browser.post(at("list/add/"), {"text": LIST}).json()["entries"]
    references = [each["reference"] and each["reference"]["id"] for each in read]
    light = str(Reference.objects.get(title="Light and headache").pk)
    assert references == [str(Reference.objects.get(doi="10.5555/test").pk), light, None, light]
    again = browser.post(at("list/add/"), {"text": LIST}).json()["entries"]
    assert [each["reference"] and each["reference"]["id"] for each in again] == references
    assert Reference.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (LIST, [1, 2, 3, 4]),
        (LIST.replace("1. ", "[1] ").replace("2. ", "[2] "), [1, 2, 3, 4]),
        ("\n\n".join(line.partition(". ")[2] for line in LIST.splitlines()), [1, 2, 3, 4]),
        (LIST.replace("4. ", "3. "), [1, 2, 3, None]),
    ],
)
def test_the_numbers_are_those_of_the_list_each_once(writer, text, numbers):
    assert [each.number for each in look_at_list(text, by=writer)] == numbers


def test_an_entry_of_several_lines_says_where_it_ends(writer):
    first = LIST.splitlines()[0].replace(". J Tests", ".\nJ Tests")
    [one, two] = look_at_list(f"{first}\n{LIST.splitlines()[1]}", by=writer)
    assert (one.entry.line, one.last_line, two.entry.line) == (1, 2, 3)


@pytest.mark.parametrize(
    "text", ["", " \n ", "x" * (LONGEST_LIST + 1), "1. A\n" * (MOST_ENTRIES + 1)]
)
def test_a_list_that_is_none_or_too_long_is_refused_with_a_reason(browser, text):
    for part in ("list/", "list/add/"):
        answer = browser.post(at(part), {"text": text})
        assert answer.status_code == 400
        assert answer.json()["error"]


@pytest.mark.parametrize(
    "text", ["@article{x, title={", "TY  - JOUR", "<xml", "{}", "\x00", "偏頭痛"]
)
def test_whatever_stands_in_a_list_is_read_or_reported(browser, text):
    answer = browser.post(at("list/"), {"text": text})
    assert answer.status_code in (200, 400)
    assert "error" in answer.json() or answer.json()["entries"]


def test_a_bibliography_in_a_format_of_programs_is_not_taken_for_a_list(writer):
    with pytest.raises(CannotRead):
        record_list(" ", by=writer)
    [entry] = look_at_list('[{"title": "Sleep", "type": "book"}]', by=writer)
    assert entry.entry.reason


def test_a_long_list_takes_no_more_queries_than_a_short_one(browser):
    def asked(count: int) -> int:
        lines = "\n".join(
            f"{n}. Miller A. Light {n}. Headache. 2020;{n}(1):1-9." for n in range(count)
        )
        with CaptureQueriesContext(connection) as captured:
            read = browser.post(at("list/"), {"text": lines}).json()["entries"]
        assert len(read) == count
        return len(captured)

    assert asked(200) == asked(2) <= 10
