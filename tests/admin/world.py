"""Who tries the addresses of the admin, and what they try them on; made once for many requests.

``own`` is what somebody has written herself, ``theirs`` what a colleague has, ``public`` and ``foreign``
what is public of China and of the United States. The limited contributor works on China only.
"""

import datetime
import uuid

import pyotp
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from commitments import columns, content
from commitments.actions import (
    captures,
    entry,
    error_reports,
    factors,
    keys,
    people,
    removal,
    review,
)
from commitments.choices import RecordType
from commitments.exchange.sheets import importing, reading
from commitments.models import (
    AuditEntry,
    Change,
    CommitmentTheme,
    Delivery,
    ErrorReport,
    Link,
    Partner,
    Revision,
    Submission,
    User,
    Webhook,
)
from summits.models import DocumentTheme, Party
from tests import factories as make
from tests.admin.test_captures import pdf, upload
from tests.exchange.spreadsheets import SOURCE, as_csv, row

ROLES = {
    "former": (),
    "contributor": ("contributor",),
    "limited": ("contributor",),
    "reviewer": ("reviewer",),
    "manager": ("managing editor",),
    "administrator": ("administrator",),
    "superuser": (),
}
WHO = ("visitor", "outsider", *ROLES)
KEPT = {RecordType.SUMMIT, RecordType.PARTY, RecordType.THEME}
KEEPERS = {"manager", "administrator", "superuser"}
MODEL_NAMES = {table.model._meta.model_name: table.record_type for table in columns.TABLES}
AT = timezone.now()


