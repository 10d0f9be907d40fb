"""Keeping a copy of what a source points at: added by one person, released to readers by another (rule R7)."""

import datetime
import hashlib
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import storages
from django.db import models as db
from django.db import transaction
from django.db.models import Max, Sum

from commitments import rules, sniffing
from commitments.actions import audit, changes
from commitments.actions.errors import Invalid, NotAllowed, WrongState
from commitments.choices import AuditKind, RecordType
from commitments.models import Capture
from summits.models import Source
from summits.partial_dates import today

MEGABYTE = 1_000_000
EDGES = " .-=+@＝＋－＠"  # of a name, that nobody misses


def add(
    source: Source, *, upload: File, captured_on: datetime.date, by: Any, at: datetime.datetime
) -> Capture:
    """Keep an uploaded file as a capture that waits for its release; raise NotAllowed, WrongState, Invalid.

    It is read a piece at a time, and lies in the store under its hash before the row names it.
    """
    if not rules.may_draft(by, RecordType.SOURCE, new=source.version == 0):
        raise NotAllowed("Your role does not let you add copies to sources.")
    if source.version and not source.is_public:
        raise WrongState("This source has been retracted or merged.")
    capture = Capture(
        source=source,
        sha256=_hash(upload),
        media_type=_wanted_type(upload, captured_on),
        size=upload.size,
        name=_plain_name(upload.name or ""),
        captured_on=captured_on,
        added_by=by,
        added_at=at,
    )
    with transaction.atomic():
        changes.one_at_a_time()  # of many at once, none overlooks what another adds
        if not Source.objects.filter(pk=source.pk).exists():
            raise WrongState("The draft of this source has been discarded meanwhile.")
        _refuse_second(capture)
        _refuse_full(capture)
        _store(capture, upload)
        try:
            capture.full_clean()
        except ValidationError as error:
            raise Invalid(error.messages) from error
        capture.save()
        _note(AuditKind.CAPTURE_ADDED, capture, by=by, at=at)
    return capture


@transaction.atomic
def release(capture: Capture, *, by: Any, at: datetime.datetime, one_person: bool = False) -> None:
    """Show a capture to readers, on the word of a second person."""
    capture = _held(capture)
    if not rules.may_release(by, capture, one_person=one_person):
        raise NotAllowed("Somebody else, a reviewer, must release what you added.")
    if not capture.source.is_public:
        raise WrongState("The source is not public. Publish it first.")
    if capture.released_at:
        return
    capture.released_by, capture.released_at = by, at
    capture.four_eyes_waived = capture.added_by_id == by.pk
    capture.save()
    waived = {"rule": "one person publishes alone"} if capture.four_eyes_waived else {}
    _note(AuditKind.CAPTURE_RELEASED, capture, by=by, at=at, **waived)
    changes.record_aside(at=at)


@transaction.atomic
def discard(capture: Capture, *, by: Any, at: datetime.datetime) -> None:
    """Forget a capture that no reader was shown, and its file unless another source keeps the same."""
    capture = _held(capture)
    if not rules.may_discard(by, capture):
        raise NotAllowed("Only who added a copy discards it, or a reviewer.")
    if capture.released_at:
        raise WrongState("Readers have been shown this copy. It stays for as long as its source.")
    _note(AuditKind.CAPTURE_DISCARDED, capture, by=by, at=at)
    _sweep_later(capture)
    capture.delete()


def go_along(drafts: Collection[db.Model]) -> list[Capture]:
    """Let copies and their files go with the sources among these drafts, which are being deleted."""
    sources = [one for one in drafts if isinstance(one, Source)]
    if not sources:
        return []
    changes.one_at_a_time()  # nobody adds another to what is about to go
    gone = list(Capture.objects.filter(source__in=sources).select_related("source"))
    for capture in gone:
        _sweep_later(capture)
    return gone


