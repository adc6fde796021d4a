"""``manage.py preflight``: any file and any slug gets findings, or a reason why not."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.drafts import Draft
from articles.models import Article
from articles.preflight import Level, run_preflight
from articles.preflight.reports import findings_in_text
from references.models import Reference
from tests import factories
from therapies.models import TherapyType

pytestmark = pytest.mark.django_db
ARTICLE = """Calm Light in Quiet Fever
Key Takeaways
- Calm light is a lamp that was tried in one small study of people with quiet fever.[1]
Quiet fever (QF) is an invented illness, and calm light is an invented lamp. This explains both.
What Calm Light Is
The lamp stands beside the bed for an hour each evening, and its light is dim and warm.[1] People
sat in front of it with a book, and nobody minded it very much.
[builder_block id=12]
References:
- Tester T, Prober P. Calm light in quiet fever. Invented Science. 2024;8(2):1-9. doi:10.5555/calm.
"""


def run(*arguments: str) -> tuple[str, int]:
    """Run the command; gives what it printed and its exit status."""
    out = io.StringIO()
    try:
        call_command("preflight", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    except CommandError as refusal:
        return f"{out.getvalue()}{refusal}", refusal.returncode
    return out.getvalue(), 0


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "article.txt"
    made.write_text(ARTICLE, encoding="utf-8")
    return made


def test_an_article_in_a_file_is_checked_as_it_would_be_imported_and_nothing_is_kept(file):
    said, status = run(str(file))
    assert status == 1
    assert "[shortcode-residue]" in said and "“[builder_block id=12]”" in said
    assert not Article.objects.exists()
    assert not Reference.objects.exists() and not TherapyType.objects.exists()


def test_a_draft_is_checked_by_its_slug():
    article = factories.draft(writer=factories.account("writer"), slug="sleep")
    assert run("sleep")[1] == 0
    Article.objects.filter(pk=article.pk).update(body="<p>Left [vc_row] behind.</p>")
    said, status = run("sleep")
    assert status == 1 and "shortcode-residue" in said


def test_json_says_what_stands_where(file):
    said, status = run(str(file), "--json")
    [residue] = [one for one in json.loads(said)["findings"] if one["rule"] == "shortcode-residue"]
    assert status == 1
    assert residue["level"] == "blocker" and residue["quote"] == "[builder_block id=12]"
    assert residue["place"]["start"] == 0 and residue["place"]["end"] == len(residue["quote"])


def test_sarif_names_rule_line_and_columns(file):
    log = json.loads(run(str(file), "--sarif")[0])
    [result] = [one for one in log["runs"][0]["results"] if one["ruleId"] == "shortcode-residue"]
    assert log["version"] == "2.1.0" and result["level"] == "error"
    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == str(file)
    assert where["region"] == {"startLine": 8, "startColumn": 1, "endColumn": 22}


def test_rules_are_listed():
    said, status = run("--rules")
    assert status == 0 and "| `shortcode-residue` | blocker |" in said


def test_lines_of_json_are_checked_one_by_one(tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"id": "a", "text": "As found [3] before."}\n\n{"id": 2, "text": ""}\n'
        '{"id": "c", "text": "<b>Tags &amp; all</b> [vc_row]"}\n'
    )
    said, status = run(str(lines), "--jsonl")
    answers = [json.loads(line) for line in said.splitlines()]
    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", 2, "c"]
    assert {"rule": "citation-typed", "start": 9, "end": 12, "level": "blocker"} in answers[0][
        "findings"
    ]
    assert answers[1]["findings"] == []
    assert {"rule": "shortcode-residue", "start": 22, "end": 30, "level": "blocker"} in answers[2][
        "findings"
    ]


def test_lines_that_are_none_are_named_and_the_rest_goes_on(tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(
        b'{"id": 1}\nnonsense\n[1]\n{"id": 4, "text": "Fine \xff [4]."}\n' + b"[" * 9000
    )
    said, status = run(str(lines), "--jsonl")
    assert status == 2
    assert [f"Line {number} was not checked" in said for number in (1, 2, 3, 4, 5)] == [
        *([True] * 3),
        False,
        True,
    ]
    assert '"id": 4' in said and "4 lines were not checked." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Not checked, because"),
        (b"  \n ", "Not checked, because"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\x00\x01\x02 words", "Not checked, because"),
    ],
)
def test_a_file_that_is_no_text_is_not_checked(tmp_path, content, said):
    file = tmp_path / "file"
    file.write_bytes(content)
    answer, status = run(str(file))
    assert status == 2 and said in answer


@pytest.mark.parametrize("name", ["no-such-article", "no/such/file.txt", "\0", "x" * 5000])
def test_neither_file_nor_article_is_said(name):
    said, status = run(name)
    assert status == 2 and "There is no file and no article" in said


def test_html_and_plain_text_are_checked_as_a_body(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><title>A page</title><h1>A <b>page</b></h1><p>Left [vc_row].</p>"
    )
    said, status = run(str(page))
    assert status == 1 and "shortcode-residue" in said and "no title" not in said
    page.write_text("one")
    said, status = run(str(page))
    assert status == 1 and "The article has no title." in said


HOSTILE = {
    "nothing": "",
    "one word": "word",
    "a space": "\xa0",
    "emoji": "😀👩‍⚕️ " * 200,
    "right to left": "نص عربي قصير عن النوم. " * 200,
    "no English": "Das Wetter ist heute wieder sehr kalt. " * 100,
    "entities": "&lt;b&gt; &amp;amp; &#0; &#xD800; &nbsp; " * 100,
    "control characters": "a\x00b\x0bc\ud800d\r\ne\u2028f" * 50,
    "brackets": "[" * 3000 + "]" * 3000,
    "quotes": "“" * 2000 + '"' * 2001,
    "digits": "1" * 5000 + " 1,1,1-1–1" * 500,
    "no sentence": "word " * 5000,
    "no space": "word" * 5000,
    "percents": "5 % of 9 % in 10 % " * 700,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_is_checked_with_offsets_in_it(name):
    text = HOSTILE[name]
    for finding in findings_in_text(text):
        assert 0 <= finding["start"] <= finding["end"] <= len(text)
    everywhere = Draft(
        title=text, summary=text, meta_description=text, body=text, key_takeaways=(text,)
    )
    assert not [one for one in run_preflight(everywhere) if one.rule == "check-broken"]


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "em", "table><tr><td"])
def test_deeply_nested_html_is_checked(tag):
    draft = Draft(title="T", body=f"<{tag}>" * 900 + "We cure all [vc_row]" + "</p>" * 900)
    found = run_preflight(draft)
    assert not [one for one in found if one.rule == "check-broken"]
    assert any(one.level is Level.BLOCKER for one in found)


def test_half_a_character_in_an_id_is_answered(tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "\\ud800", "text": "a \\ud800 [3]"}\n{"id": 2, "text": "b"}\n')
    said, status = run(str(lines), "--jsonl")
    assert status == 0 and [json.loads(line)["id"] for line in said.splitlines()] == ["\ud800", 2]


def test_a_finding_of_a_long_text_has_its_words():
    text = "Plain words stand here. " * 4000 + "Then comes [7] a number."
    [finding] = [one for one in findings_in_text(text) if one["rule"] == "citation-typed"]
    assert text[finding["start"] : finding["end"]] == "[7]"