class World:
    """``things[kind, object]`` is one thing for all, or a dictionary of one for each person."""

    def __init__(self, person):
        self.people = {name: person(name, *roles) for name, roles in ROLES.items()}
        self.people["outsider"] = person("outsider", "contributor")
        self.colleague, self.keeper = person("carla", "reviewer"), person("mary", "managing editor")
        self.things = {}
        self._give_rights()
        self._publish()
        self._draft()
        self._submit()
        self._keep_copies_and_sheets()
        self._retract()
        self._keep_accounts(person)
        self.people["former"].groups.clear()
        self.clients = {name: self._client(name) for name in WHO}
        self.forms = {}

    def _give_rights(self):
        """The former editor has had the role; the outsider's account was closed to the admin."""
        User.objects.filter(username="superuser").update(is_superuser=True)
        User.objects.filter(username="outsider").update(is_staff=False)
        self.people["superuser"].refresh_from_db()
        self.people["former"].groups.set(self.people["contributor"].groups.all())

    def _client(self, name):
        client = Client(raise_request_exception=False)
        if name != "visitor":
            client.force_login(self.people[name])
        return client

    def _publish(self):
        """Public records of China and of the United States, each in its second version, and spare ones."""
        loaded = Submission.objects.create(
            origin="a load", state="published", created_at=AT, edited_at=AT
        )
        for whose, code in (("public", "CHN"), ("foreign", "USA")):
            for kind, record in records_of(code).items():
                self.things[kind, whose] = record
                Revision.objects.create(
                    submission=loaded,
                    record_type=columns.record_type_of(record),
                    record_key=str(record.pk),
                    base_version=0,
                    version=1,
                    content=self._earlier(record),
                )
        spare = (make.SummitFactory, make.PartyFactory, make.ThemeFactory, make.SourceFactory)
        for factory in spare:
            record = factory()
            self.things[record._meta.model_name, "spare"] = record
        self.people["limited"].parties.set(Party.objects.filter(code="CHN"))
        source = self.things["source", "public"]
        facts = {"state": "moved", "moved_to": "https://ministry.example/moved"}
        Link.objects.create(source=source, url=source.url, checked_at=AT, next_check_at=AT, **facts)
        told = {"action": "published", "record_type": "theme", "record_id": "x", "version": 1}
        self.things["change", "-"] = Change.objects.create(seq=0, at=AT, record_key="1", **told)
        self.things["submission", "loaded"] = loaded

    @staticmethod
    def _earlier(record):
        """What its first version said: another name of what has one, or another note."""
        said = content.read(record)
        changed = next(one for one in ("title", "name", "summary", "head_name") if one in said)
        return said | {changed: "As it was"}

    def proposal(self, kind, number):
        """The content of a new record like China's."""
        number = f"n{number}"
        proposed = content.read(self.things[kind, "public"]) | {"id": f"{kind}-{number}"}
        if kind == "progressreport":
            proposed["id"] = str(uuid.uuid4())
        elif kind == "participation":
            del proposed["id"]
            proposed["summit"] = make.SummitFactory().slug
        elif kind == "source":
            proposed["url"] = f"https://ministry.example/{number}"
        elif kind == "party":
            code = f"Z{chr(65 + int(number[1:]) // 26)}{chr(65 + int(number[1:]) % 26)}"
            proposed |= {"id": code, "slug": f"land-{number}", "iso2": ""}
        elif kind == "summit":
            proposed["edition"] = make.SummitFactory.build().edition  # nobody else's
        elif kind == "theme":
            proposed["name"] = f"Theme {number}"
        return proposed

    def _draft(self):
        """A first draft of every kind of record by everybody who may write one."""
        number = 0
        for model_name, record_type in MODEL_NAMES.items():
            kept = record_type in KEPT
            model = columns.BY_TYPE[record_type].model
            writers = {n: u for n, u in self.people.items() if not kept or n in KEEPERS}
            writers["theirs"] = self.keeper if kept else self.colleague
            writers.pop("outsider", None)
            for name, user in writers.items():
                record, number = model(), number + 1
                proposed = self.proposal(model_name, number)
                if model_name == "progressreport":
                    record = model(pk=uuid.UUID(proposed["id"]))
                entry.enter(record, proposed=proposed, by=user, at=AT)
                if name == "theirs":
                    self.things[model_name, "theirs"] = record
                else:
                    self.things.setdefault((model_name, "own"), {})[name] = record

    def _submit(self):
        """Submissions: a draft of everybody's, and one in review."""
        writers = {n: u for n, u in self.people.items() if n in ROLES} | {"theirs": self.colleague}
        for number, (name, user) in enumerate(writers.items(), 500):
            for where in ("draft", "review"):
                proposed = self.proposal("source", f"{number}{len(where)}")
                record = columns.BY_TYPE[RecordType.SOURCE].model()
                submission = entry.enter(record, proposed=proposed, by=user, at=AT)
                if where == "review":
                    review.submit(submission, by=user, at=AT)
                    submission.refresh_from_db()
                if name == "theirs":
                    self.things["submission", f"their-{where}"] = submission
                else:
                    self.things.setdefault(("submission", f"own-{where}"), {})[name] = submission

    def _retract(self):
        """A pledge that can be brought back."""
        gone = self.things["commitment", "gone"] = make.whole_commitment()
        removal.retract(gone, by=self.keeper, at=AT, reason="It was wrong.")

    def _keep_copies_and_sheets(self):
        """A copy of the public source and an uploaded spreadsheet of everybody's."""
        source = self.things["source", "public"]
        day = datetime.date(2020, 5, 1)
        good, bad = row(SOURCE, 1), row(SOURCE, 2, kind="nosuch")
        book = reading.read("sources.csv", as_csv([good, bad]))
        for name, user in [*self.people.items(), ("theirs", self.colleague)]:
            if name == "outsider":
                continue
            copy = captures.add(source, upload=upload(pdf(name)), captured_on=day, by=user, at=AT)
            sheet = importing.keep(book, name="sources.csv", by=user, at=AT)
            for kind, thing in (("copy", copy), ("sheet", sheet)):
                if name == "theirs":
                    self.things[kind, "theirs"] = thing
                else:
                    self.things.setdefault((kind, "own"), {})[name] = thing

    def _keep_accounts(self, person):
        """Accounts: one's own, a contributor's, an administrator's, and those that an act is for."""
        self.things["user", "own"] = dict(self.people)
        self.things["user", "theirs"] = person("tina", "contributor")
        self.things["user", "foreign"] = person("anna", "administrator")
        self.things["user", "closed"] = person("clara", "contributor")
        self.things["user", "secured"] = secured = person("sara", "contributor")
        secret = factors.new_secret()
        code = pyotp.TOTP(secret).at(AT)
        factors.add(secured, secret=secret, code=code, at=AT, keep=None)
        self._client_of(self.things["user", "theirs"])
        people.deactivate(self.things["user", "closed"], by=self.people["administrator"], at=AT)
        invited = User(username="ines", email="ines@example.org")
        how = {"by": self.people["administrator"], "at": AT}
        roles = self.people["contributor"].groups.all()
        self.invitation = people.invite(invited, roles=roles, parties=[], **how)
        self.things["user", "invited"] = invited
        self.things["group", "-"] = roles.get()
        self.things["auditentry", "-"] = AuditEntry.objects.first()
        self._give_key()
        receive = error_reports.receive
        receive(self.things["commitment", "public"], text="The year is wrong.", contact="", at=AT)
        self.things["errorreport", "-"] = ErrorReport.objects.get()
        self.type = ContentType.objects.get_for_model(self.things["source", "public"])

    def _give_key(self):
        """A partner organisation with a key."""
        how = {"by": self.people["administrator"], "at": AT}
        partner = Partner(name="An institute", contact="it@example.org")
        keys.save_partner(partner, **how)
        facts = {"label": "nightly copy", "scopes": ["submit"]}
        a_year = AT + datetime.timedelta(days=300)
        self.key, _shown = keys.make(partner, **facts, expires_at=a_year, **how)
        self.things["partner", "-"] = partner
        self.hook = Webhook.objects.create(
            partner=partner, url="https://example.org/", made_at=AT, next_at=AT, position=0
        )
        facts = {"state": "delivered", "made_at": AT, "done_at": AT, "payload": "{}"}
        self.delivery = Delivery.objects.create(webhook=self.hook, message_id="m", seq=1, **facts)

    @staticmethod
    def _client_of(user):
        """She is signed in somewhere."""
        Client().force_login(user)

    def thing(self, kind, what, who):
        """What is meant by ``own`` and the rest, for one person; None where there is no such thing."""
        found = self.things.get((kind, what))
        return found.get(who) if isinstance(found, dict) else found


def records_of(code):
    """A public record of every kind, of one party, by the name of its model."""
    party = make.PartyFactory(code=code, slug=f"land-{code.lower()}", version=2)
    theme = make.ThemeFactory(version=2)
    summit = make.SummitFactory(host=party, version=2)
    source = make.SourceFactory(version=2)
    commitment = make.CommitmentFactory(summit=summit, version=2)
    make.PartFactory(commitment=commitment, party=party)
    CommitmentTheme.objects.create(commitment=commitment, theme=theme, position=0)
    report = make.ReportFactory(commitment=commitment, party=party, version=2)
    document = make.DocumentFactory(summit=summit, version=2)
    DocumentTheme.objects.create(document=document, theme=theme, position=0)
    make.DocumentPartyFactory(document=document, party=party)
    for cited in (
        {"commitment": commitment},
        {"progress_report": report},
        {"summit": summit},
        {"document": document},
    ):
        make.CitationFactory(**cited)
    found = [party, theme, summit, source, commitment, report, document]
    found.append(make.ParticipationFactory(summit=summit, party=party, version=2))
    return {record._meta.model_name: record for record in found}
