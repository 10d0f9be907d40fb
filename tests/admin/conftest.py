"""A few public records to work with, clients of each role, and the form of a pledge."""

import pytest
from django.test import Client

from commitments.models import Commitment, Submission
from summits.models import Party, Source, Summit, Theme
from tests.ground import make_public


def pledge_content(**changes):
    return {
        "id": "chn-2010-centre",
        "kind": "national",
        "summit": "2010-washington",
        "document": None,
        "implements": None,
        "title": "Build a centre",
        "summary": "A centre is promised.",
        "promise_known_from": "stated",
        "made_on": "2010-04-13",
        "target_date": None,
        "target_quantity": None,
        "target_unit": "",
        "themes": ["training"],
        "done_when": "",
        "assessable": True,
        "not_assessable_why": "",
        "parties": [{"party": "CHN", "role": "lead", "joined_on": None, "left_on": None}],
        "citations": [{"source": "first-source", "locator": "p. 1"}],
        **changes,
    }


@pytest.fixture
def centre(public):
    """A public pledge of China's."""
    make_public(public, (Commitment(), pledge_content()))
    return Commitment.objects.get(slug="chn-2010-centre")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_editor(public, editor):
    return signed_in(editor)


@pytest.fixture
def as_reviewer(public, reviewer):
    return signed_in(reviewer)


@pytest.fixture
def as_manager(public, manager):
    return signed_in(manager)


def rows(prefix, *given):
    """The fields of an inline with these rows, and one empty row after them."""
    fields = {f"{prefix}-TOTAL_FORMS": len(given) + 1, f"{prefix}-INITIAL_FORMS": 0}
    for i, row in enumerate(given):
        fields |= {f"{prefix}-{i}-{name}": value for name, value in row.items()}
    return fields | {f"{prefix}-{len(given)}-new_language": "en"}


def pk(model, **wanted):
    return model.objects.get(**wanted).pk


def pledge_form(*, parts=None, citations=None, reports=(), **changes):
    """What an editor sends who enters a pledge."""
    parts = parts or [{"party": pk(Party, code="CHN"), "role": "lead"}]
    citations = citations or [{"source": pk(Source, slug="first-source"), "locator": "p. 2"}]
    return {
        "title": "Train two thousand people",
        "summary": "People are to be trained every year.",
        "kind": "national",
        "summit": pk(Summit, slug="2010-washington"),
        "made_on": "2010-04-13",
        "promise_known_from": "stated",
        "theme_list": [pk(Theme, slug="training")],
        "assessable": "on",
        **rows("parts", *parts),
        **rows("citations", *citations),
        **rows("reports", *reports),
        **changes,
    }


NEW_SOURCE = {
    "new_url": "https://example.org/second",
    "new_title": "The second source of all",
    "new_publisher": "Agency",
    "new_kind": "news",
    "new_published_on": "2012-03",
    "new_language": "en",
}
REPORT = {
    "status": "in_progress",
    "basis": "third_party",
    "date": "2012-03-27",
    "summary": "The work has begun.",
    "reported_by_name": "An institute",
    **NEW_SOURCE,
}
ADD = "/admin/commitments/commitment/add/"


def edit_url(record):
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


def errors(answer):
    """Every error that a form's page shows."""
    form = answer.context["adminform"].form
    found = [e for errors in form.errors.values() for e in errors]
    for formset in answer.context["inline_admin_formsets"]:
        found += formset.formset.non_form_errors()
        for row in formset.formset.forms:
            found += [e for errors in row.errors.values() for e in errors]
    return found


def last_submission():
    return Submission.objects.latest("pk")
