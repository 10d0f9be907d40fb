"""A descriptor is written back as it was loaded, and what we write can be loaded again."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments.exchange.dump import dump_package
from commitments.exchange.load import load_package
from commitments.exchange.reading import BadPackage

pytestmark = pytest.mark.django_db
CHECKS = {"name": "checks", "path": "checks.csv"}


def loaded_again(folder):
    return load_package(folder, at=timezone.now(), progress=lambda *_: None)


def dumped(folder):
    dump_package(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def without_schemas(described):
    for resource in described["resources"]:
        del resource["schema"]


def test_tables_without_a_schema_stay_without_one(package, tmp_path):
    package.describe(without_schemas)
    package.load()
    assert dumped(tmp_path / "dump") == package.bytes()


def test_a_listed_table_without_rows_is_written(package, tmp_path):
    package.describe(lambda described: described["resources"].append(CHECKS))
    package.write("checks", ["commitment,date,where"])
    package.load()
    assert dumped(tmp_path / "dump") == package.bytes()
    assert loaded_again(tmp_path / "dump") == (0, 0, 15)


def test_columns_that_a_schema_leaves_out_are_appended_to_it(package, tmp_path):
    package.describe(
        lambda described: described["resources"].append(CHECKS | {"schema": {"fields": []}})
    )
    package.write("checks", ["commitment,date,where"])
    package.load()
    written = json.loads(dumped(tmp_path / "dump")["datapackage.json"])
    fields = written["resources"][-1]["schema"]["fields"]
    assert [field["name"] for field in fields] == ["commitment", "date", "where"]
    assert loaded_again(tmp_path / "dump") == (0, 0, 15)


def test_a_path_that_leads_out_of_the_folder_is_refused(package):
    """U03: under whatever name; the one that a table has is loaded."""

    def themes(path):
        def change(described):
            next(r for r in described["resources"] if r["name"] == "themes")["path"] = path

        package.describe(change)

    for path in ("../../x", "/etc/passwd", "C:\\themes.csv", "..\\themes.csv", "x/../themes.csv"):
        themes(path)
        with pytest.raises(BadPackage) as refused:
            package.load()
        assert [one.column for one in refused.value.errors] == ["resources"], path
    themes("themes.csv")
    assert package.load() == (15, 0, 0)


def test_an_empty_record_that_was_never_loaded_is_written_with_a_descriptor_of_our_own(tmp_path):
    dump_package(tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert (described["name"], described["version"]) == ("nss-commitments", "0")
    assert "checks" not in {resource["name"] for resource in described["resources"]}
    assert loaded_again(tmp_path) == (0, 0, 0)


def test_a_folder_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("dump_package", str(tmp_path / "file"))
