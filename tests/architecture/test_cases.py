"""Each attack and each unlucky day at the editors' desk has a test that names it.

R is review, Z rights, U uploads and imports, S signing in, L logs. A docstring that begins with the
case's id, as in ``R03: …`` or ``U01, U02: …``, names it.
"""

import re
from pathlib import Path

CASES = """
R01 R02 R03 R04 R05 R06 R07 R08
Z01 Z02 Z03 Z04 Z05 Z06 Z07 Z08 Z09 Z10
U01 U02 U03 U04 U05 U06 U07 U08 U09
S01 S02 S03 S04 S05 S06 S07
L01 L02 L03
"""
NAMED = re.compile(r'^def test_\w+\([^)]*\):\n    """((?:[A-Z]\d\d, )*[A-Z]\d\d): ', re.MULTILINE)


def test_every_case_has_a_test_that_names_it():
    files = Path(__file__).resolve().parents[1].rglob("test_*.py")
    named = {
        case
        for file in files
        for ids in NAMED.findall(file.read_text())
        for case in ids.split(", ")
    }
    assert [case for case in CASES.split() if case not in named] == []
