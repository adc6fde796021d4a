"""The parts of the gate as gate/expected.txt lists them, and what is withheld beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from gate.inspection import expected_parts
from tests.workflow.attacks.running import GUARDED


@dataclass(frozen=True)
class Part:
    """A part of the gate; ``definition`` is the rest of its line."""

    kind: str
    table: str
    name: str
    definition: str

    def __str__(self) -> str:
        return f"{self.kind} {self.table}.{self.name}".replace(" .", " ")

    @property
    def is_guarded(self) -> bool:
        return self.table in GUARDED


LINE = re.compile(r"(?P<kind>[a-z ]+): (?P<table>\w+)\.(?P<name>\w+)(?P<definition>.*)")
FUNCTION = re.compile(r"(?P<kind>function): (?P<table>)(?P<name>\w+)(?P<definition>\(.*)")
GRANT = re.compile(
    r"(?P<kind>grant): (?P<definition>\w+) (?P<table>\w+)(\.(?P<name>\w+))? to application"
)


def all_parts() -> list[Part]:
    """Read every part that should be installed."""
    return [_part(line) for line in expected_parts()]


def _part(line: str) -> Part:
    pattern = {"function": FUNCTION, "grant": GRANT}.get(line.split(":", 1)[0], LINE)
    found = pattern.fullmatch(line)
    assert found, line
    return Part(**{name: value or "" for name, value in found.groupdict().items()})


def parts_of(kind: str) -> list[Part]:
    return [part for part in all_parts() if part.kind == kind]


def function_of(trigger: Part) -> str:
    """Name the function that a trigger calls."""
    return trigger.definition.split("EXECUTE FUNCTION ")[1].split("(")[0]


# --- What is withheld

PRIVILEGES = "INSERT UPDATE DELETE TRUNCATE TRIGGER REFERENCES".split()


@dataclass(frozen=True)
class Withheld:
    """A privilege on a table, or on one of its columns, that the application does not hold."""

    privilege: str
    table: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.privilege} {self.table}{'.' if self.column else ''}{self.column}"

    @property
    def as_grant(self) -> str:
        column = f" ({self.column})" if self.column else ""
        return f"{self.privilege}{column} ON public.{self.table}"


def withheld() -> Iterator[Withheld]:
    """Name every privilege that the application does not hold on a table or column."""
    held = {(part.definition, part.table, part.name) for part in parts_of("grant")}
    for model in _models():
        table = model._meta.db_table
        for privilege in PRIVILEGES:
            if (privilege, table, "") not in held:
                yield Withheld(privilege, table)
        if ("UPDATE", table, "") not in held:
            for field in model._meta.concrete_fields:
                if ("UPDATE", table, field.column) not in held:
                    yield Withheld("UPDATE", table, field.column)


def _models() -> list[type[models.Model]]:
    return apps.get_models(include_auto_created=True)


def field_of(wanted: Withheld) -> models.Field:
    """The model's field that a column belongs to."""
    [field] = [
        field
        for model in _models()
        if model._meta.db_table == wanted.table
        for field in model._meta.concrete_fields
        if field.column == wanted.column
    ]
    return field
