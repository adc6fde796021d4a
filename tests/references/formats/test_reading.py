from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from references.formats import reading
from references.formats.reading import CannotRead, Read, Unread, detect, read_records

RIS = "TY  - JOUR\nAU  - Tester, Tina\nTI  - Light in the dark\nPY  - 2019\nER  - \n"
NBIB = "PMID- 123\nTI  - Light in the dark.\nFAU - Tester, Tina\nDP  - 2019 Mar\n"
BIBTEX = "@article{light,\n  title = {Light in the dark},\n  author = {Tester, Tina},\n}\n"
CSL = json.dumps([{"id": "1", "type": "book", "title": "Light in the dark"}])
CROSSREF = json.dumps({"message-type": "work", "message": {"title": ["Light in the dark"]}})
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>123</PMID><Article>"
    "<ArticleTitle>Light in the dark.</ArticleTitle></Article></MedlineCitation>"
    "</PubmedArticle></PubmedArticleSet>"
)
ENDNOTE = (
    '<xml><records><record><ref-type name="Journal Article">17</ref-type>'
    "<titles><title>Light in the dark</title></titles></record></records></xml>"
)
REFWORKS = "RT Journal Article\nA1 Tester,Tina\nT1 Light in the dark\nYR 2019\n"
LINE = "Tester T, Prober P. Light in the dark. J Invented Sci. 2019;8(2):77-81."
SAMPLES = {
    "ris": RIS,
    "nbib": NBIB,
    "bibtex": BIBTEX,
    "csljson": CSL,
    "crossref": CROSSREF,
    "pubmed": PUBMED,
    "endnote": ENDNOTE,
    "refworks": REFWORKS,
    "text": LINE,
}


def items(content: bytes | str, **options: str) -> list[dict[str, Any]]:
    return [dict(read.item) for read in read_records(content, **options) if isinstance(read, Read)]


def unread(content: bytes | str, **options: str) -> list[Unread]:
    return [read for read in read_records(content, **options) if isinstance(read, Unread)]


@pytest.mark.parametrize("format_name", SAMPLES)
def test_a_format_is_told_by_its_content_and_read(format_name: str) -> None:
    content = SAMPLES[format_name]
    assert detect(content, "misnamed.bin") == format_name
    [item] = items(content)
    assert item["title"] == "Light in the dark"
    assert items("\n\n" + content) == [item]


def test_every_format_has_a_reader_and_a_sample() -> None:
    assert set(reading.FORMATS) == set(reading.READERS) == set(SAMPLES)


@pytest.mark.parametrize("format_name", SAMPLES)
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("latin-1"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
)
def test_encodings_and_line_ends_do_not_matter(format_name: str, encode: Any) -> None:
    [item] = items(encode(SAMPLES[format_name].replace("Light", "Lïght")))
    assert item["title"] == "Lïght in the dark"


def test_single_foreign_bytes_do_not_spoil_utf_8() -> None:
    content = RIS.replace("Light", "Lïght ‘α’").encode() + RIS.replace("Light", "L\xefght").encode(
        "latin-1"
    )
    assert [item["title"][:5] for item in items(content)] == ["Lïght", "Lïght"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        ("  \n", "empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04...", "compressed file"),
    ],
)
def test_what_is_no_bibliography_is_refused_with_what_to_do(
    content: bytes | str, reason: str
) -> None:
    with pytest.raises(CannotRead, match=reason):
        read_records(content, name="list.bin")


def test_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 1024 * 1024)
    with pytest.raises(CannotRead, match=r"list\.ris is larger than 1 MB"):
        read_records(b"x" * (1024 * 1024 + 1), name="list.ris")


def test_a_novel_is_refused_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_LIST", 1024)
    with pytest.raises(CannotRead, match="no known format"):
        read_records("All work and no play. " * 100)


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(CannotRead, match="no format named word"):
        read_records(RIS, format="word")


def test_records_come_one_after_the_other() -> None:
    outcomes = read_records(RIS + "broken" * 10 + RIS)
    assert isinstance(next(outcomes), Read)


def test_scripts_and_markup_are_gone_and_harmless_marks_stay() -> None:
    [item] = items(
        "TY  - JOUR\nTI  - <script>alert(1)</script>CO<sub>2</sub> & p < 0.05 "
        "<img src=x onerror=alert(1)>in <i>E. coli</i>\n"
        "AU  - <b>Tester</b>, Tina<script>alert(2)</script>\nPY  - 2019\n"
        "DO  - 10.5555/<script>alert(3)</script>\nUR  - javascript:alert(4)\n"
        'JF  - J "&lt;u&gt;Sci&lt;/u&gt;"'
    )
    assert item["title"] == "CO<sub>2</sub> & p < 0.05 in <i>E. coli</i>"
    assert item["author"] == [{"family": "Tester", "given": "Tina"}]
    assert item["container-title"] == 'J "Sci"'
    kept = item.pop("custom")
    assert "<script" not in json.dumps(item)
    assert kept["refused"]["URL"] == "javascript:alert(4)"


