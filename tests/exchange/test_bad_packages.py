"""A bad package names file, row, column and reason of every error at once and changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.base.operations import BaseDatabaseOperations

from commitments import columns
from commitments.exchange import tables
from commitments.exchange.reading import BadPackage
from commitments.models import Change, LoadedPackage, Revision, Standing, Submission
from summits.models import Party
from tests.exchange.faults import BAD

pytestmark = pytest.mark.django_db


# what follows from these faults is named as well, or they stand in two rows
SEVERAL = {"missing column", "missing file", "doubled column", "unknown column"}
SEVERAL |= {"unclosed quote", "stray quote", "language of three letters"}
SEVERAL |= {"descriptor of a list", "implements a circle", "implements itself"}
SEVERAL |= {"not a UUID", "UUID in capitals", "future joining"}


def refusal(folder):
    with pytest.raises(BadPackage) as refused:
        folder.load()
    return refused.value.errors


def test_the_sound_package_loads(package):
    """U03, U04, U06: what the faults are put into is sound."""
    assert package.load() == (15, 0, 0)


@pytest.mark.parametrize("what", BAD)
def test_a_fault_is_named_by_file_row_column_and_reason_and_changes_nothing(package, what):
    """U03, U04, U06: one is enough to refuse the whole."""
    file, row, column, reason, spoil = BAD[what]
    spoil(package)
    errors = refusal(package)
    found = [e for e in errors if (e.file, e.row, e.column) == (file, row, column)]
    assert any(reason in error.reason for error in found), errors
    if what not in SEVERAL:
        assert len(errors) == 1, errors
    for model in (Party, Change, Revision, Submission, Standing, LoadedPackage):
        assert not model.objects.exists()


def test_every_column_of_whole_numbers_is_as_wide_as_the_bound_on_them():
    fields = [
        table.model._meta.get_field(column.field)
        for table in columns.TABLES
        for column in table.columns
        if column.type == columns.INTEGER
    ]
    ranges = {BaseDatabaseOperations.integer_field_ranges[f.get_internal_type()] for f in fields}
    assert ranges == {(0, tables.GREATEST_INTEGER)}


def test_all_errors_of_all_files_are_listed_at_once(package):
    spoiled = [
        "bad choice",
        "impossible day",
        "formula in a locator",
        "unknown theme",
        "bad code",
        "full-width formula",
    ]
    for what in spoiled:
        BAD[what][-1](package)
    listed = [(e.file, e.row, e.column) for e in refusal(package)]
    assert listed == sorted(listed)
    assert listed == sorted(BAD[what][:3] for what in spoiled)


def test_a_thousand_bad_rows_are_a_thousand_errors(package):
    """U06: all of them are listed."""
    package.write("themes", [*package.lines("themes"), *(f"t-{n},=x{n},Text" for n in range(1000))])
    errors = [error for error in refusal(package) if error.column == "name"]
    assert [error.row for error in errors] == list(range(4, 1004))


def test_the_command_prints_every_error_and_fails(package, capsys):
    for what in ("bad choice", "impossible day"):
        BAD[what][-1](package)
    with pytest.raises(CommandError, match="Errors in .*: 2. So nothing was changed"):
        call_command("load_package", str(package.path))
    printed = capsys.readouterr().err.splitlines()
    assert printed[0].startswith("commitments.csv, row 2, kind: “secret” is not one of national")
    assert printed[1].startswith("progress_reports.csv, row 2, date: “2014-02-30” is not a day")


def test_a_package_without_a_table_of_what_belongs_to_its_records_is_refused(package):
    package.load()
    before = Change.objects.count()
    package.describe(
        lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != "document_parties"])
    )
    (package.path / "document_parties.csv").unlink()
    errors = refusal(package)
    assert [(e.file, e.row) for e in errors] == [("document_parties.csv", 0)]
    assert "documents.csv would lose what belongs to it" in errors[0].reason
    assert Change.objects.count() == before
