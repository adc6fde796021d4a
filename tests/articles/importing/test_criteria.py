from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.importing.article_file import read_article_file
from articles.importing.errors import ImportRefused

SENTENCE = "This sentence is long enough to be one of a real article about health. "
PROGRAM = Path(__file__).read_text()
NO_ARTICLES = {
    "a Python program": PROGRAM,
    "a stylesheet": "body {\n  color: black;\n}\n" * 20,
    "a table": "name,dose,unit\n" + "aspirin,100,mg\n" * 20,
    "a table with sentences": "id;text;kind\n" + f'1;"{SENTENCE}";a\n' * 20,
    "a log": "2026-01-15 12:00:01 INFO The server has begun to answer requests now.\n" * 20,
    "a system log": "Jan 15 12:00:01 host service[1]: The server has begun to answer.\n" * 20,
    "JSON": json.dumps({"title": "A title", "text": SENTENCE * 10}, indent=1),
    "lines of JSON": json.dumps({"text": SENTENCE}) + "\n" + json.dumps({"b": SENTENCE}) + "\n",
    "a web page": f"<!doctype html>\n<html>\n<h1>Title</h1>\n<p>{SENTENCE}</p>\n</html>\n",
    "a bibliography": "TY  - JOUR\nTI  - A title\nAU  - Tester, T\nER  - \n" * 10,
    "a list of words": "apple\nbanana\ncherry\ndate\nelder\nfig\n" * 20,
    "one paragraph": SENTENCE * 20,
    "headings only": "First Things\nSecond Things\nThird Things\nFourth Things\n",
    "too little": f"A Title\n{SENTENCE}\n",
    "fragments": "A Title\n" + SENTENCE * 4 + "\n" + "words and words without an end\n" * 30,
}


@pytest.mark.parametrize("kind", NO_ARTICLES)
def test_what_is_no_article_is_refused(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text(NO_ARTICLES[kind])
    with pytest.raises(ImportRefused, match=r"is not an article: .*\. Name a text file"):
        read_article_file(file)


def test_a_short_article_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text(f"A Title\n{SENTENCE * 2}\nA Heading\n{SENTENCE * 2}\n")
    assert read_article_file(file).title == "A Title"


def test_a_line_of_code_makes_no_program(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    text = (
        f"A Title\n{SENTENCE * 4}\nx = f(1);\n{SENTENCE}\n<script>alert(1)</script>\n{SENTENCE}\n"
    )
    file.write_text(text)
    assert read_article_file(file).title == "A Title"
