"""Crossref, PubMed and PubMed Central played by a local HTTP server that can also misbehave."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DOI, PMID, PMCID, ISSN = "10.5555/sleep.1", "11111111", "PMC2222222", "1234-5678"
WORK: dict[str, Any] = {
    "DOI": DOI,
    "type": "journal-article",
    "title": ["Sleep in migraine"],
    "author": [
        {"family": "Tester", "given": "Tina Maria", "sequence": "first"},
        {"family": "Other", "given": "Otto", "sequence": "additional"},
    ],
    "container-title": ["Journal of Tests and Trials"],
    "short-container-title": ["JTestsTrials"],
    "issued": {"date-parts": [[2024, 3, 5]]},
    "volume": "7",
    "issue": "2",
    "page": "11-19",
    "ISSN": [ISSN],
    "publisher": "Night Press",
}
ARTICLE = f"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE">
<PMID Version="1">{PMID}</PMID><Article PubModel="Print"><Journal><ISSN>{ISSN}</ISSN>
<JournalIssue><Volume>7</Volume><Issue>2</Issue><PubDate><Year>2024</Year><Month>Mar</Month>
</PubDate></JournalIssue><Title>Journal of tests and trials</Title>
<ISOAbbreviation>J Tests Trials</ISOAbbreviation></Journal>
<ArticleTitle>Sleep in migraine.</ArticleTitle>
<Pagination><MedlinePgn>11-9</MedlinePgn></Pagination>
<AuthorList CompleteYN="Y"><Author><LastName>Tester</LastName><ForeName>Tina M</ForeName></Author>
</AuthorList><Language>eng</Language><PublicationTypeList>
<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>J Tests Trials</MedlineTA>
</MedlineJournalInfo></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">{PMID}</ArticleId><ArticleId IdType="doi">{DOI}</ArticleId>
<ArticleId IdType="pmc">{PMCID}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle></PubmedArticleSet>"""
NO_ARTICLE = '<?xml version="1.0" ?><PubmedArticleSet></PubmedArticleSet>'
PAGE = "<!DOCTYPE html><html><body><h1>Sign in to the guest network</h1></body></html>"


@dataclass(frozen=True)
class Reply:
    """One answer: how it looks, how long it takes, and how it may break."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    before: float = 0.0
    between: float = 0.0
    promises: int = 0
    """Bytes more than it sends."""

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


def of_json(value: object, **changes: Any) -> Reply:
    return Reply(json.dumps(value), **changes)


def of_work(work: Mapping[str, Any] | None = None, **changes: Any) -> Reply:
    return of_json({"status": "ok", "message-type": "work", "message": work or WORK}, **changes)


def of_works(*works: Mapping[str, Any]) -> Reply:
    items = [{"score": 50.0 - place, **work} for place, work in enumerate(works)]
    return of_json({"status": "ok", "message-type": "work-list", "message": {"items": items}})


def of_xml(body: str = ARTICLE, **changes: Any) -> Reply:
    return Reply(body, kind="text/xml; charset=UTF-8", **changes)


def of_search(*numbers: str) -> Reply:
    return of_json({"esearchresult": {"count": str(len(numbers)), "idlist": list(numbers)}})


Asked = tuple[str, dict[str, str], dict[str, str]]
"""A request: its path, its parameters, its headers in lower case."""


class Services:
    """What the services will answer, by the start of the path, and what they were asked."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self.times: list[float] = []
        self.script: dict[str, list[Reply | Callable[[dict[str, str]], Reply]]] = {
            f"/crossref/works/{DOI}": [of_work()],
            "/crossref/works?": [of_works(WORK)],
            "/eutils/esearch.fcgi": [self._search],
            "/eutils/efetch.fcgi": [self._article],
            "/eutils/esummary.fcgi": [
                of_json({"result": {"uids": ["77"], "77": {"medlineta": "J Tests Trials"}}})
            ],
            "/ids": [
                of_json({"records": [{"pmcid": PMCID, "pmid": int(PMID), "doi": DOI}]}),
            ],
        }

    @staticmethod
    def _search(parameters: dict[str, str]) -> Reply:
        is_known = parameters["db"] == "pubmed" and DOI in parameters["term"]
        return of_search(*([PMID] if is_known else []))

    @staticmethod
    def _article(parameters: dict[str, str]) -> Reply:
        return of_xml(ARTICLE if parameters["id"] == PMID else NO_ARTICLE)

    def answer(self, start: str, *replies: Reply) -> None:
        """Answer with these, one after the other; the last one stays."""
        self.script[start] = list(replies)

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]

    def reply_to(self, path: str, parameters: dict[str, str]) -> Reply:
        for start in sorted(self.script, key=len, reverse=True):
            if f"{path}?".startswith(start):
                script = self.script[start]
                reply = script.pop(0) if len(script) > 1 else script[0]
                return reply(parameters) if callable(reply) else reply
        return of_json("Resource not found.", status=404)


def nobody_there() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def playing() -> Iterator[Services]:
    """Serve until the end of the block."""
    services = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            services.asked.append((path, parameters, headers))
            services.times.append(time.monotonic())
            self._send(services.reply_to(path, parameters))

        def _send(self, reply: Reply) -> None:
            time.sleep(reply.before)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.content) + reply.promises))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send_body(reply)
            except OSError:  # who asked went away
                self.close_connection = True

        def _send_body(self, reply: Reply) -> None:
            step = 1 if reply.between else max(len(reply.content), 1)
            for at in range(0, len(reply.content), step):
                self.wfile.write(reply.content[at : at + step])
                time.sleep(reply.between)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    services.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
