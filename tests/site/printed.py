"""What a page prints, as a reader sees it: its text, its first sentence, its tables as rows of words."""

import re
from html import unescape


def words(markup):
    """The text of some markup on one line, without drawings."""
    text = re.sub(r"<svg.*?</svg>|<(script|style).*?</\1>|<[^>]*>", " ", markup, flags=re.S)
    return " ".join(unescape(text).split())


def main(page):
    """What stands between the frames that all pages share."""
    return page.partition('<main id="content">')[2].partition("</main>")[0]


def numbers(text):
    """The whole numbers in a text."""
    return [int(one) for one in re.findall(r"\d+", text)]


def lead(page):
    """The sentences that answer the question of a page."""
    return words(re.search(r'<p class="lead">.*?</p>', page, re.S).group())


def tables(page):
    """Each table as (caption, rows), each row as the words of its cells; without its head."""
    found = []
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = words(re.search(r"<caption.*?</caption>", table, re.S).group())
        rows = re.findall(r"<tr.*?</tr>", table.partition("<tbody>")[2], re.S)
        cells = [re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.S) for row in rows]
        found.append((caption, [[words(cell) for cell in row] for row in cells]))
    return found
