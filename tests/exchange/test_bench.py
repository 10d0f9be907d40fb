"""The timed loads are called with what they need."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_make_bench_says_how_many_commitments():
    recipe = re.search(r"^bench:.*\n\t(.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe[1] == "$(BIN)/python bench/load.py 100000"


def test_without_a_number_it_says_how_it_is_called():
    command = [sys.executable, ROOT / "bench" / "load.py"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("Times a load of a made-up package")
