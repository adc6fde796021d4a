from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from references import pandoc
from references.csl import ET_AL
from references.formats import bibtex, bibtex_entries, bibtex_mending
from references.formats.bibtex_entries import LONGEST_ENTRY, BibEntry, split_entries
from references.formats.bibtex_latex import readable
from references.formats.reading import CannotRead, Read, Unread, read_records


def read(text: str) -> list[Read | Unread]:
    return list(read_records(text))


def items(text: str) -> list[dict[str, Any]]:
    return [dict(outcome.item) for outcome in read(text) if isinstance(outcome, Read)]


def test_an_entry_is_mapped_and_the_rest_is_kept() -> None:
    text = r"""
    @string{ js = "Journal of " # {Invented Science} }
    @Article(light,
      author = {van der Tester, Tina and {Invented Study Group} and others},
      title = {Light in the Dark: $\alpha$ and CO$_2$ in {\em E. coli}},
      journal = js, year = 2019, month = mar, volume = 8, number = 2, pages = {77--81},
      doi = {https://doi.org/10.5555/LIGHT\_1}, note = {{PMID:} 30644983},
      eprint = {1901.01234}, archiveprefix = {arXiv}, file = {mine.pdf}, keywords = {one, two}
    )
    """
    [item] = items(text)
    assert item["title"] == "Light in the Dark: α and CO<sub>2</sub> in <i>E. coli</i>"
    assert item["author"] == [
        {"family": "Tester", "given": "Tina", "non-dropping-particle": "van der"},
        {"literal": "Invented Study Group"},
        ET_AL,
    ]
    assert item["container-title"] == "Journal of Invented Science"
    assert item["issued"] == {"date-parts": [[2019, 3]]}
    assert (item["volume"], item["issue"], item["page"]) == ("8", "2", "77-81")
    assert (item["DOI"], item["PMID"]) == ("10.5555/light_1", "30644983")
    assert item["custom"]["arxiv"] == "1901.01234"
    assert item["custom"]["keywords"] == ["one", "two"]
    assert item["custom"]["bibtex"]["file"] == "mine.pdf"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("@article{two,\n  title = {Never closed,\n  year = 2019\n", "not closed"),
        ("@article{two,\n  title {Two}\n}\n", "“=” is expected"),
        ('@article{two,\n  title = "Two\n}\n', "not closed"),
        ("@article{two,\n  = {Two}\n}\n", "name is expected"),
    ],
)
def test_a_broken_entry_is_reported_and_the_rest_goes_on(broken: str, reason: str) -> None:
    text = f"@book{{one, title = {{One}}}}\n{broken}\n@book{{three, title = {{Three}}}}\n"
    one, two, three = read(text)
    assert isinstance(two, Unread)
    assert two.line == 2
    assert reason in two.reason
    assert two.text.startswith("@article{two")
    assert isinstance(one, Read) and isinstance(three, Read)
    assert three.item["title"] == "Three"


def test_entries_inherit_and_circles_end() -> None:
    text = """
    @inproceedings{a, title = {A Talk}, crossref = {c}}
    @proceedings{c, title = {Proceedings of Light}, year = 2019, publisher = {P}}
    @book{x, title = {X}, crossref = {y}}
    @book{y, title = {Y}, crossref = {x}, publisher = {Q}}
    @book{z, title = {Z}, crossref = {z}}
    """
    talk, _, x, _, z = items(text)
    assert talk["container-title"] == "Proceedings of Light"
    assert talk["issued"] == {"date-parts": [[2019]]}
    assert (x["publisher"], z["title"]) == ("Q", "Z")


def test_keys_may_be_missing_repeated_or_odd() -> None:
    text = "@book{, title={One}}@book{k, title={Two}}@book{k, title={Three}}@book{ä b:1, title={4}}"
    assert [item["title"] for item in items(text)] == ["One", "Two", "Three", "4"]


def test_a_repeated_field_is_kept() -> None:
    [item] = items("@book{k, title={One}, note={a}, note={b}}")
    assert item["note"] == "a"
    assert item["custom"]["bibtex-repeated"] == {"note": ["b"]}


def asked_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hangs: str) -> None:
    """Let pandoc be played by a program that asks it, and that does so much on “HANG”."""
    program = tmp_path / "pandoc"
    program.write_text(
        f'#!/bin/sh\ninput=$(cat)\ncase "$input" in *HANG*) {hangs};; esac\n'
        f'printf %s "$input" | {pypandoc.get_pandoc_path()} "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: str(program))
    monkeypatch.setattr(bibtex, "SECONDS", 1)


@pytest.mark.parametrize("hangs", ["exec sleep 60", "while :; do :; done"])
def test_what_pandoc_hangs_on_is_reported_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hangs: str
) -> None:
    asked_of(monkeypatch, tmp_path, hangs)
    monkeypatch.setattr(pandoc, "TIMES_AS_LONG", 3)
    one, two = read("@book{a, title={One}}\n@book{b, title={HANG}}")
    assert isinstance(one, Read)
    assert isinstance(two, Unread)
    assert (two.line, two.reason) == (2, bibtex.HANGS)


