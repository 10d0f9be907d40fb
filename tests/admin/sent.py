"""What is sent to each address of the admin: something that goes through where it is allowed."""

import datetime
import uuid

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from commitments.admin.lateness import NAMES_PARENT
from commitments.exchange.sheets import importing
from tests import factories as make
from tests.admin.conftest import edit_url
from tests.admin.matrix import PARAMETER
from tests.admin.test_captures import pdf, upload
from tests.admin.test_editing import fields_shown
from tests.exchange.spreadsheets import SOURCE, as_csv, row

NEW_PASSWORD = "seven green kettles boil"
CHOSEN = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
SHEETS = {"import_dry_run", "import_refused"}
COPIES = {"capture_file", "capture_release", "capture_discard"}
AUTOCOMPLETE = "?app_label=commitments&model_name=commitment&field_name=summit&term="
OF_ACCOUNTS = "?app_label=commitments&model_name=user&field_name=parties&term="
QUERIES = {"of-pledges": AUTOCOMPLETE, "of-accounts": OF_ACCOUNTS}


def where(world, address, line, who):
    """The address of one line of the table for one person; None where there is no such thing."""
    thing = thing_of(world, line, who)
    if thing is None and address.names_a_thing:
        return None
    copy = world.thing("copy", line.what, who)
    reset = world.things["user", "theirs"]
    tokens = {
        "invitation": world.invitation,
        "password_reset_confirm": default_token_generator.make_token(reset),
    }
    values = {
        **dict.fromkeys(("object_id", "pk", "id"), thing and thing.pk),
        "version": 1,
        "number": world.key.pk,
        "hook": world.hook.pk,
        "delivery": world.delivery.pk,
        "capture": copy and copy.pk,
        "name": {"work": "overdue", "import_csv": "sources"}.get(line.act),
        "uidb64": urlsafe_base64_encode(force_bytes(reset.pk)),
        "token": tokens.get(line.act),
        "content_type_id": world.type.pk,
    }
    plain = {"app_list": "commitments/", "elsewhere": "nosuch/"}.get(line.act, address.route)
    path = PARAMETER.sub(lambda match: str(values[match[1]]), plain)
    return f"/admin/{path}{QUERIES.get(line.what, '')}"


def thing_of(world, line, who):
    if line.act in SHEETS:
        return world.thing("sheet", line.what, who)
    if line.act in COPIES:
        copy = world.thing("copy", line.what, who)
        return copy and copy.source
    return world.thing(line.kind, line.what, who)


def sent(world, line, who):
    """What is sent along with a POST."""
    if line.act == "add" and line.kind in NEW:
        return new_form(world, line) if line.what in ("public", "foreign") else {}
    if line.act == "change" and (line.kind, "public") in world.things:
        return form_of(world, line.kind, line.what, who)
    made = SENT.get(f"{line.kind} {line.act}") or SENT.get(line.act)
    return made(world, line, who) if made else {}


def form_of(world, kind, what, who):
    """The form as it is shown to whose draft it is, or to the superuser; fetched once.

    Who sees no form of it, a colleague's draft or no role, sends that of a public record.
    """
    if what == "theirs" or who == "former":
        what = "public"
    reader = who if what == "own" else "superuser"
    key = (kind, what, reader)
    if key not in world.forms:
        page = world.clients[reader].get(edit_url(world.thing(kind, what, reader)))
        world.forms[key] = fields_shown(page)
    return dict(world.forms[key])


def new_form(world, line):
    """The form of a public record as that of a new one of the same party."""
    shown = form_of(world, line.kind, line.what, "superuser")
    kept = {name: value for name, value in shown.items() if not NAMES_PARENT.fullmatch(name)}
    return kept | NEW[line.kind](world, line)


def fixed(name):
    """The value of a field that a new record has and a saved one does not show any more."""
    return lambda world, line: {name: getattr(world.things[line.kind, line.what], f"{name}_id")}


NEW = {
    "commitment": lambda *_: {"slug": "a-new-pledge"},
    "progressreport": lambda world, line: {
        "report_id": str(uuid.uuid4()),
        **fixed("commitment")(world, line),
    },
    "source": lambda *_: {"slug": "a-new-source", "url": "https://ministry.example/new"},
    "document": lambda *_: {"slug": "a-new-document"},
    "participation": lambda world, line: {
        "summit": make.SummitFactory().pk,
        **fixed("party")(world, line),
    },
    "summit": lambda *_: {
        "slug": "a-new-summit",
        "edition": make.SummitFactory.build().edition,
    },
    "party": lambda *_: {"slug": "a-new-land", "code": "ZZZ"},
    "theme": lambda *_: {"slug": "a-new-theme", "name": "Anew"},
}


def survivor(world, line, _who):
    other = {"public": "foreign"}.get(line.what, "public")
    pk = world.things[line.kind, other].pk
    return {"survivor": pk, "reason": "Entered twice.", "confirmed": pk}


def reading_of(world, line, who):
    sheet = world.thing("sheet", line.what, who)
    return {"seen": importing.look(sheet, by=sheet.owner).stamp}


def role(name):
    return Group.objects.get(name=name).pk


SENT = {
    "changelist": lambda world, line, who: {"action": "delete_selected", "_selected_action": "1"},
    "delete": lambda *_: {"post": "yes"},
    "retract": lambda *_: {"reason": "Entered twice."},
    "merge": survivor,
    "rename": lambda *_: {"slug": "another-name", "reason": "Misspelt."},
    "check": lambda *_: {"where": "The ministry's site"},
    "captures": lambda world, line, who: {
        "document": upload(pdf(f"new {who}")),
        "captured_on": "2020-05-01",
    },
    "publish": lambda world, line, who: {
        "seen_edits": world.thing(line.kind, line.what, who).edits
    },
    "send_back": lambda *_: {"comment": "Where is the page?"},
    "user add": lambda *_: {"email": "nora@example.org", "groups": [role("contributor")]},
    "user change": lambda world, line, who: {
        "username": world.thing("user", line.what, who).username,
        "groups": [role("reviewer")],
    },
    "errorreport change": lambda *_: {"note": "Mended."},
    "partner add": lambda *_: {"name": "A university", "contact": "it@example.org"},
    "partner change": lambda *_: {"name": "An institution", "contact": "it@example.org"},
    "partner partner_key_make": lambda *_: {
        "label": "weekly copy",
        "scopes": ["submit"],
        "last_day": str(timezone.now().date() + datetime.timedelta(days=30)),
    },
    "partner partner_key_replace": lambda *_: {"overlap": "7"},
    "partner partner_webhook": lambda *_: {"act": "off"},
    "partner partner_delivery": lambda world, line, who: {
        "act": "replay",
        "first": world.delivery.pk,
        "last": world.delivery.pk,
    },
    "import": lambda *_: {"file": upload(as_csv([row(SOURCE, 3)]), "sources.csv")},
    "import_dry_run": reading_of,
    "login": lambda *_: {"username": "tina", "password": "a long enough password"},
    "password_change": lambda *_: {"old_password": "a long enough password", **CHOSEN},
    "invitation": lambda *_: CHOSEN,
    "password_reset": lambda *_: {"email": "tina@example.org"},
    "weekly_mail": lambda *_: {"wanted": "yes"},
    "second_factor": lambda *_: {"act": "add", "code": "000000"},
}
