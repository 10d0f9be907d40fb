"""The four roles: what each may do, and that the migration that makes them runs forwards and back."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from commitments import rules

DRAFTED = {"commitment", "progressreport", "source", "participation", "document"}
KEPT = {"summit", "party", "theme"}


def may(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def words(verbs, models):
    return {f"{verb}_{model}" for verb in verbs.split() for model in models}


def test_a_contributor_sees_everything_and_drafts(db):
    expected = words("view", DRAFTED | KEPT | {"submission", "change"})
    assert may("contributor") == expected | words("add change", DRAFTED | {"check"})


def test_a_reviewer_also_reviews(db):
    assert may("reviewer") - may("contributor") == {"review_submission"}
    assert may("reviewer") > may("contributor")


def test_a_managing_editor_also_retracts_and_keeps_summits_parties_themes_and_people(db):
    added = {"retract_record"} | words("add change", KEPT) | words("view add change", {"user"})
    assert may("managing editor") - may("reviewer") == added
    assert may("managing editor") > may("reviewer")


def test_an_administrator_also_keeps_the_roles(db):
    assert may("administrator") - may("managing editor") >= words("view change", {"group"})
    assert may("administrator") > may("managing editor")


def test_nobody_deletes(db):
    for role in rules.ROLES:
        assert not [code for code in may(role) if code.startswith("delete_")]


def test_the_rules_ask_for_permissions_that_exist(editor, reviewer, manager):
    assert all(
        rules.may_draft(editor, kind, new=True)
        for kind in ("commitment", "progress_report", "source")
    )
    assert not any(rules.may_draft(editor, kind, new=True) for kind in KEPT)
    assert [rules.may_retract(user) for user in (editor, reviewer, manager)] == [False, False, True]


@pytest.mark.walk
@pytest.mark.django_db(transaction=True)
def test_the_roles_go_with_their_migration_and_come_back():
    before = {role: may(role) for role in rules.ROLES}
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("commitments")
    try:
        call_command("migrate", "commitments", "0001", verbosity=0)
        assert not Group.objects.exists()
    finally:
        call_command("migrate", *latest[0], verbosity=0)
    assert {role: may(role) for role in rules.ROLES} == before
    assert apps.get_app_config("commitments").models_module is not None
