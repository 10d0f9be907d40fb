"""Copies kept of sources: added by one, released by another, served as downloads and nothing else."""

import datetime
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from commitments.actions import captures, removal, review
from commitments.actions.errors import Invalid, NotAllowed, WrongState
from commitments.choices import AuditKind
from commitments.models import AuditEntry, Capture
from summits.models import Source
from tests import factories as make
from tests.admin.conftest import edit_url, signed_in
from tests.ground import SOURCE
from tests.test_sniffing import HTML, PDF, PNG

pytestmark = pytest.mark.once

BODY = "the first document"


def pdf(text=BODY, size=0):
    filler = text.encode() + b"." * size
    return PDF.replace(b"1 0 obj", filler)


def upload(content, name="statement.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def source(centre):
    return Source.objects.get(slug="first-source")


def address(source, tail=""):
    return f"/admin/summits/source/{source.pk}/captures/{tail}"


def send(client, source, content=None, name="statement.pdf", day="2020-05-01"):
    sent = {"document": upload(pdf() if content is None else content, name), "captured_on": day}
    return client.post(address(source), sent)


@pytest.fixture
def released(as_editor, as_reviewer, source):
    assert send(as_editor, source).status_code == 302
    capture = Capture.objects.get()
    assert as_reviewer.post(address(source, f"{capture.pk}/release/")).status_code == 302
    capture.refresh_from_db()
    return capture


def said(answer):
    return " ".join(answer.context["form"].non_field_errors())


def test_it_is_stored_by_its_hash_and_waits(as_editor, editor, source, client):
    assert send(as_editor, source).status_code == 302
    capture = Capture.objects.get()
    digest = hashlib.sha256(pdf()).hexdigest()
    assert (capture.sha256, capture.size, capture.added_by) == (digest, len(pdf()), editor)
    stored = Path(settings.VAR_DIR) / "captures" / digest[:2] / digest
    assert stored.read_bytes() == pdf()
    assert client.get(f"/captures/{digest}").status_code == 404
    assert digest not in client.get("/sources/first-source/").content.decode()
    page = as_editor.get(address(source)).content.decode()
    assert "waits for a second person" in page
    assert "/release/" not in page


def discard(client, capture):
    return client.post(address(capture.source, f"{capture.pk}/discard/"))


def test_a_wrong_copy_is_discarded_with_its_file_until_readers_have_it(
    as_editor, as_reviewer, source, client, django_capture_on_commit_callbacks
):
    send(as_editor, source, pdf("a wrong one"))
    wrong = Capture.objects.get()
    stored = Path(settings.VAR_DIR) / "captures" / wrong.stored_as
    assert stored.exists()
    other = make.SourceFactory(slug="other")
    send(as_editor, other, pdf("a wrong one"))
    asked = as_editor.get(address(source, f"{wrong.pk}/discard/")).content.decode()
    assert "captured on 1 May 2020, is deleted for good" in asked
    with django_capture_on_commit_callbacks(execute=True):
        assert discard(as_editor, wrong).status_code == 302
    assert stored.exists()  # another source keeps the same
    kept = Capture.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert discard(as_reviewer, kept).status_code == 302
        assert stored.exists()  # should the transaction fail, its row needs it
    assert not stored.exists()
    assert not Capture.objects.exists()
    again = as_editor.post(address(source, f"{wrong.pk}/discard/"), follow=True)
    assert "This copy is not here any more." in again.content.decode()


def test_what_readers_have_been_shown_is_not_discarded(as_editor, released, source, client):
    told = as_editor.post(address(source, f"{released.pk}/discard/"), follow=True)
    assert "Readers have been shown this copy." in told.content.decode()
    assert as_editor.get(address(source, f"{released.pk}/discard/")).status_code == 302
    assert b"".join(client.get(f"/captures/{released.sha256}").streaming_content) == pdf()


def test_the_audit_log_tells_what_was_done_to_copies(as_editor, released, source):
    """L03: who added, released and discarded which file of which source."""
    send(as_editor, source, pdf("another"))
    other = Capture.objects.exclude(pk=released.pk).get()
    discard(as_editor, other)
    told = AuditEntry.objects.filter(kind__startswith="capture_").order_by("id")
    assert [(one.kind, one.by_name, one.target_name, one.details["sha256"]) for one in told] == [
        (AuditKind.CAPTURE_ADDED, "erika", "first-source", released.sha256),
        (AuditKind.CAPTURE_RELEASED, "rafael", "first-source", released.sha256),
        (AuditKind.CAPTURE_ADDED, "erika", "first-source", other.sha256),
        (AuditKind.CAPTURE_DISCARDED, "erika", "first-source", other.sha256),
    ]


def test_the_copies_of_a_draft_that_is_discarded_go_with_it(
    as_editor, editor, django_capture_on_commit_callbacks
):
    draft, submission = Source(), review.start(by=editor, at=timezone.now())
    new = SOURCE | {"id": "new-one", "url": "https://example.org/new"}
    review.save_draft(draft, proposed=new, submission=submission, by=editor, at=timezone.now())
    send(as_editor, draft)
    stored = Path(settings.VAR_DIR) / "captures" / Capture.objects.get().stored_as
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        review.discard(submission, by=editor, at=timezone.now())
    assert not stored.exists()
    late = {"by": editor, "at": timezone.now(), "captured_on": datetime.date(2020, 5, 1)}
    with pytest.raises(WrongState, match="has been discarded meanwhile"):
        captures.add(draft, upload=upload(pdf()), **late)
    assert not stored.exists()


def test_readers_get_a_download_and_nothing_that_runs(client, released, source):
    """U05: a sound copy, as an attachment in a sandbox."""
    page = client.get("/sources/first-source/").content.decode()
    assert f'href="/captures/{released.sha256}"' in page
    assert "as it was on 1 May 2020" in page
    answer = client.get(f"/captures/{released.sha256}")
    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="statement.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "public, max-age=86400, immutable"
    assert not answer.cookies
    assert client.post(f"/captures/{released.sha256}").status_code == 405


def test_what_is_unknown_and_what_waits_look_the_same(as_editor, source, client):
    """Z01: a copy that waits is not there."""
    send(as_editor, source)
    waiting = client.get(f"/captures/{Capture.objects.get().sha256}")
    unknown = client.get(f"/captures/{'0' * 64}")
    assert (waiting.status_code, unknown.status_code) == (404, 404)
    assert waiting.content == unknown.content
    for bad in ("x", "0" * 63, "0" * 64 + "/", "A" * 64, "../settings", "0" * 64 + "%0a"):
        assert client.get(f"/captures/{bad}").status_code == 404


def test_a_retracted_source_takes_its_copies_along(client, released, source, manager):
    source.citations.all().delete()
    removal.retract(source, by=manager, at=timezone.now(), reason="Forged")
    answer = client.get(f"/captures/{released.sha256}")
    assert answer.status_code == 410
    assert "Forged" in answer.content.decode()


def test_a_merge_takes_copies_along(client, released, source, manager):
    survivor = make.SourceFactory()
    removal.merge(source, survivor, by=manager, at=timezone.now(), reason="Entered twice.")
    answer = client.get(f"/captures/{released.sha256}")
    assert b"".join(answer.streaming_content) == pdf()
    assert released.sha256 in client.get(f"/sources/{survivor.slug}/").content.decode()


def test_a_merge_takes_no_copy_from_readers_that_waits_beside_the_survivor(
    as_editor, client, released, source, manager
):
    survivor = make.SourceFactory()
    send(as_editor, survivor)
    removal.merge(source, survivor, by=manager, at=timezone.now(), reason="Entered twice.")
    assert b"".join(client.get(f"/captures/{released.sha256}").streaming_content) == pdf()
    assert Capture.objects.get(source=survivor).released_at


def test_who_added_it_does_not_release_it(as_reviewer, as_editor, reviewer, source):
    """R01: a copy of a source needs a second person too."""
    send(as_reviewer, source)
    capture = Capture.objects.get()
    release = address(source, f"{capture.pk}/release/")
    assert as_reviewer.post(release).status_code == 403
    assert as_editor.post(release).status_code == 403
    with pytest.raises(NotAllowed):
        captures.release(capture, by=reviewer, at=timezone.now())
    captures.release(capture, by=reviewer, at=timezone.now(), one_person=True)
    capture.refresh_from_db()
    assert capture.four_eyes_waived


def test_a_reviewer_is_told_and_reads_it_before(as_editor, as_reviewer, source):
    send(as_editor, source)
    capture = Capture.objects.get()
    assert (
        "1 copy of a source waits for your release" in as_reviewer.get("/admin/").content.decode()
    )
    found = as_reviewer.get("/admin/summits/source/?copies=waiting").context["cl"].result_list
    assert list(found) == [source]
    answer = as_reviewer.get(address(source, f"{capture.pk}/file/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content) == pdf()
    assert "/captures/" in as_reviewer.get(edit_url(source)).content.decode()


def test_earlier_copies_stay_and_the_same_one_is_told_of(as_editor, released, source):
    assert "this very file already, captured on 2020-05-01" in said(send(as_editor, source))
    assert send(as_editor, source, pdf("another")).status_code == 302
    assert Capture.objects.count() == 2


def test_two_sources_share_one_file(as_editor, released, source):
    other = make.SourceFactory()
    assert send(as_editor, other).status_code == 302
    _folders, files = storages["captures"].listdir(released.sha256[:2])
    assert files.count(released.sha256) == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (HTML, "report.pdf", "of the kind “web page”"),
        (b"MZ\x90\0" * 99, "report.pdf", "This is no PDF"),
        (b"<svg><script>1</script></svg>", "chart.svg", "This is no PDF"),
        (PDF + b"<script>1</script>", "report.pdf", "two things at once"),
        (PNG, "report.exe", "of the kind “PNG image”"),
        (PDF[:20], "report.pdf", "not whole"),
    ],
)
def test_what_is_refused_leaves_nothing(as_editor, source, content, name, sentence):
    """U05: judged by what it is, whatever it is called."""
    answer = send(as_editor, source, content, name, day="2999-01-01")
    assert answer.status_code == 400
    assert sentence in said(answer)
    assert "on a day to come" in said(answer)  # all errors at once
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Erklärung 1.pdf", "Erklärung 1.pdf"),
        ("=cmd.pdf", "cmd.pdf"),
        ("a\u202eb*c.pdf", "ab-c.pdf"),
        (f"Annex = {'x' * 145}.pdf", f"{'x' * 145}.pdf"),
    ],
)
def test_a_name_is_kept_as_plain_text(as_editor, source, name, kept):
    send(as_editor, source, name=name)
    assert Capture.objects.get().file_name == kept


