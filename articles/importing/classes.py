"""The class that a therapy's name tells: what texts say of the class is said of it too."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("classes.toml")


def classes_of(*names: str) -> list[str]:
    """Propose the classes that a therapy is of, by the words in its names."""
    told = " ".join(names)
    return [name for name, pattern in _patterns().items() if pattern.search(told)]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
        for name, words in read.items()
    }
