"""Ways to spoil the small package, each with the file, row, column and reason that must be named."""

from tests.exchange.conftest import UUID


def cell(name, row, column, value):
    return lambda folder: folder.set(name, row, column, value)


def line(name, text):
    return lambda folder: folder.add(name, text)


def replaced(name, old, new):
    def spoil(folder):
        path = folder.path / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return spoil


def gone(name):
    return lambda folder: (folder.path / name).unlink()


def described(change):
    return lambda folder: folder.describe(change)


def path_of_themes(package):
    next(r for r in package["resources"] if r["name"] == "themes")["path"] = "../themes.csv"


# what is spoiled: file, row, column of the one error, part of the reason, how
BAD = {
    "unknown column": (
        "themes.csv",
        1,
        "colour",
        "no such column",
        replaced("themes.csv", b"description", b"description,colour"),
    ),
    "missing column": (
        "sources.csv",
        1,
        "kind",
        "is missing",
        replaced("sources.csv", b",kind,", b",kind2,"),
    ),
    "doubled column": (
        "themes.csv",
        1,
        "",
        "twice",
        replaced("themes.csv", b"id,name,", b"id,id,name,"),
    ),
    "too few fields": ("themes.csv", 4, "", "fields", line("themes", "x,X")),
    "too many fields": ("themes.csv", 4, "", "fields", line("themes", "x,X,Y,Z")),
    "bad choice": (
        "commitments.csv",
        2,
        "kind",
        "is not one of",
        cell("commitments", 2, "kind", "secret"),
    ),
    "status unreported": (
        "progress_reports.csv",
        2,
        "status",
        "is not one of",
        cell("progress_reports", 2, "status", "unreported"),
    ),
    "bad role": (
        "commitment_parties.csv",
        2,
        "role",
        "is not one of",
        cell("commitment_parties", 2, "role", "owner"),
    ),
    "impossible day": (
        "progress_reports.csv",
        2,
        "date",
        "calendar",
        cell("progress_reports", 2, "date", "2014-02-30"),
    ),
    "week date": (
        "progress_reports.csv",
        2,
        "date",
        "not a date",
        cell("progress_reports", 2, "date", "2014-W01-1"),
    ),
    "partial day of a summit": (
        "summits.csv",
        2,
        "end_on",
        "Give the day",
        cell("summits", 2, "end_on", "2012-03"),
    ),
    "summit ends first": (
        "summits.csv",
        2,
        "end_on",
        "not before",
        cell("summits", 2, "end_on", "2012-03-25"),
    ),
    "future report": (
        "progress_reports.csv",
        2,
        "date",
        "future",
        cell("progress_reports", 2, "date", "2999"),
    ),
    "future joining": (
        "commitments.csv",
        3,
        "parties",
        "future",
        cell("commitment_parties", 4, "joined_on", "2999"),
    ),
    "target before promise": (
        "commitments.csv",
        2,
        "target_date",
        "not before the promise",
        cell("commitments", 2, "target_date", "2011"),
    ),
    "joins before promise": (
        "commitments.csv",
        3,
        "parties",
        "before the promise",
        cell("commitment_parties", 4, "joined_on", "2011"),
    ),
    "joins before adoption": (
        "documents.csv",
        2,
        "parties",
        "before the adoption",
        cell("document_parties", 3, "joined_on", "2011"),
    ),
    "leaves before joining": (
        "commitments.csv",
        3,
        "parties",
        "leave before",
        cell("commitment_parties", 4, "left_on", "2013"),
    ),
    "implements a circle": (
        "commitments.csv",
        3,
        "implements",
        "implement one another",
        cell("commitments", 3, "implements", "chn-centre"),
    ),
    "implements itself": (
        "commitments.csv",
        3,
        "implements",
        "implement one another",
        cell("commitments", 3, "implements", "wide"),
    ),
    "implements nothing": (
        "commitments.csv",
        2,
        "implements",
        "There is no commitment",
        cell("commitments", 2, "implements", "wider"),
    ),
    "unknown theme": (
        "commitments.csv",
        3,
        "themes",
        "There is no theme",
        cell("commitments", 3, "themes", "laws"),
    ),
    "doubled theme": (
        "commitments.csv",
        3,
        "themes",
        "each once",
        cell("commitments", 3, "themes", "law;law"),
    ),
    "blank in a list": (
        "commitments.csv",
        3,
        "themes",
        "semicolon",
        cell("commitments", 3, "themes", "law; training"),
    ),
    "no theme": ("commitments.csv", 3, "themes", "empty", cell("commitments", 3, "themes", "")),
    "unknown host": (
        "summits.csv",
        2,
        "host",
        "There is no party",
        cell("summits", 2, "host", "PRK"),
    ),
    "unknown party of a report": (
        "progress_reports.csv",
        2,
        "party",
        "There is no party",
        cell("progress_reports", 2, "party", "PRK"),
    ),
    "report of a party without a part": (
        "progress_reports.csv",
        2,
        "party",
        "has no part",
        cell("progress_reports", 2, "party", "KOR"),
    ),
    "report of nothing": (
        "progress_reports.csv",
        3,
        "commitment",
        "There is no commitment",
        cell("progress_reports", 3, "commitment", "narrow"),
    ),
    "report without reporter": (
        "progress_reports.csv",
        2,
        "reported_by",
        "empty",
        cell("progress_reports", 2, "reported_by", ""),
    ),
    "measure without unit": (
        "progress_reports.csv",
        2,
        "measure_unit",
        "quantity and a unit",
        cell("progress_reports", 2, "measure_unit", ""),
    ),
    "not a UUID": (
        "progress_reports.csv",
        4,
        "id",
        "not a UUID",
        line("progress_reports", "x1,wide,,2014,stalled,third_party,S.,,,X"),
    ),
    "UUID in capitals": (
        "progress_reports.csv",
        4,
        "id",
        "not a UUID",
        line(
            "progress_reports",
            "AB7B1D3E-1111-4222-8333-0123456789AB,wide,,2014,stalled,third_party,S.,,,X",
        ),
    ),
    "number with an exponent": (
        "commitments.csv",
        2,
        "target_quantity",
        "not a number",
        cell("commitments", 2, "target_quantity", "1e6"),
    ),
    "not a number": (
        "commitments.csv",
        2,
        "target_quantity",
        "not a number",
        cell("commitments", 2, "target_quantity", "NaN"),
    ),
    "number too long": (
        "commitments.csv",
        2,
        "target_quantity",
        "digits",
        cell("commitments", 2, "target_quantity", "123456789012"),
    ),
    "not true or false": (
        "participations.csv",
        2,
        "attended",
        "neither true nor false",
        cell("participations", 2, "attended", "yes"),
    ),
    "not a whole number": (
        "summits.csv",
        2,
        "edition",
        "whole number",
        cell("summits", 2, "edition", "2.0"),
    ),
    "formula": ("commitments.csv", 2, "title", "formula", cell("commitments", 2, "title", "=1+1")),
    "formula in a locator": (
        "commitments.csv",
        2,
        "citations",
        "formula",
        cell("citations", 2, "locator", "@x"),
    ),
    "full-width formula": (
        "sources.csv",
        2,
        "title",
        "formula",
        cell("sources", 2, "title", "＝1"),
    ),
    "formula in a reporter": (
        "progress_reports.csv",
        2,
        "reported_by",
        "formula",
        cell("progress_reports", 2, "reported_by", "-x"),
    ),
    "control character": (
        "themes.csv",
        2,
        "name",
        "control character",
        cell("themes", 2, "name", "La\x0bw"),
    ),
    "two lines in a title": (
        "sources.csv",
        2,
        "title",
        "one line",
        cell("sources", 2, "title", "Al\npha"),
    ),
    "too long": ("sources.csv", 2, "title", "at most 300", cell("sources", 2, "title", "A" * 301)),
    "bad slug": ("themes.csv", 4, "id", "lower-case", line("themes", "A_b,Name,Text")),
    "bad code": ("parties.csv", 5, "id", "ISO 3166", line("parties", "X1,country,N,N,,,n")),
    "bad address": (
        "sources.csv",
        3,
        "url",
        "https",
        cell("sources", 3, "url", "ftp://nss.example/"),
    ),
    "one address in another spelling": (
        "sources.csv",
        3,
        "url",
        "same value",
        cell("sources", 3, "url", "http://NSS.example:80/%61#x"),
    ),
    "one edition twice": (
        "summits.csv",
        3,
        "edition",
        "same value",
        line("summits", "2014-x,X,2,CHN,X,,2014-03-24,2014-03-25,Met."),
    ),
    "one theme name twice": (
        "themes.csv",
        4,
        "name",
        "same value",
        line("themes", "laws,Law,Laws."),
    ),
    "one row twice": ("themes.csv", 4, "id", "twice", line("themes", "law,Law,Laws.")),
    "one part twice": (
        "commitment_parties.csv",
        5,
        "commitment",
        "twice",
        line("commitment_parties", "wide,CHN,partner,,"),
    ),
    "one citation twice": (
        "citations.csv",
        7,
        "source",
        "twice",
        line("citations", "beta,commitment,wide,p. 2"),
    ),
    "commitment without parties": (
        "commitments.csv",
        2,
        "parties",
        "at least one party",
        replaced("commitment_parties.csv", b"chn-centre,CHN,lead,,\n", b""),
    ),
    "commitment without source": (
        "commitments.csv",
        3,
        "citations",
        "at least one published source",
        replaced("citations.csv", b"beta,commitment,wide,\n", b""),
    ),
    "report without source": (
        "progress_reports.csv",
        2,
        "citations",
        "at least one published source",
        replaced("citations.csv", f"alpha,progress_report,{UUID},\n".encode(), b""),
    ),
    "citation of an unknown record": (
        "citations.csv",
        7,
        "record",
        "has no commitment",
        line("citations", "beta,commitment,narrow,"),
    ),
    "citation of an unknown report": (
        "citations.csv",
        7,
        "record",
        "has no progress report",
        line("citations", f"beta,progress_report,{UUID[:-1]}c,"),
    ),
    "citation of an unknown source": (
        "commitments.csv",
        3,
        "citations",
        "There is no source",
        line("citations", "gamma,commitment,wide,"),
    ),
    "part of an unknown commitment": (
        "commitment_parties.csv",
        5,
        "commitment",
        "has no commitment",
        line("commitment_parties", "narrow,CHN,lead,,"),
    ),
    "part of an unknown party": (
        "commitments.csv",
        3,
        "parties",
        "There is no party",
        line("commitment_parties", "wide,PRK,lead,,"),
    ),
    "organisation with a region": (
        "parties.csv",
        4,
        "",
        "Only a country",
        cell("parties", 4, "region", "Asia"),
    ),
    "empty author": (
        "sources.csv",
        2,
        "authors",
        "semicolon",
        cell("sources", 2, "authors", "Ada;;Bo"),
    ),
    "language of three letters": (
        "sources.csv",
        2,
        "language",
        "ISO 639-1",
        cell("sources", 2, "language", "eng"),
    ),
    "NUL": (
        "themes.csv",
        2,
        "description",
        "control character",
        replaced("themes.csv", b"Laws.", b"La\x00ws."),
    ),
    "bad UTF-8": ("themes.csv", 2, "", "UTF-8", replaced("themes.csv", b"Laws.", b"La\xffws.")),
    "unclosed quote": ("themes.csv", 4, "", "CSV", line("themes", 'x,"X,Y')),
    "stray quote": ("themes.csv", 4, "", "CSV", line("themes", 'x,"X"Y,Z')),
    "missing file": ("sources.csv", 0, "", "missing", gone("sources.csv")),
    "missing descriptor": ("datapackage.json", 0, "", "missing", gone("datapackage.json")),
    "no JSON": ("datapackage.json", 0, "", "not JSON", replaced("datapackage.json", b"{", b"")),
    "deep JSON": (
        "datapackage.json",
        0,
        "",
        "not JSON",
        lambda f: (f.path / "datapackage.json").write_text("[" * 100_000),
    ),
    "descriptor of a list": (
        "datapackage.json",
        0,
        "name",
        "missing",
        lambda f: (f.path / "datapackage.json").write_text("[]"),
    ),
    "no version": (
        "datapackage.json",
        0,
        "version",
        "missing",
        described(lambda p: p.pop("version")),
    ),
    "no tables": (
        "datapackage.json",
        0,
        "resources",
        "not a list",
        described(lambda p: p.update(resources={})),
    ),
    "unknown table": (
        "datapackage.json",
        0,
        "resources",
        "is not a table",
        described(lambda p: p["resources"].append({"name": "users"})),
    ),
    "path elsewhere": (
        "datapackage.json",
        0,
        "resources",
        "The path of themes",
        described(path_of_themes),
    ),
}
