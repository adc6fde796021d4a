"""What public pages are worth by others' measures: Lighthouse, the Nu HTML checker, and weight.

The demo article is served as ``make run`` serves it, and Lighthouse visits it with its mobile
settings. It needs Chromium and the packages of ``npm ci --prefix tests/pages``; the checker needs
Java. What is missing is said, and left out.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import brotli
from django.test.utils import override_settings

from tests.bench.bench_serving import free_port, wait_for
from tests.bench.setting import bench_database
from tests.conftest import CHROMIUM
from tests.pages import checker
from tests.public_pages import Site, answers

REPOSITORY = Path(__file__).resolve().parents[2]
LIGHTHOUSE = REPOSITORY / "tests/pages/node_modules/lighthouse/cli/index.js"
FLAGS = "--headless --no-sandbox --disable-gpu"
TARGETS = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
PATIENCE = 300  # seconds, for the demo to be ready
ARTICLE_WEIGHT = 60_000  # bytes, as sent, with headers
LIMITS = {"site.css": 15_000, "site/citations.js": 5_000}  # bytes, compressed with Brotli

Report = Mapping[str, Any]


def main() -> int:
    """Print what was measured; returns 1 for a missed target, 2 where nothing was measured."""
    statuses = [check_html(), check_sizes(), visit_demo()]
    return 1 if 1 in statuses else min(statuses)


def verdict(is_met: bool) -> str:
    return "" if is_met else "  MISSED"


def check_html() -> int:
    """Run the Nu HTML checker over every kind of public page, error pages too."""
    if not checker.IS_THERE:
        print("HTML was not checked: Java or the packages of tests/pages are absent.")
        return 2
    with bench_database(), override_settings(ALLOWED_HOSTS=["testserver"]):
        pages = answers(Site.with_everything())
    faults = checker.faults(pages)
    print(f"Nu HTML checker: {len(faults)} faults in {len(pages)} pages{verdict(not faults)}")
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


def check_sizes() -> int:
    """Compress stylesheet and script as they are sent."""
    missed = 0
    for name, limit in LIMITS.items():
        body = (REPOSITORY / "static" / name).read_bytes()
        size = len(brotli.compress(body, mode=brotli.MODE_TEXT))
        print(f"{name:18} {size:6,} bytes of {limit:6,} allowed{verdict(size < limit)}")
        missed += size >= limit
    return min(missed, 1)


def visit_demo() -> int:
    """Let Lighthouse visit the demo's pages."""
    if not (CHROMIUM and LIGHTHOUSE.is_file()):
        print("Lighthouse did not run: Chromium or the packages of tests/pages are absent.")
        return 2
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as site:
        reports = {kind: lighthouse(url) for kind, url in addresses(site).items()}
    print(f"\n{'Lighthouse, mobile':20}" + "".join(f"{name:>16}" for name in TARGETS) + "   bytes")
    missed = sum(print_scores(kind, report) for kind, report in reports.items())
    weight = transferred(reports["article"])
    is_light = weight < ARTICLE_WEIGHT
    print(f"\nThe demo article weighs {weight:,} bytes{verdict(is_light)}; all that was fetched:")
    for fetched in fetches(reports["article"]):
        print(f"  {fetched['transferSize']:7,}  {fetched['url']}")
    return int(bool(missed) or not is_light)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Serve the demo as ``make run`` does, with data of its own; gives the site's address."""
    folder.chmod(0o755)  # as root, PostgreSQL runs as another user, who must get there
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    own = {"VAR": str(folder), "SITE_URL": site, "LOG_LEVEL": "ERROR"}
    inherited = {name: said for name, said in os.environ.items() if "DATABASE" not in name}
    server = subprocess.Popen(
        command, cwd=REPOSITORY, env=inherited | own, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(site, server, PATIENCE)
        yield site
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def addresses(site: str) -> dict[str, str]:
    """Find the pages to visit as a reader would: from the list to an article, and on from it."""
    article = site + first_link(site, "/articles/")
    return {
        "article": article,
        "home": f"{site}/",
        "review record": f"{article}review-record/",
        "how we review": f"{site}/how-we-review/",
        "physician": site + first_link(article, "/physicians/"),
    }


def first_link(url: str, start: str) -> str:
    with urlopen(Request(url)) as answer:
        found = re.search(rf'href="({start}[^"]+)"', answer.read().decode())
    assert found, f"{url} leads to no {start}"
    return found[1]


def lighthouse(url: str) -> Report:
    """Visit a page with Lighthouse's default, mobile settings."""
    command = ["node", str(LIGHTHOUSE), url, "--output=json", "--quiet"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(TARGETS)}"]
    env = os.environ | {"CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def print_scores(kind: str, report: Report) -> int:
    """Print a page's scores and what cost it points; returns how many targets it missed."""
    scores = {
        name: round(category["score"] * 100) for name, category in report["categories"].items()
    }
    missed = [name for name, target in TARGETS.items() if scores[name] < target]
    row = "".join(f"{scores[name]:16}" for name in TARGETS)
    print(f"{kind:20}{row}{transferred(report):8,}{verdict(not missed)}")
    for name in missed:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {name}: {audit['title']} {audit.get('displayValue', '')}")
    return len(missed)


def fetches(report: Report) -> list[dict[str, Any]]:
    return list(report["audits"]["network-requests"]["details"]["items"])


def transferred(report: Report) -> int:
    """Add up what was sent for a page: every request, bodies and headers."""
    return sum(fetched["transferSize"] for fetched in fetches(report))


if __name__ == "__main__":
    sys.exit(main())
