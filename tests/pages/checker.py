"""The Nu HTML checker of the W3C, run over pages in one go; it needs Java."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
IS_THERE = bool(shutil.which("java")) and JAR.is_file()


def faults(pages: Mapping[str, bytes]) -> list[str]:
    """Say, a line each, what the checker finds wrong with HTML documents, warnings too."""
    with tempfile.TemporaryDirectory() as folder:
        files = {str(Path(folder, f"{at}.html")): kind for at, kind in enumerate(pages)}
        for file, kind in files.items():
            Path(file).write_bytes(pages[kind])
        command = ["java", "-Xmx512m", "-jar", str(JAR), "--format", "json", "--exit-zero-always"]
        done = subprocess.run([*command, *files], capture_output=True, text=True, check=True)
    return [
        f"{files[said['url'].removeprefix('file:')]}, line {said['lastLine']}: {said['message']}"
        for said in json.loads(done.stderr)["messages"]
    ]
