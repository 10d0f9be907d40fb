"""The pictures of shared links: each page names its own, as PNG of the size that is asked for."""

import io
import re

import pytest
from PIL import Image

from commitments.charts import bars, paper, picture
from tests import factories as make
from tests.site.addresses import EXAMPLES, paths

SITE = "https://tracker.example"
OWN = {"commitment", "country", "organization", "summit", "theme", "document"}
NOT_PAGES = re.compile(r"/(feeds|embed|charts|pictures)/|\.(bib|xml|txt|json)")


def drawn(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colours(image):
    """The colours along the middle of the bar, in their order."""
    row = picture.BAR[0] + picture.BAR[1] // 2
    pixels = [image.convert("RGB").getpixel((x, row)) for x in range(picture.MARGIN + 4, 1100, 3)]
    names = {bytes.fromhex(value[1:]): name for name, value in paper.PALETTE.items()}
    found = [names.get(bytes(pixel)) for pixel in pixels]
    return [one for i, one in enumerate(found) if one and one not in {"ground", *found[:i]}]


def test_every_page_names_a_picture_that_can_be_fetched_from_anywhere(client, record):
    found = {}
    for path in paths(EXAMPLES):
        if not NOT_PAGES.search(path):
            page = client.get(path).content.decode()
            [address] = re.findall(r'<meta property="og:image" content="([^"]*)">', page)
            found[address.removeprefix(SITE)] = path
    assert len(found) == len(OWN) + 1
    for address in found:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/png"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        image = drawn(answer.content)
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert len(answer.content) < 100_000
    china = drawn(client.get("/pictures/parties/china.png").content)
    assert colours(china)[:2] == ["completed", "in_progress"]


def test_a_picture_shows_today_which_it_says(client, record):
    """The address that is shared has no day; one that somebody adds changes nothing."""
    path = "/pictures/commitments/chn-2010-centre-of-excellence.png"
    assert client.get(f"{path}?as_of=2012-03-27").content == client.get(path).content


def test_what_is_not_public_has_no_picture(client, db):
    make.CommitmentFactory(slug="hidden", draft=True)
    make.ThemeFactory(slug="gone", retracted=True)
    assert client.get("/pictures/commitments/hidden.png").status_code == 404
    assert client.get("/pictures/themes/gone.png").status_code == 410
    assert client.get("/pictures/parties/nosuch.png").status_code == 404


@pytest.mark.parametrize(
    "title", ["x" * 500, "word " * 200, "", "核安全 безопасность", "Łódź Türkiye"]
)
def test_any_title_fits(title):
    words = picture.Words("Site", title, title, title, title, dict.fromkeys(paper.PALETTE, "a"))
    empty = drawn(picture.draw(words, {"completed": 1, "stalled": 3}))
    assert empty.size == (1200, 630)
    assert colours(empty) == ["completed", "stalled"]
    edge = empty.convert("RGB").crop((0, 0, 40, 630)).getcolors()
    assert len(edge) == 1  # nothing runs over the margin
    assert len(empty.convert("RGB").crop((1160, 0, 1200, 630)).getcolors()) == 1


def test_a_legend_tells_the_largest_shares_in_their_order():
    counts = {"completed": 192, "partially_completed": 1, "in_progress": 135, "stalled": 8}
    counts |= {"not_started": 1, "withdrawn": 1, "unreported": 50}
    words = {status: status.replace("_", " ") for status in counts}
    found = picture.told(bars.stacked(counts), words, picture.font(27, picture.PLAIN))
    assert [text for _status, text in found] == [
        "completed 192",
        "in progress 135",
        "stalled 8",
        "unreported 50",
    ]
