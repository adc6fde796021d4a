"""Measure speed: ``make bench``, or ``python -m tests.bench serving submit``.

Machines differ and are noisy: read the ratios within one run.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django

BENCHES = (
    *("serving", "submit", "writing", "differences", "desk", "verify", "pages"),
    *("references", "formatting", "integrity", "preflight"),
)


def main() -> int:
    """Run the named benchmarks, or all; returns 1 where one missed a target."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    status = 0
    for name in sys.argv[1:] or BENCHES:
        print(f"\n== {name}", flush=True)
        status = max(status, import_module(f"tests.bench.bench_{name}").main() or 0)
    return status


if __name__ == "__main__":
    sys.exit(main())
