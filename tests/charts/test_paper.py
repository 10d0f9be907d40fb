"""Charts as files: the palette is that of the style sheet, and every status has its place in the legend."""

import re

from django.conf import settings

from commitments.charts import paper
from commitments.charts.bars import ORDER


def test_the_palette_is_the_light_scheme_of_the_style_sheet():
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    light = css[css.index(":root {") : css.index("@media (prefers-color-scheme: dark)")]
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    assert {name: tokens[name] for name in paper.PALETTE} == paper.PALETTE
    assert set(ORDER) - paper.PALETTE.keys() == {"unreported", "not_assessable"}  # hatched, dotted


def test_a_legend_keeps_the_order_and_puts_no_word_on_another():
    found = paper.legend(dict.fromkeys(reversed(ORDER), 1), 100)
    assert [one.status for one in found] == list(ORDER)
    assert len({(one.x, one.y) for one in found}) == len(ORDER)
    assert max(one.x for one in found) <= paper.WIDTH - 180
    assert paper.below(found, 100) == 152
    assert paper.below([], 100) == 100
    assert [one.status for one in paper.legend({"stalled": 2}, 0)] == ["stalled"]
