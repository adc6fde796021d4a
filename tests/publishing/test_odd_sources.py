"""Sources that nobody would make up, from their file to the public page that cites them."""

from __future__ import annotations

import pytest
from lxml import html

from publishing.release import release
from references.formats.reading import Read, read_records
from references.models import Reference
from reviews import workflow
from tests import factories

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ARTICLE = "TY  - JOUR\nT1  - {}\n{}JO  - J Tests\n{}VL  - 3\nSP  - 1\nEP  - 9\nER  - \n"
YEAR = "PY  - 2020\n"
ODD = {
    "scripts": (
        ARTICLE.format(f"Sleep {SCRIPT}", f"AU  - {SCRIPT}Tester, T\n", YEAR)
        .replace("VL  - 3", f"VL  - 3\nDO  - 10.5555/{SCRIPT}\nUR  - javascript:alert(3)")
        .encode(),
        "Sleep",
    ),
    "500 authors": (
        ARTICLE.format("Many", "".join(f"AU  - Tester{n}, T\n" for n in range(500)), YEAR).encode(),
        "Tester0",
    ),
    "no author, no year": (ARTICLE.format("Alone", "", "").encode(), "Alone"),
    "right to left": (
        ARTICLE.format("النوم والصداع", "AU  - بن علي, محمد\n", YEAR).encode(),
        "النوم والصداع",
    ),
    "Chinese, UTF-16": (
        ARTICLE.format("睡眠与偏头痛", "AU  - 王, 伟\n", YEAR).encode("utf-16"),
        "睡眠与偏头痛",
    ),
    "Latin-1": (ARTICLE.format("Schlaf für Müde", "", YEAR).encode("latin-1"), "Schlaf für Müde"),
}
HANDLERS = "//@*[starts-with(name(), 'on')] | //a[starts-with(@href, 'javascript')]"


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_source_is_words_on_the_page_that_cites_it(client, kind: str) -> None:
    file, shown = ODD[kind]
    [read] = read_records(file)
    assert isinstance(read, Read)
    source = Reference.objects.create(csl=read.item)
    article = factories.draft(writer=factories.account("writer"), slug="odd", source=source)
    edition = workflow.submit(article=factories.reasoned(article), by=article.writer)
    factories.signed(edition=edition)
    usual = factories.released()
    release(edition=edition, by=factories.account("editor"))
    answer = client.get("/articles/odd/")
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    assert shown in page.get_element_by_id("reference-1").text_content()
    plain = html.fromstring(client.get(f"/articles/{usual.edition.slug}/").content.decode())
    for things in ("//script", "//img", HANDLERS):
        assert len(page.xpath(things)) == len(plain.xpath(things))