def test_too_large_and_a_full_store(as_editor, source, settings):
    """U08: one that fits is kept."""
    settings.CAPTURE_SIZE = 1_000_000
    assert "larger than 1 MB" in said(send(as_editor, source, pdf(size=1_010_000)))
    settings.CAPTURE_STORE = 1_000_000
    assert send(as_editor, source, pdf("one", 600_000)).status_code == 302
    assert "is full" in said(send(as_editor, source, pdf("two", 600_000)))
    assert Capture.objects.count() == 1


def test_a_body_beyond_the_limit_is_refused_unread(as_editor, source, settings):
    settings.CAPTURE_SIZE = 3_000_000
    assert send(as_editor, source, pdf(size=2_900_000)).status_code == 302
    assert send(as_editor, source, pdf(size=3_200_000)).status_code == 413
    elsewhere = as_editor.post(edit_url(source), {"title": "x" * 2_600_000})
    assert elsewhere.status_code == 413


def test_half_a_file_left_in_the_store_is_mended(as_editor, source):
    digest = hashlib.sha256(pdf()).hexdigest()
    store = storages["captures"]
    store.delete(f"{digest[:2]}/{digest}")
    store.save(f"{digest[:2]}/{digest}", upload(pdf()[:10]))
    send(as_editor, source)
    with store.open(f"{digest[:2]}/{digest}") as stored:
        assert stored.read() == pdf()


