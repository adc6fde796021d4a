"""Importing in the admin: first a look, entry by entry; nothing is saved before one chooses."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from references import pending
from references.models import Import, ImportEntry, Reference
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.test_importing import RIS
from tests.references.test_record_form import words_of

pytestmark = pytest.mark.django_db
IMPORT = "admin:references_reference_import"


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def browser(writer):
    return signed_in(writer)


def looked_at(browser, text: str = RIS):
    answer = browser.post(reverse(IMPORT), {"text": text}, follow=True)
    assert answer.status_code == 200
    return answer


def page_of(made: Import) -> str:
    return reverse("admin:references_reference_import_look", args=[made.pk])


def test_a_look_saves_nothing_and_says_what_each_entry_is(browser):
    answer = looked_at(browser)
    words = words_of(answer)
    assert not Reference.objects.exists()
    for said in ("Light in the dark", "New 1", "Already there 1", "Could not be read 1"):
        assert said in words
    assert "The same publication as in line 1." in words
    assert "It has no title." in words
    assert "Nobody, Nora" in words


def test_a_file_is_looked_at_too(browser):
    file = SimpleUploadedFile("light.ris", RIS.encode())
    answer = browser.post(reverse(IMPORT), {"file": file, "text": ""}, follow=True)
    assert "light.ris" in words_of(answer)


def test_what_is_ticked_is_saved_and_the_rest_stays_out(browser):
    second = RIS.replace("Light in", "Sleep in").replace("LIGHT in", "SLEEP in")
    looked_at(browser, RIS + "\n" + second.replace("10.5555/", "10.5555/second."))
    made = Import.objects.get()
    places = list(made.entries.filter(pending.IS_NEW).values_list("place", flat=True))
    assert len(places) == 2
    answer = browser.post(page_of(made), {"entry": [places[1]]}, follow=True)
    assert "1 reference is now in the library" in words_of(answer)
    assert [record.title for record in Reference.objects.all()] == ["Sleep in the dark"]
    browser.post(page_of(made), {"entry": [places[1]]})
    assert Reference.objects.count() == 1


def test_all_new_ones_are_saved_part_by_part(browser, monkeypatch):
    monkeypatch.setattr(pending, "MOST_AT_ONCE", 2)
    entries = "".join(f"TY  - JOUR\nTI  - Light {n}\nPY  - 2019\nER  - \n" for n in range(5))
    looked_at(browser, entries)
    made = Import.objects.get()
    answer = browser.post(page_of(made), {"_all": "yes"}, follow=True)
    assert Reference.objects.count() == 2
    assert "data-goes-on" in answer.content.decode()
    browser.post(page_of(made), {"_all": "yes"})
    answer = browser.post(page_of(made), {"_all": "yes"}, follow=True)
    assert Reference.objects.count() == 5
    assert "data-goes-on" not in answer.content.decode()


def test_what_somebody_else_added_meanwhile_is_not_added_again(browser):
    looked_at(browser)
    theirs = Reference.objects.create(csl={"title": "Light", "DOI": "10.5555/light"})
    browser.post(page_of(Import.objects.get()), {"_all": "yes"})
    assert list(Reference.objects.all()) == [theirs]
    entry = ImportEntry.objects.get(place=1)
    assert (entry.reference, entry.was_there) == (theirs, True)


def test_ending_an_import_forgets_it(browser):
    looked_at(browser)
    browser.post(page_of(Import.objects.get()), {"_discard": "yes"})
    assert not Import.objects.exists() and not ImportEntry.objects.exists()


def test_an_import_that_nobody_ended_is_forgotten_after_a_while(browser):
    looked_at(browser)
    Import.objects.update(at=timezone.now() - pending.KEPT_FOR - datetime.timedelta(days=1))
    looked_at(browser)
    assert Import.objects.count() == 1


def test_nobody_sees_another_s_import(browser):
    looked_at(browser)
    other = signed_in(factories.account("writer"))
    assert other.get(page_of(Import.objects.get())).status_code == 404
    assert other.post(page_of(Import.objects.get()), {"_all": "yes"}).status_code == 404


def test_who_may_not_add_references_may_not_import():
    physician = signed_in(factories.physician().account)
    assert physician.get(reverse(IMPORT)).status_code == 403
    assert physician.post(reverse(IMPORT), {"text": RIS}).status_code == 403


@pytest.mark.parametrize(
    ("text", "why"), [("", "Choose a file, or paste references"), ("  \n ", "Choose a file")]
)
def test_nothing_given_is_refused(browser, text, why):
    assert why in words_of(browser.post(reverse(IMPORT), {"text": text}))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x00\xff" * 50, ""),
        (b"x" * (pending.LARGEST_UPLOAD + 1), "larger than"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_the_reason(browser, content, why):
    file = SimpleUploadedFile("<script>alert(1)</script>.ris", content)
    answer = browser.post(reverse(IMPORT), {"file": file, "text": ""}, follow=True)
    assert answer.status_code == 200
    assert why in words_of(answer)
    assert not Reference.objects.exists()


def test_too_many_entries_are_refused(browser, monkeypatch):
    monkeypatch.setattr(pending, "MOST_ENTRIES", 2)
    entries = "".join(f"TY  - JOUR\nTI  - Light {n}\nER  - \n" for n in range(5))
    assert "more than 2 references" in words_of(browser.post(reverse(IMPORT), {"text": entries}))
    assert not Import.objects.exists()


def test_scripts_in_a_bibliography_are_words(browser):
    hostile = "<script>alert(1)</script>"
    text = (
        f"TY  - JOUR\nTI  - Light {hostile}\nAU  - {hostile}\nN1  - {hostile}\nER  - \n{hostile}\n"
    )
    page = looked_at(browser, text).content.decode()
    assert "<script>alert" not in page
    browser.post(page_of(Import.objects.get()), {"_all": "yes"})
    changelist = browser.get(reverse("admin:references_reference_changelist")).content.decode()
    assert "<script>alert" not in changelist


def test_a_long_import_is_paged(browser, django_assert_max_num_queries):
    entries = "".join(f"TY  - JOUR\nTI  - Light {n}\nER  - \n" for n in range(450))
    looked_at(browser, entries)
    made = Import.objects.get()
    with django_assert_max_num_queries(12):
        page = browser.get(page_of(made)).content.decode()
    assert page.count('name="entry"') == 200
    [after] = re.findall(r'href="\?after=(\d+)"', page)
    page = browser.get(f"{page_of(made)}?after={after}").content.decode()
    assert "Light 200" in page and "Light 199" not in page
    assert browser.get(f"{page_of(made)}?after=x&state=nonsense").status_code == 200
