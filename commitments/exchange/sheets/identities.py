"""Which record each row makes or changes: by its id, by its address, or by the slug it is given."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from commitments import rules, slugs
from commitments.choices import RecordType
from commitments.exchange.sheets import suggesting
from commitments.exchange.sheets.rows import Row
from commitments.exchange.sheets.surroundings import Surroundings, key_of
from commitments.queries import sources, visibility


class Identities:
    """Finds the records of rows. ``made`` are rows by the identifier of the new record they make.

    ``described`` are rows of sources by their normalised address.
    """

    def __init__(self, rows: list[Row], around: Surroundings, by: Any) -> None:
        self.rows, self.around, self.by = rows, around, by
        self.made: dict[tuple[str, str], Row] = {}
        self.described: dict[str, Row] = {}

    def settle(self) -> None:
        """Give every row its record, and every new record but a report its slug."""
        first: dict[tuple[str, str], Row] = {}
        for row in self.rows:
            self._find(row)
            if "id" in row.given:
                known = first.setdefault((row.record_type, row.given["id"]), row)
                if known is not row:
                    row.refuse("id", _("Row %s has the same id.") % known.number)
                elif row.is_new:
                    self.made[row.record_type, row.given["id"]] = row
        for row in self.rows:
            if row.record_type == RecordType.SOURCE:
                self._compare_address(row)
            if "id" not in row.given and not row.problems and not row.led_to:
                self._suggest(row)
        for (_kind, public_id), row in self.made.items():
            self.around.promise(row.sheet.table, public_id)

    def _find(self, row: Row) -> None:
        kind = row.record_type
        public_id = self.around.name(kind, row.given.get("id", ""))
        held = self.around.held[kind].get(public_id)
        if (kind, public_id) in self.around.hidden:
            row.refuse("id", _("“%s” is taken. Write another id.") % public_id)
        if held is not None:
            row.given["id"] = public_id
            row.record, row.before = held, self.around.before[kind].get(public_id, {})
            self._refuse_held(row, held)
        else:
            row.record = row.sheet.table.model()
            if public_id and kind == RecordType.PROGRESS_REPORT:
                row.refuse("id", _("There is no such report. Leave the id of a new one empty."))
        if not rules.may_draft(self.by, kind, new=row.is_new):
            row.refuse("", _("Your role does not let you edit this kind of record."))

    def _refuse_held(self, row: Row, held: Model) -> None:
        if held.version and not held.is_public:
            row.refuse("id", _("This record has been retracted or merged."))
        for submission in self.around.undecided.get((row.record_type, str(held.pk)), []):
            if submission.author_id == self.by.pk:
                sentence = _("You have this record in your submission #%s. Finish that first.")
                row.refuse("id", sentence % submission.pk)
            elif held.version == 0:
                row.refuse("id", _("It is another editor’s draft. Wait until it is public."))
            elif not visibility.sees_own_only(self.by):
                row.hints.append(_("%s has a draft of it, too.") % submission.sender)

    def _compare_address(self, row: Row) -> None:
        """Rule R13: an address that we have leads to the source that has it."""
        key = key_of(row.given.get("url") or "")
        if key is None:
            return
        holder = self.around.addresses.get(key)
        if key in self.around.closed:
            row.refuse("url", sources.HELD)
            return
        if holder and "id" not in row.given:
            row.led_to = holder
            row.notes.append(
                _("We have this address already, as “%s”. Write that id here to change it.")
                % holder
            )
        elif holder and holder != row.given["id"]:
            row.refuse("url", _("“%s” has this address already. Cite that source.") % holder)
        elif key in self.described:
            row.refuse("url", _("Row %s has the same address.") % self.described[key].number)
        else:
            self.described[key] = row

    def _suggest(self, row: Row) -> None:
        """The slug that the form would make of what was typed."""
        if row.record_type == RecordType.SOURCE:
            row.given["id"] = self._slug_of_source(row)
        elif row.record_type == RecordType.COMMITMENT:
            row.given["id"] = self._slug_of_commitment(row)
        else:
            return
        self.made.setdefault((row.record_type, row.given["id"]), row)

    def _slug_of_source(self, row: Row) -> str:
        url = row.given.get("url") or ""
        if url and key_of(url) is None:
            return "unnamed"  # the row is refused for its address
        return slugs.free(suggesting.for_source(row), lambda slug: self._is_taken(row, slug), 80)

    def _slug_of_commitment(self, row: Row) -> str:
        slug = suggesting.for_commitment(row)
        if self._is_taken(row, slug):
            sentence = _("“%s” is taken. Is it the same pledge? If not, write another id.")
            row.refuse("id", sentence % slug)
        return slug

    def _is_taken(self, row: Row, slug: str) -> bool:
        found = self.around.find(row.record_type, slug)
        named = (row.record_type, slug)
        return found is not None or named in self.made or named in self.around.hidden
