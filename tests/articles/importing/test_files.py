from __future__ import annotations

import os
from pathlib import Path

import pytest

from articles.importing.errors import ImportRefused
from articles.importing.files import LARGEST_FILE, decode_text, read_text_file


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t\xc2\xa0\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00word/document.xml", "Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
        (b"{\\rtf1 A text.}", "rich text"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"A text with a zero \x00 in it.", "byte 19 is zero"),
        (b"Line one.\nA caf\xe9.\n", "byte 15, in line 2, is 0xE9"),
        (b"It ends in the middle of a letter: \xe2\x80", "is not encoded in UTF-8"),
        (b"A bell rings \x07 here.", "control character"),
        ("One line.\nIt was decoded wrongly: caf\ufffd.".encode(), "line 2, holds the sign"),
        ("Donâ€™t do that.".encode(), "garbled letters (“â€™”)"),
        (b"\xff\xfeA", "not encoded in UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_with_what_and_where(content: bytes, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        decode_text(content, name="article.txt")
    message = str(refused.value)
    assert says in message
    assert message.startswith("article.txt")
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_an_encoding_that_says_itself_is_read(encoding: str) -> None:
    text = "“Naïve” – 5 µg of β-interferon…\r\n"
    assert decode_text(text.encode(encoding), name="article.txt") == text


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("A text.")
    assert read_text_file(file) == "A text."


def test_the_largest_file_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_bytes(b"a" * LARGEST_FILE)
    assert len(read_text_file(file)) == LARGEST_FILE == 5_000_000
    file.write_bytes(b"a" * (LARGEST_FILE + 1))
    with pytest.raises(ImportRefused, match="too large: 5,000,001 bytes"):
        read_text_file(file)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    with file.open("wb") as sparse:
        sparse.truncate(2**40)
    with pytest.raises(ImportRefused, match="too large: 1,099,511,627,776 bytes"):
        read_text_file(file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is not a file"):
        read_text_file(tmp_path)
    with pytest.raises(ImportRefused, match="No such file"):
        read_text_file(tmp_path / "absent.txt")
    with pytest.raises(ImportRefused, match="is not the name of a file"):
        read_text_file(Path("a\0b"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImportRefused, match="is not a file"):
        read_text_file(tmp_path / "pipe")
