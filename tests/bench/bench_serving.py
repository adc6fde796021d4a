"""How many requests a second the page server answers, beside a constant and a Django view.

Each runs alone in granian (one worker, one blocking thread) and answers with the same bytes.
They take turns, several rounds of wrk over loopback each; ratios are taken within a round, and
the medians reported. ``python -m tests.bench serving``, or ``python -m tests.bench.bench_serving``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

import django
from joserfc import jws
from joserfc.jwk import OKPKey

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
django.setup()

from publishing.store import Page, write_page  # noqa: E402 -- Django must be set up first
from reviews.keys import public_jwk  # noqa: E402
from reviews.signatures import ALGORITHM, PAGE  # noqa: E402
from tests.bench.setting import own_folders  # noqa: E402

APPS = {
    "constant": "a constant",
    "constant_with_headers": "a constant with a page's headers",
    "page_server": "the page server",
    "django_view": "a constant Django view",
}
TARGETS = [
    ("page_server", "constant", 0.65),
    ("page_server", "constant_with_headers", 0.65),
    ("page_server", "django_view", 2.5),
]
ROUNDS, SECONDS, CONNECTIONS, WORDS = 3, 2, 16, 6_000
REPOSITORY = Path(__file__).resolve().parents[2]
PATH = "/articles/bench/"


def main() -> int:
    """Print the rates and ratios; returns 1 for a missed target, 2 where nothing was measured."""
    if not find_wrk():
        print("wrk is needed and could not be installed: apt-get install wrk (as root).")
        return 2
    with tempfile.TemporaryDirectory() as folder, own_folders(Path(folder)):
        write_one_page(Path(folder))
        rounds = [
            {app: requests_a_second(app, Path(folder)) for app in APPS} for _ in range(ROUNDS)
        ]
    return report(rounds)


def find_wrk() -> bool:
    """Look for wrk; install it where that is ours to do."""
    if not shutil.which("wrk") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False, timeout=300)
    return shutil.which("wrk") is not None


def write_one_page(folder: Path) -> None:
    """Write one page of the length of an article, and the key that checks it."""
    key = OKPKey.generate_key("Ed25519")
    header = {"alg": ALGORITHM, "typ": PAGE, "kid": key.thumbprint()}
    words = " ".join(f"word{number}" for number in range(WORDS))
    page = Page(PATH, f"<!doctype html><p>{words}</p>".encode(), "text/html; charset=utf-8")
    write_page(page, sign=lambda m: jws.serialize_compact(header, m, key, algorithms=[ALGORITHM]))
    (folder / "public-keys.json").write_text(json.dumps({"keys": [public_jwk(key)]}))


def requests_a_second(app: str, folder: Path) -> float:
    """Run an application and measure it for a while; its answers must be the page."""
    page = (folder / "pages" / "articles" / "bench" / "index.html").read_bytes()
    with served(app, folder) as url:
        with urlopen(url) as answer:
            assert answer.read() == page, f"{app} does not answer with the page"
        wrk(url, 1)
        return wrk(url, SECONDS)


@contextmanager
def served(app: str, folder: Path) -> Iterator[str]:
    """Run an application in granian on a free port; gives the page's address."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", "1", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-log", f"tests.bench.serving_apps:{app}"]
    settings = {"BENCH_ROOT": str(folder), "VAR": str(folder), "LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | settings)
    try:
        url = f"http://127.0.0.1:{port}{PATH}"
        wait_for(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urlopen(url).close()
        except URLError:
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return


def wrk(url: str, seconds: int) -> float:
    """Ask for the page as often as it goes; every answer must be good."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def report(rounds: list[dict[str, float]]) -> int:
    """Print the table and the ratios; returns the exit status."""
    print(f"{'requests a second':36}{'median':>8}   rounds")
    for app, name in APPS.items():
        rates = [measured[app] for measured in rounds]
        print(f"{name:36}{median(rates):8.0f}   {' '.join(f'{rate:.0f}' for rate in rates)}")
    missed = 0
    for app, base, target in TARGETS:
        ratio = median(measured[app] / measured[base] for measured in rounds)
        missed += ratio < target
        verdict = f"target {target}" if ratio >= target else f"MISSED the target {target}"
        print(f"{APPS[app]} / {APPS[base]}: {ratio:.2f} ({verdict})")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
