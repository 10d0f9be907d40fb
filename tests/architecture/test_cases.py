"""Each attack and each unlucky day has a test that names it.

I is input, R review, Z rights, F the feed, W webhooks and links, K keys and limits, C caching, O output,
U uploads and imports, S signing in, L logs. A docstring that begins with the case's id, as in ``R03: …``
or ``U01, U02: …``, names it; so does ``Rule R4: …`` for a rule of the record.
"""

import re
from pathlib import Path

CASES = """
R01 R02 R03 R04 R05 R06 R07 R08
Z01 Z02 Z03 Z04 Z05 Z06 Z07 Z08 Z09 Z10
U01 U02 U03 U04 U05 U06 U07 U08 U09
I01 I02 I03 I04 I05 I06 I07 I08 I09 I10 I11 I12 I13 I14 I15 I16 I17 I18
C01 C02 C03 C04 C05 C06 C07 C08
O01 O02 O03 O04 O05 O06 O07 O08
F01 F02 F03 F04 F05 F06
W01 W02 W03 W04 W05 W06 W07 W08 W09 W10 W11 W12 W13
K01 K02 K03 K04 K05 K06 K07 K08
S01 S02 S03 S04 S05 S06 S07
L01 L02 L03
"""
RULES = ["R4", "R16"]
TEST = r'^def test_\w+\([^)]*\):\n    """'
NAMED = re.compile(TEST + r"((?:[A-Z]\d\d, )*[A-Z]\d\d): ", re.MULTILINE)
RULE = re.compile(TEST + r"Rule (R\d+): ", re.MULTILINE)


def named(pattern):
    """What the docstrings of all tests name by a pattern."""
    files = Path(__file__).resolve().parents[1].rglob("test_*.py")
    found = [ids for file in files for ids in pattern.findall(file.read_text())]
    return {one for ids in found for one in ids.split(", ")}


def test_every_case_has_a_test_that_names_it():
    cases = named(NAMED)
    assert [case for case in CASES.split() if case not in cases] == []


def test_these_rules_have_a_test_that_names_them():
    rules = named(RULE)
    assert [rule for rule in RULES if rule not in rules] == []
