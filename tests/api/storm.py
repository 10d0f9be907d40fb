"""What editors do to the record in tests of the feed, and the whole record as its lists give it."""

import uuid

from django.db import transaction
from django.utils import timezone

from commitments import columns, content
from commitments.actions import changes, removal, returning, review
from commitments.actions.errors import Refused, WrongState
from commitments.choices import ChangeAction
from commitments.models import Commitment, ProgressReport
from summits.models import Party, Source, Summit, Theme
from tests import factories as make
from tests.actions.proposals import submitted


def exported(fetch):
    """Every public record by its address, as the lists name them and the details show them."""
    found = {}
    for table in columns.TABLES:
        path = f"/api/v1/{table.name.replace('_', '-')}/"
        page = fetch(f"{path}?page_size=1000")[1]
        assert page["next"] is None
        for row in page["results"]:
            status, found[f"{path}{row['id']}/"] = fetch(f"{path}{row['id']}/")
            assert status == 200
    return found


def some(chance, model):
    """One public record of a kind; Refused where there is none."""
    found = list(model.objects.published().order_by("pk"))
    if not found:
        raise WrongState("There is none.")
    return chance.choice(found)


def act(name, people, chance):
    """Do something to the public record; raises Refused or ValidationError where a rule forbids it."""
    ACTS[name](*people, timezone.now(), chance)


def seed():
    """Themes, parties and summits to begin with, each told of in the feed."""
    made = [make.ThemeFactory() for _ in range(3)] + [make.PartyFactory() for _ in range(3)]
    made += [make.SummitFactory(host=host) for host in made[3:5]]
    told = [changes.Event(ChangeAction.PUBLISHED, one) for one in made]
    with transaction.atomic():
        changes.record_changes(told, at=timezone.now())


def publish(editor, reviewer, _manager, at, chance):
    """A source, and a commitment and a report that cite it, published as one."""
    mark = uuid.uuid4().hex[:8]
    source = content.read(
        make.SourceFactory.build(slug=f"s-{mark}", url=f"https://office.example/{mark}")
    )
    cited = [{"source": source["id"], "locator": ""}]
    pledge = {column.name: column.default for column in columns.COMMITMENTS.columns} | {
        "id": f"p-{mark}", "kind": "national", "title": f"Pledge {mark}", "summary": "To be done.",
        "summit": some(chance, Summit).slug, "themes": [some(chance, Theme).slug],
        "promise_known_from": "stated", "made_on": "2012-03-27", "citations": cited,
        "parties": [{"party": some(chance, Party).code, "role": "lead", "joined_on": None,
                     "left_on": None}],
    }  # fmt: skip
    drafts = [(Source(), source), (Commitment(), pledge)]
    drafts.append((ProgressReport(), stated(pledge, chance)))
    review.publish(submitted(editor, at, *drafts), by=reviewer, at=at)


def stated(pledge, chance):
    """The content of a report about a commitment, which cites what that cites."""
    return {column.name: column.default for column in columns.PROGRESS_REPORTS.columns} | {
        "id": str(uuid.uuid4()), "commitment": pledge["id"], "date": "2015", "summary": "Said.",
        "status": chance.choice(["stalled", "in_progress", "completed"]), "basis": "third_party",
        "reported_by": "A newspaper", "citations": pledge["citations"],
    }  # fmt: skip


def update(editor, reviewer, _manager, at, chance):
    record = some(chance, Commitment)
    proposed = content.read(record) | {"title": f"Title {chance.random()}"}
    review.publish(submitted(editor, at, (record, proposed)), by=reviewer, at=at)


def report(editor, reviewer, _manager, at, chance):
    pledge = some(chance, Commitment)
    proposed = stated(content.read(pledge), chance)
    review.publish(submitted(editor, at, (ProgressReport(), proposed)), by=reviewer, at=at)


def cite(editor, reviewer, _manager, at, chance):
    """A commitment cites one more source."""
    record = some(chance, Commitment)
    source = some(chance, Source)
    proposed = content.read(record)
    cited = {row["source"]: row for row in proposed["citations"]}
    cited.setdefault(source.slug, {"source": source.slug, "locator": ""})
    proposed["citations"] = [cited[slug] for slug in sorted(cited)]
    review.publish(submitted(editor, at, (record, proposed)), by=reviewer, at=at)


def retract(_editor, _reviewer, manager, at, chance):
    model = chance.choice([Commitment, ProgressReport, Source, Source])
    removal.retract(some(chance, model), by=manager, at=at, reason="It was wrong.")


def merge(_editor, _reviewer, manager, at, chance):
    model = chance.choice([Commitment, Source])
    removal.merge(
        some(chance, model), some(chance, model), by=manager, at=at, reason="Entered twice."
    )


def rename(_editor, _reviewer, manager, at, chance):
    record = some(chance, chance.choice([Commitment, Source, Summit, Theme]))
    removal.rename(
        record, slug=f"n-{uuid.uuid4().hex[:8]}", by=manager, at=at, reason="A better name."
    )


def bring_back(editor, reviewer, _manager, at, chance):
    """Undo a retraction or a merge."""
    model = chance.choice([Commitment, ProgressReport, Source, Source])
    lost = model.objects.filter(version__gt=0).exclude(retracted_at=None, merged_into=None)
    record = chance.choice(list(lost.order_by("pk")) or [None])
    if record is None:
        raise WrongState("There is none.")
    submission = returning.bring_back(record, by=editor, at=at)
    try:
        review.submit(submission, by=editor, at=at)
        review.publish(submission, by=reviewer, at=at)
    except Refused:
        submission.refresh_from_db()
        if not submission.is_open:
            review.take_back(submission, by=editor, at=at)
        review.discard(submission, by=editor)
        raise


ACTS = {
    "publish": publish, "update": update, "report": report, "cite": cite, "retract": retract,
    "merge": merge, "rename": rename, "bring_back": bring_back,
}  # fmt: skip
