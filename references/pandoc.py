"""Running pandoc on what strangers wrote, in bounded time and memory.

Pandoc's manual advises both ("A note on security"): deep nesting makes its parsers run for hours.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence

import pypandoc

TIMES_AS_LONG = 10
"""Of a second of the processor on the wall: a busy machine makes no text a hostile one."""
NO_PROGRAM = {126, 127}
HEAP_IS_FULL = 251
KILLED = {-signal.SIGXCPU, -signal.SIGKILL, HEAP_IS_FULL}
LIMITED = ("/bin/sh", "-c", 'ulimit -t "$0"; exec "$@"')
MEMORY = ("+RTS", "-M1g", "-RTS")


class PandocFails(Exception):
    """Pandoc refuses what it was given; the message is its own."""


class TakesTooLong(PandocFails):
    """Pandoc took more time or memory than it may."""


class NoPandoc(Exception):
    """Pandoc does not run at all; the message is the system's reason."""


def run_pandoc(arguments: Sequence[str], text: bytes, *, seconds: int) -> bytes:
    """Run pandoc for at most so many seconds of the processor.

    Raises PandocFails, TakesTooLong and NoPandoc.
    """
    program = [pypandoc.get_pandoc_path(), *MEMORY, "--sandbox", *arguments]
    try:
        done = subprocess.run(
            [*LIMITED, str(seconds), *program],
            input=text,
            capture_output=True,
            timeout=seconds * TIMES_AS_LONG,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TakesTooLong("it takes too long") from None
    except OSError as error:
        raise NoPandoc(str(error)) from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode in NO_PROGRAM:
        raise NoPandoc(said)
    if done.returncode in KILLED:
        raise TakesTooLong("it takes too long")
    if done.returncode:
        raise PandocFails(said)
    return done.stdout