def test_a_text_full_of_what_hangs_ends_in_bounded_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked_of(monkeypatch, tmp_path, "while :; do :; done")
    monkeypatch.setattr(bibtex, "PATIENCE", 5)
    outcomes = read("@book{a, title={HANG}}\n" * 40 + "@book{b, title={One}}\n" * 250)
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Unread)]
    assert [outcome.line for outcome in outcomes] == list(range(1, 291))
    assert reasons[0] == bibtex.HANGS and reasons.count(bibtex.HANGS) <= 4
    assert reasons[-1] == bibtex.TOO_MANY_HANG


@pytest.mark.parametrize(
    "title",
    ["{" * 20_000 + "x" + "}" * 20_000, "\\begin{itemize}\\item " * 500],
    ids=["braces", "lists"],
)
def test_deep_nesting_is_refused_with_line_and_reason(
    monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    monkeypatch.setattr(bibtex, "SECONDS", 1)
    one, two = read(f"@book{{a, title={{One}}}}\n@book{{b,\n title={{{title}}}}}")
    assert isinstance(one, Read)
    assert isinstance(two, Unread)
    assert (two.line, two.reason) == (2, bibtex.HANGS)


@pytest.mark.parametrize(
    "text",
    [
        "@string{a = {0123456789}}\n" + "@string{a = a # a}\n" * 60 + "@book{k, title = a}",
        "@string{a = {" + "x" * 90_000 + "}}\n" + "@book{k, title = a # a # a}\n" * 100,
    ],
    ids=["doubled", "repeated"],
)
def test_strings_that_grow_without_end_are_refused_with_line_and_reason(text: str) -> None:
    outcomes = list(split_entries(text))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Unread)]
    assert "What its strings stand for" in refused[0].reason
    assert f"(line {refused[0].line})" in refused[0].reason
    kept = [outcome for outcome in outcomes if isinstance(outcome, BibEntry)]
    assert sum(len(entry.fields["title"]) for entry in kept) < len(text) + LONGEST_ENTRY


@pytest.mark.parametrize(
    "text",
    [
        "".join(
            f"@book{{k{n}, title={{T{n}}}, crossref={{k{(n + 1) % 300}}}}}\n" for n in range(300)
        ),
        "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}",
        "@book{a, title={A}, crossref={a}}",
    ],
    ids=["300", "2", "1"],
)
def test_entries_that_inherit_in_a_circle_are_read(text: str) -> None:
    started = time.process_time()
    assert len(items(text)) == text.count("@book")
    assert time.process_time() - started < 5


def test_open_braces_all_over_a_text_take_no_longer_than_it_is_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bibtex_entries, "MOST_IN_VAIN", 100_000)
    started = time.process_time()
    text = "@book{a, title={\n" * 50_000 + "@comment{" * 50_000 + "\n@book{z, title={Z}}"
    outcomes = list(split_entries(text))
    assert isinstance(outcomes[-1], BibEntry)
    assert all(isinstance(outcome, Unread) for outcome in outcomes[:-1])
    assert len(outcomes) == 50_002 or len(outcomes) == 50_001
    assert time.process_time() - started < 10


def test_an_entry_behind_an_open_comment_is_read() -> None:
    assert [item["title"] for item in items("@comment{x @book{a, title={A}}")] == ["A"]
    assert [item["title"] for item in items("@comment(x @book{a, title={A}}")] == ["A"]


def test_a_long_row_of_commas_or_blanks_among_names_takes_no_time() -> None:
    started = time.process_time()
    for run in (",", " ", " a", "AND "):
        bibtex_mending._names("Tester, T." + run * 100_000 + "x")
    assert time.process_time() - started < 5


def test_without_pandoc_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(CannotRead, match="pandoc does not run"):
        read("@book{a, title={One}}")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"$\Sigma^{0}$", r"Σ\textsuperscript{0}"),
        (r"H$_2$O at 5$^\circ$C", r"H\textsubscript{2}O at 5°C"),
        (r"$4^{\textrm{e}}$", r"4\textsuperscript{e}"),
        (r"\dh and {\TH}or", r"ðand {Þ}or"),
        (r"$\frac{a}{b}$", r"$\frac{a}{b}$"),
        (r"a\begin{it}b\end{it}c", r"a{\it b}c"),
        (r"a\begin {center} b\end{center}", "a{ b}"),
        (r"\begin{itemize}\item a\end{itemize}", r"\begin{itemize}\item a\end{itemize}"),
        (r"costs \$5 and \$6", r"costs \$5 and \$6"),
    ],
)
def test_simple_formulas_become_text(latex: str, text: str) -> None:
    assert readable(latex) == text


def test_words_in_an_environment_of_fonts_are_not_lost() -> None:
    [item] = items(
        r"@book{a, title={a\begin{it}b\end{it}c}, author={A\begin{center} and \end{center}B}}"
    )
    assert item["title"] == "a<i>b</i>c"
    assert "".join(item["author"][0].values()).replace(" ", "") == "AandB"
