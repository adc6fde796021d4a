"""Who may be asked to review, and the licences that rests on."""

from __future__ import annotations

import datetime

import pytest

from articles.clock import utc_today
from articles.drafts import draft_edit
from articles.models import Article, Author, Byline
from gate.refusals import NotPermitted, Refusal
from reviews.licences import end_licence, enter_licence, verify_licence
from reviews.models import Licence, Physician
from reviews.physicians import (
    NotEligible,
    check_eligible,
    contributes,
    find_by_name,
    standing_licences,
)
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def article() -> Article:
    return factories.draft(writer=factories.account("writer"))


def named(article: Article, name: str, position: int = 1) -> None:
    author = Author.objects.create(name=name)
    Byline.objects.create(article=article, author=author, position=position)


# eligibility


def test_a_physician_with_a_verified_licence_and_no_contribution_may_be_asked(article):
    physician = factories.physician()
    assert check_eligible(physician, article) == physician.licences.get()


def test_a_physician_without_an_account_may_not_be_asked(article):
    physician = factories.physician()
    physician.account = None
    physician.save()
    with pytest.raises(NotEligible, match="no account"):
        check_eligible(physician, article)


def test_a_licence_that_nobody_verified_does_not_count(article):
    with pytest.raises(NotEligible, match="no licence"):
        check_eligible(factories.physician(verified=False), article)


def test_a_licence_counts_on_its_first_and_last_day_and_not_outside(article):
    physician = factories.physician()
    licence = physician.licences.get()
    for day in (licence.valid_from, licence.expires_on):
        assert check_eligible(physician, article, on=day) == licence
    for day in (licence.valid_from - DAY, licence.expires_on + DAY):
        with pytest.raises(NotEligible):
            check_eligible(physician, article, on=day)


def test_a_licence_that_ended_counts_until_the_day_before():
    physician = factories.physician()
    licence, today = physician.licences.get(), utc_today()
    end_licence(licence=licence, by=factories.account("administrator"), on=today)
    assert standing_licences(physician, on=today - DAY).get() == licence
    assert not standing_licences(physician, on=today).exists()


def test_of_several_licences_the_one_valid_longest_is_taken(article):
    physician = factories.physician(days_left=10)
    longer = factories.licence_of(physician, days_left=100)
    verify_licence(licence=longer, by=factories.account("administrator"))
    factories.licence_of(physician, days_left=1000)
    assert check_eligible(physician, article) == longer


# contributions


def test_whoever_saved_the_draft_contributes_by_any_account_of_theirs(article):
    physician = factories.physician()
    assert not contributes(physician, article)
    with draft_edit(article, by=physician.account, comment="A word"):
        article.save()
    physician.account = factories.account("physician")
    physician.save()
    assert contributes(physician, article)


def test_whoever_is_named_as_author_contributes_titles_and_case_aside(article):
    named(article, "Prof. dr. ANN  Example, PhD")
    assert contributes(factories.physician(name="Dr. Ann Example"), article)
    assert not contributes(factories.physician(name="Dr. Anna Example"), article)


def test_a_contribution_to_another_article_does_not_count(article):
    physician = factories.physician()
    other = factories.draft(writer=factories.account("writer"))
    with draft_edit(other, by=physician.account, comment="A word"):
        other.save()
    assert not contributes(physician, article)


# names


@pytest.mark.parametrize(
    "name", ["Omar Abbas", "Dr. Omar Abbas", "omar abbas, MD", "Dr Omar  Abbas"]
)
def test_a_reviewer_line_finds_the_physician_of_that_name(name):
    Physician.objects.create(name="Dr. Omar Abbas", credentials="MD")
    assert find_by_name(name) == "Dr. Omar Abbas, MD"


def test_a_name_that_two_physicians_have_or_none_finds_nobody():
    Physician.objects.create(name="Dr. Omar Abbas", credentials="MD")
    Physician.objects.create(name="Omar Abbas", credentials="DO")
    assert find_by_name("Omar Abbas") is None
    assert find_by_name("Omar Abba") is None
    assert find_by_name("") is None


# licences


def entered(physician: Physician, by, **changes) -> Licence:
    today = utc_today()
    wanted = {
        "authority": "Board",
        "country": "us",
        "number": "1",
        "valid_from": today,
        "expires_on": today + DAY,
    }
    return enter_licence(physician=physician, by=by, **(wanted | changes))


def test_a_licence_is_entered_by_its_physician_or_an_administrator():
    physician = factories.physician()
    for by in (physician.account, factories.account("administrator")):
        licence = entered(physician, by)
        assert (licence.entered_by, licence.verified_by, licence.country) == (by.pk, None, "US")
    for by in (factories.account("editor"), factories.physician().account):
        with pytest.raises(NotPermitted):
            entered(physician, by)


def test_a_licence_that_expires_before_it_begins_is_refused():
    physician = factories.physician()
    with pytest.raises(Refusal, match="before it begins"):
        entered(physician, physician.account, expires_on=utc_today() - DAY)


@pytest.mark.parametrize("country", ["USA", "", "1A"])
def test_a_licence_names_a_country_by_two_letters(country):
    physician = factories.physician()
    with pytest.raises(Refusal):
        entered(physician, physician.account, country=country)


def test_nobody_verifies_what_they_entered_or_their_own_licence():
    administrator = factories.account("administrator")
    physician = factories.physician()
    licence = entered(physician, administrator)
    with pytest.raises(NotPermitted, match="You entered"):
        verify_licence(licence=licence, by=administrator)
    own = factories.account("administrator", "physician")
    doctor = Physician.objects.create(name="Dr. Own", credentials="MD", account=own)
    licence = entered(doctor, administrator)
    with pytest.raises(Refusal, match="their own licence"):
        verify_licence(licence=licence, by=own)


def test_only_administrators_verify_and_end_licences():
    licence = factories.physician(verified=False).licences.get()
    for role in ("writer", "editor", "physician"):
        with pytest.raises(NotPermitted):
            verify_licence(licence=licence, by=factories.account(role))
        with pytest.raises(NotPermitted):
            end_licence(licence=licence, by=factories.account(role), on=utc_today())


def test_a_licence_is_verified_once_and_ends_once():
    licence = factories.physician().licences.get()
    administrator = factories.account("administrator")
    with pytest.raises(Refusal, match="verified already"):
        verify_licence(licence=licence, by=administrator)
    end_licence(licence=licence, by=administrator, on=utc_today())
    with pytest.raises(Refusal, match="ended already"):
        end_licence(licence=licence, by=administrator, on=utc_today() + DAY)
