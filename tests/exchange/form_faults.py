"""Dates and numbers that would be written back in another form, or that no column holds."""

from tests.exchange.spoiling import cell, checked, replaced


def date(name, column, value):
    return f"{name}.csv", 2, column, "without blanks", cell(name, 2, column, value)


def text(name, column, value):
    return f"{name}.csv", 2, column, "without blanks", cell(name, 2, column, value)


def number(name, column, value, reason):
    return f"{name}.csv", 2, column, reason, cell(name, 2, column, value)


# what is spoiled: file, row, column of the one error, part of the reason, how
BAD_FORMS = {
    "blank before a date": date("commitments", "target_date", " 2015"),
    "blank after a date": date("commitments", "target_date", "2015 "),
    "blank after the day of a promise": date("commitments", "made_on", "2010 "),
    "blank after a day": date("summits", "start_on", "2012-03-26 "),
    "hard blank after a date": date("progress_reports", "date", "2014\N{NO-BREAK SPACE}"),
    "blank before a day of joining": (
        "commitment_parties.csv",
        4,
        "joined_on",
        "without blanks",
        cell("commitment_parties", 4, "joined_on", " 2014"),
    ),
    "blank before the day of a check": (
        "checks.csv",
        2,
        "date",
        "without blanks",
        checked("wide, 2015-01-01,A site"),
    ),
    "a title of blanks": text("commitments", "title", "   "),
    "a blank after a reporter": text("progress_reports", "reported_by", "CHN "),
    "a mark of byte order": (
        "themes.csv",
        1,
        "",
        "byte order mark",
        replaced("themes.csv", b"id,", b"\xef\xbb\xbfid,"),
    ),
    "less than nothing": number("progress_reports", "measure_quantity", "-0", "as 0:"),
    "nothing, with a fraction": number("progress_reports", "measure_quantity", "0.0", "as 0:"),
    "leading zeros": number("progress_reports", "measure_quantity", "005", "as 5:"),
    "trailing zero": number("commitments", "target_quantity", "5.10", "as 5.1:"),
    "leading zero of an edition": number("summits", "edition", "02", "as 2:"),
    "edition from nought": number("summits", "edition", "0", "from 1 to 32767"),
    "edition below nought": number("summits", "edition", "-1", "from 1 to 32767"),
    "edition too great for a column": number("summits", "edition", "32768", "from 1 to 32767"),
    "edition too great for any": number("summits", "edition", "9" * 30, "from 1 to 32767"),
}
