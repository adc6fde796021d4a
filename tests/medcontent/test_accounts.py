"""Signing in and out, being locked out, and setting a new password by e-mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from medcontent.lockout import client_address
from medcontent.models import User
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
WRONG = "wrong horse"
TOO_MANY = 429


@pytest.fixture
def writer() -> User:
    account = factories.account("writer", username="wanda")
    account.email = "wanda@example.org"
    account.save()
    return account


def sign_in(client: Client, username: str = "wanda", password: str = factories.PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def fail(client: Client, times: int = 5, **more):
    for _ in range(times):
        answer = sign_in(client, password=WRONG, **more)
    return answer


# --- Who may enter


@pytest.mark.parametrize("role", ["writer", "editor", "physician", "administrator"])
def test_whoever_has_a_role_enters_without_being_staff(client, role):
    account = factories.account(role)
    assert not account.is_staff
    assert sign_in(client, account.username).url == reverse("admin:index")
    assert client.get("/admin/").status_code == 200


def test_without_a_role_one_is_told_whom_to_ask(client):
    factories.account(username="nora")
    assert "Ask an administrator" in sign_in(client, "nora").text


def test_a_role_that_is_taken_away_ends_the_visit(client, writer):
    client.force_login(writer)
    writer.groups.clear()
    assert client.get("/admin/").url.startswith(LOGIN)
    assert "an account without a role" in client.get(LOGIN).text


def test_a_closed_account_does_not_enter(client, writer):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert sign_in(client).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_the_sign_in_page_has_its_heading(client):
    assert "<h1>Sign in</h1>" in client.get(LOGIN).text


def test_one_goes_on_to_where_one_wanted_but_never_elsewhere(client, writer):
    wanted = client.post(
        LOGIN, {"username": "wanda", "password": factories.PASSWORD, "next": "/admin/articles/"}
    )
    assert wanted["Location"] == "/admin/articles/"
    foreign = Client().post(
        LOGIN,
        {"username": "wanda", "password": factories.PASSWORD, "next": "https://evil.example/"},
    )
    assert foreign["Location"] == reverse("admin:index")


def test_signing_out_ends_the_visit(client, writer):
    client.force_login(writer)
    assert "You are signed out" in client.post("/admin/logout/").text
    assert client.get("/admin/").status_code == 302


# --- Lock-out


def test_after_five_wrong_passwords_even_the_right_one_waits(client, writer):
    answer = fail(client)
    assert answer.status_code == TOO_MANY
    assert "15 more minutes" in answer.text
    assert answer["Retry-After"] == "900"
    assert sign_in(client).status_code == TOO_MANY


def test_four_wrong_passwords_do_not_lock(client, writer):
    fail(client, 4)
    assert sign_in(client).status_code == 302


def test_a_success_forgets_the_failures(client, writer):
    fail(client, 4)
    sign_in(client)
    fail(client, 4)
    assert sign_in(client).status_code == 302


def test_the_lock_holds_for_one_name_from_one_address(client, writer):
    factories.account("writer", username="walter")
    fail(client)
    assert sign_in(client, "walter").status_code == 302
    assert sign_in(Client(), REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_lock_ends_and_trying_meanwhile_does_not_prolong_it(client, writer):
    fail(client)
    earlier = timezone.now() - timedelta(minutes=14)
    AccessAttempt.objects.update(attempt_time=earlier)
    answer = sign_in(client)
    assert (answer.status_code, "1 more minute." in answer.text) == (TOO_MANY, True)
    AccessAttempt.objects.update(attempt_time=earlier - timedelta(minutes=2))
    assert sign_in(client).status_code == 302


def test_no_password_is_kept_with_the_failures(client, writer):
    fail(client, 2)
    kept = AccessAttempt.objects.get()
    assert WRONG not in f"{kept.post_data} {kept.get_data}"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.1", "198.51.100.7"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1, 203.0.113.1", "203.0.113.1"),
        (2, "203.0.113.1, 198.51.100.2", "203.0.113.1"),
        (2, "203.0.113.1", "203.0.113.1"),
        (1, "203.0.113.66, 203.0.113.1", "203.0.113.1"),
        (1, "", "198.51.100.7"),
        (1, "not an address", "198.51.100.7"),
    ],
)
def test_the_address_is_the_one_that_trusted_proxies_saw(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="198.51.100.7"
    )
    assert client_address(request) == expected


@pytest.mark.parametrize("name", ["a" * 10_000, "nul\0", "Ω" * 150, "'; DROP TABLE x"])
def test_a_strange_name_is_only_a_wrong_one(client, name):
    assert sign_in(client, name).status_code == 200


# --- A new password


def ask(client: Client, address: str = "wanda@example.org"):
    return client.post("/admin/password_reset/", {"email": address}, follow=True)


def without_nonces(page: str) -> str:
    return re.sub(r'nonce="[^"]+"|value="[^"]{64}"', "", page)


def link() -> str:
    return re.findall(r"/admin/password_reset/\S+", mail.outbox[-1].body)[0]


def set_password(client: Client, password: str):
    form = client.get(link(), follow=True)
    return client.post(
        form.redirect_chain[-1][0],
        {"new_password1": password, "new_password2": password},
        follow=True,
    )


def test_a_link_sets_a_new_password_once(client, writer):
    ask(client)
    assert mail.outbox[0].subject == "Medcontent: set a new password"
    assert "Your new password is set" in set_password(client, "a calmer horse 7").text
    assert sign_in(client, password="a calmer horse 7").status_code == 302
    assert "This link no longer works" in Client().get(link(), follow=True).text


def test_a_new_password_unlocks_the_name(client, writer):
    fail(client)
    ask(client)
    set_password(client, "a calmer horse 7")
    assert sign_in(client, password="a calmer horse 7").status_code == 302


def test_a_weak_password_is_refused_with_its_reason(client, writer):
    ask(client)
    assert "too short" in set_password(client, "horse").text
    assert sign_in(client).status_code == 302


def test_the_answer_does_not_tell_whether_an_address_is_known(client, writer):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert without_nonces(known.text) == without_nonces(unknown.text)
    assert len(mail.outbox) == 1


def test_the_link_leads_to_the_site_whatever_host_was_asked(client, writer, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/admin/password_reset/", {"email": "wanda@example.org"}, headers={"host": "evil.example"}
    )
    assert f"{settings.SITE_URL}/admin/password_reset/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_a_closed_account_gets_no_link(client, writer):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    ask(client)
    assert mail.outbox == []


def test_a_forged_link_is_answered_calmly(client):
    assert "no longer works" in client.get("/admin/password_reset/MQ/abc-def/").text
    assert "no longer works" in client.get("/admin/password_reset/ÿÿ/abc/").text


def test_the_own_password_is_changed_with_the_old_one(client, writer):
    client.force_login(writer)
    new = {"new_password1": "a calmer horse 7", "new_password2": "a calmer horse 7"}
    refused = client.post("/admin/password_change/", {"old_password": WRONG, **new})
    assert "old password was entered incorrectly" in refused.text
    done = client.post(
        "/admin/password_change/", {"old_password": factories.PASSWORD, **new}, follow=True
    )
    assert "Your password is changed" in done.text
