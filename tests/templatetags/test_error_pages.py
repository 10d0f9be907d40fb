"""The pages that refuse: they say why, never repeat what was asked, and the last resort needs nothing."""

import re
from types import SimpleNamespace as Thing

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_a_missing_page_does_not_repeat_its_address(client):
    """O08: no sentence of ours is put in our mouth."""
    answer = client.get("/mistyped-marker/")
    assert answer.status_code == 404
    assert "marker" not in answer.content.decode()
    assert "There is no page at this address." in answer.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_says_its_sentence_as_text(rf, status):
    context = {"detail": "<b> is not a day.", "status": status}
    page = render_to_string(f"{status}.html", context, rf.get("/"))
    assert "&lt;b&gt; is not a day." in page


def test_a_tombstone_says_when_and_why(rf):
    gone = Thing(
        record_type="commitment",
        retracted_at=timezone.now(),
        reason="Entered twice",
        public_id="x-1",
    )
    page = render_to_string("410.html", {"tombstone": gone, "status": 410}, rf.get("/x-1/"))
    assert "The commitment at this address was public" in page
    assert "Entered twice" in page


def test_the_last_resort_needs_no_context_and_its_styles_exist():
    page = get_template("500.html").render({})
    styles = re.findall(r'href="/static/([^"]+)"', page)
    assert len(styles) == 2
    assert all(finders.find(name) for name in styles)
