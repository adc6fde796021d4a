from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.negotiation import CODINGS, is_known, preferred_coding


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", "identity"),
        ("identity", "identity"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.8, identity", "identity"),
        ("br ; q=0.001", "br"),
        ("gzip;Q=1.0", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("br;q=0,gzip;q=0,*;q=0", "identity"),
        ("identity;q=0, br", "br"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("br;q=high, gzip", "gzip"),
        ("br;q=2, gzip", "gzip"),
        ("br;q=nan, gzip", "gzip"),
        ("br;level=1, gzip", "gzip"),
        (",,;;,", "identity"),
    ],
)
def test_the_reader_gets_the_coding_they_weigh_highest(accept_encoding, coding):
    assert preferred_coding(accept_encoding) == coding


@given(st.text())
def test_any_header_gives_a_coding_that_every_page_has(accept_encoding):
    assert preferred_coding(accept_encoding) in CODINGS


@pytest.mark.parametrize(
    "if_none_match", ['"abc"', 'W/"abc"', '"x", "abc"', '"x",W/"abc" , "y"', "*", " * "]
)
def test_a_tag_the_reader_has_is_known_in_every_form(if_none_match):
    assert is_known(if_none_match, '"abc"')


@pytest.mark.parametrize("if_none_match", ["", "abc", '"abcd"', '"x"', 'W/"x", "abc-gzip"', '"*"'])
def test_a_tag_the_reader_has_not_is_not_known(if_none_match):
    assert not is_known(if_none_match, '"abc"')
