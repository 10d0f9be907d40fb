"""Merging in the admin: what the record that stays says otherwise is shown before, and nothing is silent."""

import pytest

from commitments.models import Commitment
from summits.models import Source
from tests.admin.conftest import pledge_content
from tests.ground import SOURCE, make_public


def part(code, role):
    return {"party": code, "role": role, "joined_on": None, "left_on": None}


@pytest.fixture
def double(centre, public):
    """A duplicate of the centre in which China is a partner only and the source has another place."""
    facts = pledge_content(
        id="chn-2010-double",
        parties=[part("CHN", "partner"), part("USA", "lead")],
        citations=[{"source": "first-source", "locator": "p. 9"}],
    )
    make_public(public, (Commitment(), facts))
    return Commitment.objects.get(slug="chn-2010-double")


def test_what_stays_behind_is_read_before_two_pledges_are_merged(as_manager, double, centre):
    address = f"/admin/commitments/commitment/{double.pk}/merge/"
    sent = {"survivor": centre.pk, "reason": "Entered twice"}
    answer = as_manager.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "China: here partner, there lead. It stays lead." in text
    assert "“First source”: here p. 9, there p. 1." in text
    assert "United States" not in text  # it moves
    assert "Entered twice" in text  # what was typed is kept
    double.refresh_from_db()
    assert double.is_public
    assert as_manager.post(address, sent | {"confirmed": double.pk}).status_code == 400
    assert as_manager.post(address, sent | {"confirmed": centre.pk}).status_code == 302
    roles = dict(centre.parts.values_list("party__code", "role"))
    assert roles == {"CHN": "lead", "USA": "lead"}


def test_two_sources_cited_in_different_places_are_merged_with_both_places(
    as_manager, centre, public
):
    other = SOURCE | {"id": "second-source", "title": "Second", "url": "https://example.org/2"}
    make_public(public, (Source(), other))
    cites = [
        {"source": "first-source", "locator": "p. 1"},
        {"source": "second-source", "locator": "p. 7"},
    ]
    make_public(public, (Commitment(), pledge_content(id="both", title="Both", citations=cites)))
    first, second = (Source.objects.get(slug=f"{name}-source") for name in ("first", "second"))
    sent = {"survivor": second.pk, "reason": "Twice"}
    assert as_manager.post(f"/admin/summits/source/{first.pk}/merge/", sent).status_code == 302
    assert Commitment.objects.get(slug="both").citations.get().locator == "p. 1; p. 7"


def test_where_both_say_the_same_nothing_is_asked(as_manager, centre, public):
    make_public(public, (Commitment(), pledge_content(id="same")))
    same = Commitment.objects.get(slug="same")
    sent = {"survivor": centre.pk, "reason": "Entered twice"}
    address = f"/admin/commitments/commitment/{same.pk}/merge/"
    assert as_manager.post(address, sent).status_code == 302


@pytest.mark.parametrize("verb", ["retract", "merge", "rename"])
def test_a_reason_as_long_as_a_book_is_refused(as_manager, double, centre, verb):
    sent = {"survivor": centre.pk, "slug": "chn-2010-other", "reason": "x" * 2001}
    answer = as_manager.post(f"/admin/commitments/commitment/{double.pk}/{verb}/", sent)
    assert answer.status_code == 400
    assert "at most 2000 characters" in str(answer.context["form"].errors["reason"])