def come_back(gone: Iterable[Capture], sources: Iterable[Source]) -> None:
    """Keep copies that went with drafts where a source of the same address, or title, replaces one."""
    heirs = {_pointed_at(source): source for source in sources}
    kept = [capture for capture in gone if _pointed_at(capture.source) in heirs]
    for capture in kept:
        capture.source = heirs[_pointed_at(capture.source)]
    Capture.objects.bulk_create(kept, ignore_conflicts=True)  # of two with one title, one file


def _pointed_at(source: Source) -> str:
    return source.address_key() or source.title


def _sweep_later(capture: Capture) -> None:
    """Not before the transaction ends: if it is rolled back, the row stays and needs its file."""
    transaction.on_commit(partial(_sweep, capture.sha256, capture.stored_as), robust=True)


def _held(capture: Capture) -> Capture:
    """The capture as it is now; it stays so until the transaction ends, and nobody adds its like."""
    changes.one_at_a_time()
    held = Capture.objects.select_for_update(of=("self",)).filter(pk=capture.pk).first()
    if held is None:
        raise WrongState("This copy has been discarded meanwhile.")
    return held


@transaction.atomic
def _sweep(sha256: str, name: str) -> None:
    """Take a file out of the store if no row names it, also none that was added a moment ago."""
    changes.one_at_a_time()
    if not Capture.objects.filter(sha256=sha256).exists():
        storages["captures"].delete(name)


def _note(
    kind: AuditKind, capture: Capture, *, by: Any, at: datetime.datetime, **details: Any
) -> None:
    """What was done to a copy of which source; the digest tells which file it was."""
    told = {"name": capture.name, "sha256": capture.sha256, **details}
    audit.write(kind, by=by, at=at, target=capture.source, **told)


def _hash(upload: File) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def _wanted_type(upload: File, captured_on: datetime.date) -> str:
    """What the file is; raise Invalid with all that is wrong with it."""
    problems = []
    if captured_on > today():
        problems.append("It cannot have been captured on a day to come.")
    if upload.size > settings.CAPTURE_SIZE:
        most = settings.CAPTURE_SIZE // MEGABYTE
        raise Invalid([*problems, f"The file is larger than {most} MB. Add a smaller one."])
    upload.seek(0)
    beginning = upload.read(sniffing.ENDS)
    upload.seek(max(0, upload.size - sniffing.ENDS))
    end = upload.read()
    try:
        found = sniffing.media_type(beginning, end, upload.size)
    except sniffing.Unwanted as refusal:
        raise Invalid([*problems, str(refusal)]) from refusal
    if not sniffing.agrees(upload.name or "", found):
        problems.append(f"Its name says otherwise: it is of the kind “{found.label}”. Rename it.")
    if problems:
        raise Invalid(problems)
    return found


def _plain_name(name: str) -> str:
    """The name as told, without what no name of a file needs."""
    kept = "".join(c if c.isprintable() and c not in '<>:"/\\|?*%;' else "-" for c in name)
    return kept.strip(EDGES)[-150:].strip(EDGES) or "document"


def _refuse_second(capture: Capture) -> None:
    same = Capture.objects.filter(source=capture.source, sha256=capture.sha256).first()
    if same is not None:
        raise Invalid([f"We have this very file already, captured on {same.captured_on}."])


def _refuse_full(capture: Capture) -> None:
    """The store has an end; a file that lies there already takes no more room."""
    files = Capture.objects.values("sha256").annotate(bytes=Max("size"))
    if files.filter(sha256=capture.sha256).exists():
        return
    used = files.aggregate(total=Sum("bytes"))["total"] or 0
    if used + capture.size > settings.CAPTURE_STORE:
        most = settings.CAPTURE_STORE // MEGABYTE
        raise Invalid([f"The store of copies is full ({most} MB). Ask an administrator."])


def _store(capture: Capture, upload: File) -> None:
    """Lay the file into the store, unless it lies there whole."""
    store, name = storages["captures"], capture.stored_as
    if store.exists(name):
        if store.size(name) == capture.size:
            return
        store.delete(name)  # half of one, left by a machine that stopped
    upload.seek(0)
    store.save(name, upload)
