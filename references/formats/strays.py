"""What stands between the records of a file, and may be one of another format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from references.formats.outcome import Unread

STRAY = "It stands outside the records of this format: import it by itself."
LOOKS_LIKE_A_RECORD = re.compile(
    r"^[ \t]*(?:TY {1,2}-(?: |$)|PMID- |RT [A-Z]|@[ \t]*\w+\s*[{(]|\w{4,20}\{[^\n,{}=]{0,80},)"
    r"|\b(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?; ?\d"
    r"|\((?:19|20)\d\d[a-z]?\)(?:[.:]|,? [A-Z])",
    re.M,
)
"""Another format's tags, an entry that lost its “@”, year and volume of a pasted reference.

Programs write where a file comes from before its records; such words are nobody's reference.
"""
BLOCK = re.compile(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def strays_in(text: str, line: int) -> Iterator[Unread]:
    """Report each block between blank lines that looks like a record; ``line`` is the first one."""
    counted = 0
    for block in BLOCK.finditer(text):
        if LOOKS_LIKE_A_RECORD.search(block[0]):
            line += text.count("\n", counted, block.start())
            counted = block.start()
            yield Unread(line, STRAY, block[0])