def test_temporary_files_are_gone(as_editor, source, settings, tmp_path):
    """U08: after a copy that was kept and one that was refused."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    assert send(as_editor, source, pdf(size=2_600_000)).status_code == 302
    assert send(as_editor, source, HTML + b"." * 2_600_000).status_code == 400
    assert list(tmp_path.iterdir()) == []


def test_rights(source, person, client, as_editor):
    nobody = signed_in(person("nora"))
    assert nobody.get(address(source)).status_code == 403
    assert send(nobody, source).status_code == 403
    assert client.get(address(source)).status_code == 302
    assert not Capture.objects.exists()
    assert as_editor.get(address(Source(pk=99_999))).status_code == 404


def test_a_form_without_a_file_asks_for_one(as_editor, source):
    answer = as_editor.post(address(source), {"captured_on": "x"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"document", "captured_on"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite in memory")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_overfill_the_store(person, settings):
    """U08: as many as there is room for go in."""
    settings.CAPTURE_STORE = 10_000_000
    editor, source, refused = person("erika", "contributor"), make.SourceFactory(), []

    def add(number):
        try:
            captures.add(
                source,
                upload=upload(pdf(f"number {number}", 1_000_000)),
                captured_on=datetime.date(2020, 5, 1),
                by=editor,
                at=timezone.now(),
            )
        except Invalid as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[number]) for number in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Capture.objects.count(), len(refused)) == (9, 6)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite in memory")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_release_and_discard_at_once_one_decides(person):
    """Nobody waits for another for ever, and each row that is left has its file."""
    editor, reviewer = person("erika", "contributor"), person("rita", "reviewer")
    source, other = make.SourceFactory(), make.SourceFactory()
    how = {"captured_on": datetime.date(2020, 5, 1), "by": editor, "at": timezone.now()}
    left = captures.add(source, upload=upload(pdf("to decide on")), **how)
    acts = [
        partial(captures.release, left, by=reviewer, at=timezone.now()),
        partial(captures.discard, left, by=editor, at=timezone.now()),
        partial(captures.discard, left, by=reviewer, at=timezone.now()),
    ] * 4
    acts.append(lambda: captures.add(other, upload=upload(pdf("to decide on")), **how))

    def try_out(act):
        try:
            act()
        except WrongState:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(acts)) as pool:
        refused = sum(pool.map(try_out, acts))
    found = {one.source: one.released_at is not None for one in Capture.objects.all()}
    if source in found:
        assert (found, refused) == ({source: True, other: False}, 8)
    else:
        assert (found, refused) == ({other: False}, 11)
    assert storages["captures"].exists(left.stored_as)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one SQLite in memory")
@pytest.mark.django_db(transaction=True)
def test_a_copy_that_is_added_while_its_draft_is_discarded_is_refused_or_goes_along(person):
    """Whichever comes first, nothing breaks and nothing is left."""
    editor, acts = person("erika", "contributor"), []
    how = {"captured_on": datetime.date(2020, 5, 1), "by": editor, "at": timezone.now()}
    for number in range(20):
        draft, submission = Source(), review.start(by=editor, at=timezone.now())
        new = SOURCE | {"id": f"new-{number}", "url": f"https://example.org/{number}"}
        review.save_draft(draft, proposed=new, submission=submission, by=editor, at=timezone.now())
        file = upload(pdf(f"of draft {number}"))
        acts.append(partial(captures.add, draft, upload=file, **how))
        acts.append(partial(review.discard, submission, by=editor, at=timezone.now()))

    def try_out(act):
        try:
            made = act()
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()
        return made and made.stored_as

    with ThreadPoolExecutor(8) as pool:
        told = [one for one in pool.map(try_out, acts) if one]
    assert len(told) == 20
    assert not Source.objects.filter(version=0).exists()
    kept = [one for one in told if "discarded meanwhile" not in one]
    assert [name for name in kept if storages["captures"].exists(name)] == []
