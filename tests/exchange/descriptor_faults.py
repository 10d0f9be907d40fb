"""Ways to spoil the descriptor of the small package, with the column and reason that must be named."""

from tests.exchange.spoiling import described, gone, replaced


def themes(**changes):
    """The table of themes described in another way."""

    def change(package):
        next(r for r in package["resources"] if r["name"] == "themes").update(changes)

    return described(change)


def malformed(column, reason, spoil):
    return "datapackage.json", 0, column, reason, spoil


def twice(package):
    package["resources"].append(package["resources"][0])


# what is spoiled: file, row, column of the one error, part of the reason, how
BAD_DESCRIPTORS = {
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
        themes(path="../themes.csv"),
    ),
    "table listed twice": malformed("resources", "summits is listed twice", described(twice)),
    "table named by a list": malformed("resources", "is not text", themes(name=["themes"])),
    "table named by an object": malformed("resources", "is not text", themes(name={"a": 1})),
    "table without a name": malformed("resources", "is not text", themes(name=None)),
    "schema elsewhere": malformed(
        "resources", "schema of themes is not an object", themes(schema="themes.json")
    ),
    "schema of nothing": malformed(
        "resources", "schema of themes is not an object", themes(schema=None)
    ),
    "schema without fields": malformed("resources", "fields of themes", themes(schema={})),
    "fields of an object": malformed(
        "resources", "fields of themes", themes(schema={"fields": {"name": "id"}})
    ),
    "fields of text": malformed("resources", "fields of themes", themes(schema={"fields": ["id"]})),
    "field without a name": malformed(
        "resources", "fields of themes", themes(schema={"fields": [{"type": "string"}]})
    ),
    "another encoding": malformed(
        "resources", "encoding of themes is utf-8", themes(encoding="iso-8859-1")
    ),
    "another dialect": malformed(
        "resources", 'delimiter of themes is ","', themes(dialect={"delimiter": ";"})
    ),
    "no header": malformed(
        "resources", "header of themes is true", themes(dialect={"header": False})
    ),
    "dialect elsewhere": malformed(
        "resources", "dialect of themes is not an object", themes(dialect="dialect.json")
    ),
    "no number of JSON": malformed(
        "", "NaN is no number", described(lambda p: p.update(created=float("nan")))
    ),
    "half a pair in the name": malformed(
        "", "surrogate", described(lambda p: p.update(name="nss\ud800"))
    ),
    "half a pair in the version": malformed(
        "", "surrogate", described(lambda p: p.update(version="\udfff"))
    ),
    "half a pair elsewhere": malformed(
        "", "surrogate", described(lambda p: p.update({"licences": [{"\ud800": 1}]}))
    ),
    "NUL in the version": malformed("version", "NUL", described(lambda p: p.update(version="1\0"))),
    "name too long": malformed(
        "name", "longer than 200", described(lambda p: p.update(name="n" * 201))
    ),
}
