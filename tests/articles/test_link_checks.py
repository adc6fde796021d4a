"""Links: gathered from articles, looked at politely and in turn, and told where they are gone."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.drafts import Draft, save_draft
from articles.links import asking
from articles.links.addresses import normal
from articles.links.asking import Visitor, is_public
from articles.links.checking import check, note
from articles.links.gathering import gather, gather_all
from articles.models import Article, CallToAction, LinkCheck
from articles.preflight import run_preflight
from articles.tasks import check_links
from references.models import Reference
from reviews import workflow
from tests import factories
from tests.articles.web import Web, playing
from tests.references.services import nobody_there

Finding = LinkCheck.Finding


@pytest.fixture
def web(settings) -> Iterator[Web]:
    settings.CHECK_LINKS_WITHIN = True
    with playing() as played:
        yield played


def found(url: str) -> asking.Answer:
    return Visitor(pause=0).look_at(url)


# --- Addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://Example.ORG:443/A?b=1#part", "https://example.org/A?b=1"),
        ("http://example.org", "http://example.org/"),
        ("http://user:secret@example.org:8080/x", "http://example.org:8080/x"),
        ("https://example.org/%7euser/é", "https://example.org/%7Euser/%C3%A9"),
        (" https://example.org/a ", "https://example.org/a"),
    ],
)
def test_addresses_are_kept_in_one_form(typed, kept):
    assert normal(typed) == kept
    assert normal(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "mailto:a@b.org", "/page", "ftp://a.org/", "http://", "https://[::1", "http://a:99999/"]
    + ["javascript:alert(1)", "https://example.org/" + "é" * 1990],
)
def test_what_is_no_web_address_is_not_looked_at(typed):
    assert normal(typed) is None


# --- Asking


def test_a_page_that_is_there_is_asked_for_once_and_without_its_body(web):
    assert found(web.has("/page")).finding is Finding.OK
    assert web.methods() == ["HEAD"]
    assert "medcontent" in web.asked[0][2]["user-agent"]


@pytest.mark.parametrize("refusal", [405, 403, 404, 500, 501])
def test_where_head_is_refused_get_decides(web, refusal):
    assert found(web.has("/page", to_head=refusal)).finding is Finding.OK
    assert web.methods() == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "finding"),
    [
        (404, Finding.GONE),
        (410, Finding.GONE),
        (403, Finding.REFUSED),
        (429, Finding.REFUSED),
        (500, Finding.FAULT),
        (503, Finding.FAULT),
    ],
)
def test_the_status_says_what_became_of_a_page(web, status, finding):
    answer = found(web.has("/page", status=status))
    assert (answer.finding, answer.status) == (finding, status)
    assert f"HTTP {status}" in answer.detail


def test_redirects_are_followed(web):
    web.has("/new")
    web.has("/newer", status=302, location="/new")
    answer = found(web.has("/old", status=301, location=f"{web.address}/newer"))
    assert (answer.finding, answer.final_url) == (Finding.OK, f"{web.address}/new")


@pytest.mark.parametrize("home", ["/", "/index.html", "/home"])
def test_a_page_that_sends_readers_to_the_home_page_is_gone(web, home):
    web.has(home)
    answer = found(web.has("/trial/7", status=301, location=home))
    assert answer.finding is Finding.HOME
    assert "home page" in answer.detail


def test_a_link_to_a_home_page_may_lead_to_one(web):
    web.has("/index.html")
    web.pages["/"] = web.pages["/"].__class__(status=302, location="/index.html")
    assert found(f"{web.address}/").finding is Finding.OK


def test_redirects_without_end_are_left(web):
    web.has("/b", status=302, location="/a")
    assert found(web.has("/a", status=302, location="/b")).finding is Finding.FAULT
    assert len(web.asked) == 2 * (asking.REDIRECTS + 1)


def test_cookies_are_neither_kept_nor_sent(web):
    web.has("/new")
    found(web.has("/old", status=301, location="/new"))
    assert not any("cookie" in headers for _, _, headers in web.asked)


def test_no_more_is_read_than_the_head_of_an_answer(web):
    assert found(web.has("/film", to_head=405, length=200_000_000)).finding is Finding.OK
    assert web.sent < 50_000_000


def test_a_server_that_does_not_answer_in_time_is_no_broken_link(web, monkeypatch):
    monkeypatch.setattr(asking, "READ_SECONDS", 0.2)
    answer = found(web.has("/slow", before=1.0))
    assert (answer.finding, answer.detail) == (Finding.NO_ANSWER, "it did not answer in time")


def test_a_server_that_is_not_there_is_no_broken_link(web):
    assert found(f"{nobody_there()}/page").finding is Finding.NO_ANSWER


def test_between_two_requests_to_a_host_there_is_a_pause(web):
    visitor = Visitor(pause=0.2)
    for path in ("/a", "/b", "/c"):
        visitor.look_at(web.has(path))
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(web.times))


# --- Our own network


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "::1"]
    + ["fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "224.0.0.1", "100.64.0.1"]
    + ["2002:7f00:1::", "255.255.255.255", "240.0.0.1"],
)
def test_addresses_of_private_networks_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
def test_nothing_is_asked_within_our_own_network(web, settings, host):
    settings.CHECK_LINKS_WITHIN = False
    port = web.address.rpartition(":")[2]
    answer = found(normal(f"http://{host}:{port}/") or "")
    refused = answer.finding is Finding.OFF_LIMITS and "private network" in answer.detail
    assert refused or answer.finding is Finding.NO_ANSWER
    assert web.asked == []


def test_a_redirect_does_not_lead_into_our_own_network(web, settings, monkeypatch):
    inside = web.has("/secret")
    outside = web.has("/public", status=302, location=inside.replace("127.0.0.1", "localhost"))
    monkeypatch.setattr(
        asking, "is_public", lambda address: "localhost" not in reached and bool(address)
    )
    reached: list[str] = []
    real = asking.public_address

    def judged(host: str, port: int) -> str:
        reached.append(host)
        return real(host, port)

    monkeypatch.setattr(asking, "public_address", judged)
    assert found(outside).finding is Finding.OFF_LIMITS
    assert "/secret" not in [path for _, path, _ in web.asked]


def test_a_redirect_out_of_the_web_is_not_followed(web):
    answer = found(web.has("/page", status=302, location="ftp://example.org/a"))
    assert answer.finding is Finding.OFF_LIMITS


# --- Turns


@pytest.mark.django_db
def test_a_page_is_broken_when_two_looks_in_a_row_found_it_gone():
    link = LinkCheck.objects.create(url="https://example.org/page")
    gone = asking.Answer(Finding.GONE, "the page was not found (HTTP 404)", 404)
    assert not note(link, gone).is_broken
    assert note(link, gone).is_broken
    assert not note(link, asking.Answer(Finding.OK, "", 200)).is_broken
    assert link.failures == 0


@pytest.mark.django_db
def test_links_are_due_by_what_was_found():
    now = timezone.now()

    def link(name: str, hours: float | None, failures: int = 0) -> None:
        at = None if hours is None else now - datetime.timedelta(hours=hours)
        LinkCheck.objects.create(
            url=f"https://example.org/{name}", checked_at=at, failures=failures
        )

    link("fresh", 100), link("old", 200), link("new", None)
    link("failed-now", 0.5, 1), link("failed", 2, 1), link("gone-today", 20, 2), link("gone", 30, 5)
    due = LinkCheck.objects.due(days=7, now=now)
    assert [one.url.rpartition("/")[2] for one in due] == ["new", "old", "gone", "failed"]


@pytest.mark.django_db
def test_a_round_ends_when_its_time_is_over(web):
    links = [LinkCheck.objects.create(url=web.has(f"/{number}")) for number in range(3)]
    looked_at = []
    for link in check(links, seconds=0.3, visitor=Visitor(pause=0)):
        looked_at.append(link)
        time.sleep(0.2)
    assert 1 <= len(looked_at) < 3


# --- Gathering


def article_with(body: str = "", **values: object) -> Article:
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    draft = Draft.of(article)
    draft = draft.with_values({"body": draft.body + body, **values})
    return save_draft(article, draft, by=writer, comment="Links")


def linked() -> dict[str, list[int]]:
    return {
        link.url: sorted(link.articles.values_list("pk", flat=True))
        for link in LinkCheck.objects.all()
    }


@pytest.mark.django_db
def test_links_buttons_and_sources_without_a_doi_are_gathered():
    inline = CallToAction.objects.create(name="In", label="In", url="https://example.org/in")
    closing = CallToAction.objects.create(name="End", label="End", url="https://example.org/end")
    source = Reference.objects.create(
        csl={"type": "webpage", "title": "A page", "URL": "https://example.org/source"}
    )
    article = article_with(
        '<p><a href="https://Example.org/text#a">A page</a><a href="mailto:a@b.org">Write</a></p>'
        f'<div data-call-to-action="{inline.pk}"></div>',
        key_takeaways=('See <a href="https://example.org/takeaway">this page</a>.',),
        call_to_action=closing.pk,
        bibliography=(
            *Draft.of(factories.draft(writer=factories.account())).bibliography,
            source.pk,
        ),
    )
    gather()
    names = "end in source takeaway text".split()
    assert linked() == {f"https://example.org/{name}": [article.pk] for name in names}


@pytest.mark.django_db
def test_two_articles_share_a_link_and_its_check():
    one, other = (article_with('<p><a href="https://example.org/a">A page</a></p>') for _ in "ab")
    gather()
    assert linked() == {"https://example.org/a": [one.pk, other.pk]}


@pytest.mark.django_db
def test_links_that_no_article_has_any_more_are_forgotten():
    article = article_with('<p><a href="https://example.org/a">A page</a></p>')
    gather()
    save_draft(
        article,
        Draft.of(article).with_values({"body": '<p><a href="https://example.org/b">B</a></p>'}),
        by=factories.account("writer"),
        comment="Another page",
    )
    gather()
    assert linked() == {"https://example.org/a": [], "https://example.org/b": [article.pk]}
    gather_all()
    assert list(linked()) == ["https://example.org/b"]


@pytest.mark.django_db
def test_between_two_days_only_saved_articles_are_looked_through():
    article_with('<p><a href="https://example.org/a">A page</a></p>')
    now = timezone.now() + datetime.timedelta(hours=1)
    assert gather(now=now) == 1
    assert gather(now=now) == 0
    assert gather(now=now + datetime.timedelta(days=2)) == 1


@pytest.mark.django_db
def test_what_the_public_reads_is_gathered_when_the_draft_has_moved_on():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    article.body += '<p>See <a href="https://example.org/public">the public page</a>.</p>'
    article.save()
    edition = workflow.submit(article=article, by=writer)
    factories.released(edition=edition)
    article.body = article.body.replace("/public", "/next")
    article.save()
    gather()
    assert sorted(linked()) == ["https://example.org/next", "https://example.org/public"]


# --- The worker, the command and the checks


@pytest.mark.django_db
def test_the_worker_looks_at_what_is_due(web, settings):
    article_with(f'<p><a href="{web.has("/gone", status=410)}">The page</a></p>')
    assert check_links.call() == {"articles": 1, "links": 1, "broken": 0}
    LinkCheck.objects.update(checked_at=timezone.now() - datetime.timedelta(hours=2))
    assert check_links.call()["broken"] == 1
    settings.CHECK_LINKS_DAYS = 0
    assert check_links.call() == {}


@pytest.mark.django_db
def test_a_broken_link_is_a_finding_at_its_words():
    article = article_with('<p>See <a href="https://example.org/a#x">the page</a> for more.</p>')
    gather()
    assert run_preflight(Draft.of(article)) == []
    LinkCheck.objects.update(
        finding="gone", detail="the page was not found (HTTP 404)", failures=2,
        checked_at=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    [finding] = run_preflight(Draft.of(article))
    assert (finding.rule, finding.quote) == ("link-broken", "the page")
    assert finding.message == (
        "A link leads nowhere: the page was not found (HTTP 404) (looked at on 1 March 2026)."
    )
    assert finding.sentence == "See the page for more."


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_no_finding():
    article = article_with('<p>See <a href="https://example.org/a">the page</a> for more.</p>')
    gather()
    LinkCheck.objects.update(finding="no_answer", failures=9, checked_at=timezone.now())
    assert run_preflight(Draft.of(article)) == []


@pytest.mark.django_db
def test_the_command_looks_at_an_address(web, capsys):
    call_command("check_links", web.has("/page"))
    assert capsys.readouterr().out == f"there: {web.address}/page\n"
    with pytest.raises(CommandError, match="lead nowhere"):
        call_command("check_links", f"{web.address}/missing")
    assert "gone: " in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_looks_at_all_links_and_says_which_are_gone(web, capsys):
    article_with(
        f'<p><a href="{web.has("/page")}">The page</a><a href="{web.address}/no">No page</a></p>'
    )
    with pytest.raises(CommandError, match="lead nowhere"):
        call_command("check_links", all=True)
    printed = capsys.readouterr()
    assert printed.out == f"gone: {web.address}/no (the page was not found (HTTP 404))\n"
    assert "Links looked at: 2; lead nowhere: 1." in printed.err


@pytest.mark.parametrize("arguments", [["mailto:a@b.org"], ["not an address"], ["https://["]])
def test_the_command_says_what_is_no_address(arguments):
    with pytest.raises(CommandError, match="is no web address"):
        call_command("check_links", *arguments)
