"""Findings for people and programs outside the admin: lines, JSON, SARIF, the table of rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from articles.drafts import Draft
from articles.preflight import BROKEN, NOT_CHECKED, run_preflight
from articles.preflight.findings import Finding, Level
from articles.preflight.registry import Check

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SARIF_LEVELS = {Level.BLOCKER: "error", Level.NEEDS_REASON: "warning", Level.ADVICE: "note"}
OUR_OWN = {
    BROKEN: (Level.NEEDS_REASON, "Say which check failed on this draft; the others ran."),
    NOT_CHECKED: (Level.ADVICE, "Say why the wording could not be checked."),
}
"""What the run itself finds."""


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Write findings for a person: one a paragraph, the gravest first, and a count at the end."""
    for level in Level:
        for finding in findings:
            if finding.level is level:
                yield f"{finding}  [{finding.rule}]"
    yield summary_of(findings)


def summary_of(findings: Sequence[Finding]) -> str:
    """Count findings by level, in a sentence."""
    many = Counter(finding.level for finding in findings)
    counted = ", ".join(f"{many[level]} × {level}" for level in Level if many[level])
    return f"{len(findings)} findings: {counted}." if findings else "No findings."


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Write findings as JSON objects; offsets count the characters of the text block."""
    return [
        {**asdict(finding), "level": str(finding.level), "where": finding.where}
        for finding in findings
    ]


def as_sarif(findings: Iterable[Finding], *, source: str, text: str = "") -> dict[str, Any]:
    """Write findings as a SARIF 2.1.0 log.

    Where the source's ``text`` is given and holds a finding's sentence in one line, the result
    names that line.
    """
    found = list(findings)
    rules = sorted({finding.rule for finding in found})
    driver = {"name": "Medcontent preflight", "rules": [{"id": rule} for rule in rules]}
    lines = text.splitlines()
    results = [_result(finding, source, lines, rules) for finding in found]
    return {
        "$schema": SARIF,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _result(
    finding: Finding, source: str, lines: Sequence[str], rules: Sequence[str]
) -> dict[str, Any]:
    place = finding.place
    name = "/".join(str(part) for part in (place.field, place.row, place.block) if part is not None)
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": name}]}
    physical: dict[str, Any] = {"artifactLocation": {"uri": source}}
    if region := _region(finding, lines):
        physical["region"] = region
    location["physicalLocation"] = physical
    quote = f" “{finding.quote}”" if finding.quote else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": SARIF_LEVELS[finding.level],
        "message": {"text": f"{finding.message}{quote} {finding.suggestion}"},
        "locations": [location],
        "partialFingerprints": {"ruleAndSentence/v1": finding.key},
    }


def _region(finding: Finding, lines: Sequence[str]) -> dict[str, Any] | None:
    """Find the line of the source that holds a finding's sentence, and its words in it."""
    for number, line in enumerate(lines, start=1):
        at = line.find(finding.sentence) if finding.sentence else -1
        if at >= 0:
            first = line.find(finding.quote, at) if finding.quote else at
            first = at if first < 0 else first
            end = first + len(finding.quote or finding.sentence)
            return {"startLine": number, "startColumn": first + 1, "endColumn": end + 1}
    return None


def findings_in_text(text: str) -> list[dict[str, Any]]:
    """Check a text on its own: what is found at words of it, with offsets in the text."""
    return [
        {
            "rule": finding.rule,
            "start": finding.place.start,
            "end": finding.place.end,
            "level": str(finding.level),
        }
        for finding in run_preflight(Draft.of_text(text))
        if finding.place.start is not None
    ]


def rules_table(listed: Iterable[Check], silenced: Iterable[str] = ()) -> str:
    """Write all rules as a Markdown table: each with its level and what it is for."""
    lines = ["| rule | level | what it does |", "|---|---|---|"]
    family = ""
    quiet = set(silenced)
    for one in listed:
        if one.family != family:
            family = one.family
            lines.append(f"| **{family.replace('_', ' ')}** | | |")
        lines += [_row(rule, level, one.explanation, quiet) for rule, level in one.rules.items()]
    lines.append("| **the run itself** | | |")
    lines += [_row(rule, level, said, quiet) for rule, (level, said) in OUR_OWN.items()]
    return "\n".join(lines)


def _row(rule: str, level: Level, explanation: str, silenced: set[str]) -> str:
    note = " (silenced)" if rule in silenced else ""
    return f"| `{rule}`{note} | {level} | {explanation.replace('|', '/')} |"