def test_only_web_addresses_are_addresses() -> None:
    [item] = items("TY  - WEB\nTI  - Light\nUR  - javascript:alert(1)\nER  -\n")
    assert "URL" not in item


@pytest.mark.parametrize("title", ["مراجعة منهجية", "系统评价：黑暗中的光", "סקירה", "暗闇の光 🔦"])
def test_titles_in_any_script_are_read(title: str) -> None:
    for content in (RIS, BIBTEX, NBIB, CSL, PUBMED, ENDNOTE):
        text = content.replace("Light in the dark", title)
        [item] = items(json.dumps(json.loads(text)) if content is CSL else text)
        assert item["title"] == title


def test_five_hundred_authors_are_read_in_order() -> None:
    names = "".join(f"AU  - Tester{n}, Tina\n" for n in range(500))
    [item] = items(f"TY  - JOUR\n{names}TI  - Light\nER  -\n")
    assert [name["family"] for name in item["author"]] == [f"Tester{n}" for n in range(500)]
    written = " and ".join(f"Tester{n}, Tina" for n in range(500))
    [item] = items(f"@article{{a, title={{Light}}, author={{{written}}}}}")
    assert len(item["author"]) == 500
    short = ", ".join(f"Tester{chr(97 + n % 26)} T" for n in range(500))
    [item] = items(f"{short}. Light in the dark. J Sci. 2019;8:77-81.")
    assert len(item["author"]) == 500


def test_a_record_without_authors_and_year_is_read() -> None:
    [item] = items("TY  - JOUR\nTI  - Light\nER  -\n")
    assert item == {"type": "article-journal", "title": "Light"}


def test_a_record_that_tells_nothing_is_reported() -> None:
    [nothing] = unread("\n\nTY  - JOUR\nER  -\n")
    assert nothing.line == 3
    assert "no field" in nothing.reason


@pytest.mark.parametrize("format_name", SAMPLES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_are_read_or_refused(format_name: str, data: st.DataObject) -> None:
    """Whatever is cut out of a file or put into it, reading ends, with storable items."""
    content = SAMPLES[format_name] * 2
    cut = data.draw(st.integers(0, len(content)))
    until = data.draw(st.integers(cut, len(content)))
    foreign = data.draw(st.text(max_size=20) | st.sampled_from(["{", '"', "<", "\x00", "\ud800"]))
    damaged = content[:cut] + foreign + content[until:]
    given_format = "" if format_name == "bibtex" else format_name
    assert_sound(damaged, format_name if data.draw(st.booleans()) else given_format)


@settings(max_examples=60)
@given(content=st.binary(max_size=300) | st.text(max_size=300))
def test_anything_is_read_or_refused(content: bytes | str) -> None:
    assert_sound(content, "")


def assert_sound(content: bytes | str, format_name: str) -> None:
    try:
        outcomes = list(read_records(content, format=format_name))
    except CannotRead:
        return
    for outcome in outcomes:
        assert outcome.line >= 1
        if isinstance(outcome, Unread):
            assert outcome.reason
            continue
        stored = json.dumps(outcome.item, allow_nan=False, ensure_ascii=False)
        stored.encode()
        assert "\x00" not in stored + outcome.source
        assert outcome.item["type"]


@pytest.mark.shared
def test_no_file_of_many_programs_is_lost(shared: Path) -> None:
    """JabRef's own test files, in all encodings: an entry is read, or reported with its line."""
    files = sorted((shared / "data/bib/jabref-bibtex").rglob("*.bib"))
    assert len(files) == 81
    for path in files:
        content = path.read_bytes()
        starts = content.replace(b"\x00", b"").count(b"=") > 0
        try:
            outcomes = list(read_records(content, name=path.name))
        except CannotRead:
            outcomes = []
        if starts and detect(content, path.name) == "bibtex":
            assert outcomes or not starts_an_entry(content), path.name


def starts_an_entry(content: bytes) -> bool:
    from references.formats.bibtex_entries import split_entries
    from references.formats.decoding import decode

    return any(split_entries(decode(content)))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_line_ends_alone(encoding: str) -> None:
    title = "睡眠与偏头痛的研究" * 8
    [read] = read_records(f"TY  - JOUR\nTI  - {title}\nER  - \n".encode(encoding))
    assert isinstance(read, Read)
    assert read.item["title"] == title
