"""A page as a picture of the size that is shown where a link to it is shared: words and a bar, as PNG."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from commitments.charts import bars, paper

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
INNER = WIDTH - 2 * MARGIN
FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
FACES = (
    FONTS / "source-sans-3-latin-wght-normal.woff2",
    FONTS / "source-sans-3-latin-ext-wght-normal.woff2",
)
BEYOND = range(0x100, 0x2000)  # what the second face has and the first has not
BOLD, PLAIN = 650, 400
BAR = (452, 62)  # its place and height
DOTS = "…"
APART = 34  # from one word of the legend to the next mark
Font = tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]


@dataclass(frozen=True)
class Words:
    """What a picture says: where it comes from, its title, one sentence, and the words for its statuses."""

    site: str
    kicker: str
    title: str
    sentence: str
    origin: str
    statuses: Mapping[str, str]


def font(size: int, weight: int) -> Font:
    """Both faces, for a letter is in one of them."""
    faces = tuple(ImageFont.truetype(face, size) for face in FACES)
    for face in faces:
        face.set_variation_by_axes([weight])
    return faces[0], faces[1]


def runs(text: str) -> list[tuple[int, str]]:
    """A text in pieces, each with the number of its face."""
    return [
        (face, "".join(piece)) for face, piece in groupby(text, lambda c: int(ord(c) in BEYOND))
    ]


def length(text: str, faces: Font) -> float:
    return float(sum(faces[face].getlength(piece) for face, piece in runs(text)))


def lines(text: str, faces: Font, most: int) -> list[str]:
    """A text broken at blanks to the width of the picture; what is beyond ``most`` lines is left out."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if length(longer, faces) <= INNER:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1] + DOTS]
    return [_cut(line, faces) for line in found if line]


def _cut(line: str, faces: Font) -> str:
    while length(line, faces) > INNER:
        line = line.rstrip(DOTS)[:-1] + DOTS
    return line


def _write(
    drawing: ImageDraw.ImageDraw, at: tuple[float, float], text: str, faces: Font, colour: str
) -> None:
    x, y = at
    for face, piece in runs(text):
        drawing.text((x, y), piece, font=faces[face], fill=paper.PALETTE[colour], anchor="ls")
        x += faces[face].getlength(piece)


def draw(words: Words, counts: Mapping[str, int]) -> bytes:
    """The picture as PNG. ``counts`` are those of its bar; without any there is none."""
    image = Image.new("RGB", (WIDTH, HEIGHT), paper.PALETTE["ground"])
    drawing = ImageDraw.Draw(image)
    _frame(drawing, words)
    faces = font(58, BOLD)
    y = 204
    for line in lines(words.title, faces, 2):
        _write(drawing, (MARGIN, y), line, faces, "ink")
        y += 68
    faces = font(34, PLAIN)
    for line in lines(words.sentence, faces, 3 if not counts else 2):
        _write(drawing, (MARGIN, y + 4), line, faces, "ink")
        y += 44
    _bar(image, drawing, counts)
    _legend(drawing, bars.stacked(counts), words.statuses)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def _frame(drawing: ImageDraw.ImageDraw, words: Words) -> None:
    bold, plain = font(30, BOLD), font(26, PLAIN)
    _write(drawing, (MARGIN, 66), words.site, bold, "ink")
    for y, width in ((90, 3), (96, 1)):
        drawing.line((MARGIN, y, WIDTH - MARGIN, y), paper.PALETTE["ink"], width)
    _write(drawing, (MARGIN, 136), _cut(words.kicker, plain), plain, "muted")
    _write(drawing, (MARGIN, HEIGHT - 34), _cut(words.origin, plain), plain, "muted")


def _bar(image: Image.Image, drawing: ImageDraw.ImageDraw, counts: Mapping[str, int]) -> None:
    top, height = BAR
    for one in bars.stacked(counts):
        start, width = (INNER * float(part.rstrip("%")) / 100 for part in (one.start, one.length))
        box = (MARGIN + round(start), top, MARGIN + round(start + width), top + height)
        _fill(image, drawing, box, one.status)


def _fill(
    image: Image.Image, drawing: ImageDraw.ImageDraw, box: tuple[int, int, int, int], status: str
) -> None:
    """A box in a status's colour; hatched where there is no status."""
    left, top, right, bottom = box
    if status in paper.PALETTE:
        drawing.rectangle(box, paper.PALETTE[status], paper.PALETTE["ground"])
        return
    tile = Image.new("RGB", (max(right - left, 1), bottom - top), paper.PALETTE["ground"])
    pen = ImageDraw.Draw(tile)
    for x in range(-tile.height, tile.width, 11):
        pen.line((x, tile.height, x + tile.height, 0), paper.PALETTE["muted"], 2)
    image.paste(tile, (left, top))
    drawing.rectangle(box, outline=paper.PALETTE["ink"])


def _legend(
    drawing: ImageDraw.ImageDraw, segments: Sequence[bars.Segment], statuses: Mapping[str, str]
) -> None:
    faces, x = font(27, PLAIN), float(MARGIN)
    for status, text in told(segments, statuses, faces):
        colour = paper.PALETTE.get(status, paper.PALETTE["ground"])
        drawing.rectangle((x, 541, x + 18, 559), colour, paper.PALETTE["ink"])
        _write(drawing, (x + 30, 560), text, faces, "ink")
        x += 30 + length(text, faces) + APART


def told(
    segments: Sequence[bars.Segment], statuses: Mapping[str, str], faces: Font
) -> list[tuple[str, str]]:
    """The largest shares in words, in their order, as many as there is room for."""
    texts = {
        one.status: statuses[one.status] + (f" {one.count}" if one.length != "100%" else "")
        for one in segments
    }
    kept, room = set(), float(INNER + APART)
    for one in sorted(segments, key=lambda one: one.count, reverse=True):
        room -= 30 + length(texts[one.status], faces) + APART
        if room < 0:
            break
        kept.add(one.status)
    return [(status, text) for status, text in texts.items() if status in kept]
