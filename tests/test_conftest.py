"""What the shared fixtures promise: an empty start, the real data once, roles everywhere, no network."""

import csv
import socket

import pytest
from django.conf import settings
from django.contrib.auth.models import Group

from commitments import rules
from commitments.models import Commitment, Standing
from summits.models import Party

with (settings.BASE_DIR / "data/nss/commitments.csv").open(newline="", encoding="utf-8") as file:
    COMMITMENTS = len(list(csv.DictReader(file)))


def test_the_settings_are_those_of_a_test_run():
    assert settings.TESTING
    assert not settings.DEBUG
    assert settings.SITE_URL == "https://tracker.example"
    assert settings.VAR_DIR.name.startswith("nss-test-")


@pytest.mark.django_db
def test_a_test_starts_from_an_empty_database_with_the_roles():
    assert not Party.objects.exists()
    assert set(Group.objects.values_list("name", flat=True)) == set(rules.ROLES)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_record_is_whole_again_after_a_test_that_empties_it(record, turn):
    assert Commitment.objects.published().count() == COMMITMENTS
    assert Standing.objects.exists()
    Standing.objects.all().delete()


@pytest.mark.parametrize("turn", [1, 2])
def test_the_few_public_records_are_there_again_too(public, turn):
    assert sorted(Party.objects.published().values_list("code", flat=True)) == ["CHN", "USA"]
    assert public.is_superuser
    Party.objects.filter(code="USA").delete()


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_an_empty_database_with_the_roles(editor, turn):
    assert editor.has_perm("commitments.add_commitment")
    assert not Party.objects.exists()
    Party.objects.create(code="ATL", slug="atlantis", name="Atlantis", kind="country")


@pytest.mark.later
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_can_have_the_record(record, reviewer):
    assert Commitment.objects.published().count() == COMMITMENTS
    assert reviewer.has_perm("commitments.review_submission")


def test_nothing_but_this_machine_is_reached():
    with socket.socket() as somewhere, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        somewhere.connect(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match=r"nss\.example"):
        socket.getaddrinfo("nss.example", 80)
