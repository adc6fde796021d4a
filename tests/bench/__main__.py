"""Measure speed: ``make bench``, or ``python -m tests.bench serving submit``.

Machines differ and are noisy: read the ratios within one run.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django

BENCHES = ("serving", "submit", "writing", "verify")


def main() -> None:
    """Run the named benchmarks, or all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
    django.setup()
    for name in sys.argv[1:] or BENCHES:
        print(f"\n== {name}")
        import_module(f"tests.bench.bench_{name}").main()


if __name__ == "__main__":
    main()
