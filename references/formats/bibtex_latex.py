"""LaTeX that pandoc's bibliography reader drops or leaves as it is, written so that it reads it."""

from __future__ import annotations

import re
import unicodedata

LETTERS = dict(
    pair.split(":")
    for pair in (
        "dh:ð DH:Ð th:þ TH:Þ dj:đ DJ:Đ ng:ŋ NG:Ŋ textmu:µ textdegree:° degree:° "
        r"textregistered:® texttrademark:™ textbraceleft:\{ textbraceright:\} lbrace:\{ rbrace:\}"
    ).split()
)
SYMBOLS = dict(
    pair.split(":")
    for pair in (
        "times:× pm:± leq:≤ le:≤ geq:≥ ge:≥ neq:≠ sim:∼ approx:≈ to:→ rightarrow:→ infty:∞ "
        "cdot:· circ:° prime:′ ll:≪ gg:≫ ell:ℓ hbar:ℏ AA:Å"
    ).split()
)
ENVIRONMENT = re.compile(
    r"\\(?:begin\s*\{(?:(?P<font>it|em|bf|sc|sl|tt|rm)|emph|textit|textbf|center|flushleft|small)\}"
    r"|(?P<end>end)\s*\{(?:it|em|bf|sc|sl|tt|rm|emph|textit|textbf|center|flushleft|small)\})"
)
"""Of fonts and places, whose text pandoc's bibliography reader drops."""
COMMAND = re.compile(r"\\([A-Za-z]+)(?:\s*\{\}|\s+|(?![A-Za-z]))")
UPRIGHT = re.compile(
    r"\\(?:mathrm|textrm|text|rm|mathit|mathbf|mathsf|operatorname|mbox)\s*\{([^{}]*)\}"
)
MATH = re.compile(
    r"(?<!\\)\$([^$]{1,300})(?<!\\)\$|\\\(([^$]{1,300}?)\\\)|\\ensuremath\{([^{}]{1,300})\}"
)
RAISED = re.compile(r"(?:\^|\\sp\s*)(?:\{([^{}]*)\}|(\w|[°′+*−-]))")
LOWERED = re.compile(r"(?:_|\\sb\s*)(?:\{([^{}]*)\}|(\w|[+*−-]))")
LEFT_OVER = re.compile(r"\\(?!text(?:super|sub)script\{)[A-Za-z]+|[_^]")


def readable(value: str) -> str:
    """Write letters and simple formulas of a value as text; what is not simple stays a formula."""
    if "\\begin" in value:
        value = ENVIRONMENT.sub(_group, value)
    if "\\" in value:
        value = COMMAND.sub(lambda command: LETTERS.get(command[1], command[0]), value)
    return (
        MATH.sub(_formula, value) if "$" in value or "\\(" in value or "\\ens" in value else value
    )


def _group(environment: re.Match[str]) -> str:
    if environment["end"]:
        return "}"
    return f"{{\\{environment['font']} " if environment["font"] else "{"


def _formula(math: re.Match[str]) -> str:
    text = next(filter(None, math.groups()))
    before = ""
    while text != before:
        before, text = text, UPRIGHT.sub(r"\1", text)
    text = COMMAND.sub(_symbol, text)
    text = RAISED.sub(_in_a_group("textsuperscript"), text)
    text = LOWERED.sub(_in_a_group("textsubscript"), text).replace("textsuperscript{°}", "°")
    text = text.replace("\\°", "°")
    return math[0] if LEFT_OVER.search(text) else text


def _in_a_group(command: str) -> str:
    return rf"\\{command}{{\1\2}}"


def _symbol(command: re.Match[str]) -> str:
    name = command[1]
    if known := SYMBOLS.get(name) or LETTERS.get(name):
        return known
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    greek = name.upper().removeprefix("VAR").replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {greek}")
    except KeyError:
        return command[0]
