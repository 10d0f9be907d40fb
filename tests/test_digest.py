"""The weekly mail: who gets it, what it says, and that nobody gets it twice."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from commitments import digest
from commitments.actions import entry, review, standings
from commitments.models import Commitment, User
from summits.models import Party
from tests import factories as make
from tests.admin.conftest import centre, pledge_content

__all__ = ["centre"]
pytestmark = pytest.mark.django_db
WEDNESDAY = datetime.datetime(2026, 3, 11, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def reader(editor):
    """An editor with an address; nobody else has one."""
    User.objects.update(email="")
    editor.email = "erika@example.org"
    editor.save()
    return editor


def pledge(*codes, **facts):
    """A public pledge known from a later report only, fresh enough for no other heap."""
    facts = {"promise_known_from": "reported", "made_on": "2026-02"} | facts
    commitment = make.CommitmentFactory(**facts)
    for code in codes:
        party = Party.objects.filter(code=code).first() or make.PartyFactory(code=code)
        make.PartFactory(commitment=commitment, party=party)
    standings.refresh([commitment.pk])
    return commitment


def send(*options):
    said = StringIO()
    call_command("send_digest", *options, stdout=said)
    return said.getvalue().strip()


def told(sent, empty, before):
    return f"{sent} mails sent, {empty} had nothing to tell, {before} had gone before."


def test_who_is_limited_reads_of_her_own_heaps_with_the_first_items(reader, settings):
    settings.SITE_URL = "https://nss.example.org"
    hers, _other = pledge("FRA", title="Build a centre"), pledge("USA", title="Not hers")
    reader.parties.add(Party.objects.get(code="FRA"))
    assert send() == told(1, 0, 0)
    (letter,) = mail.outbox
    assert letter.to == ["erika@example.org"]
    assert letter.subject == "Your work list at NSS Tracker, week of 9 March 2026"
    assert letter.body == (
        "Known from a later report only: 1\n"
        "https://nss.example.org/admin/to-do/reported-only/?whose=mine\n"
        "- Build a centre\n"
        f"  https://nss.example.org/admin/commitments/commitment/{hers.pk}/change/\n"
        "\n"
        "All of it: https://nss.example.org/admin/\n"
        "To get no such mail any more: https://nss.example.org/admin/weekly-mail/\n"
    )


def test_who_is_not_reads_of_the_whole_record_too_and_of_five_items_at_most(reader):
    for n in range(7):
        pledge("FRA", title=f"Pledge & {n}")
    send()
    body = mail.outbox[0].body
    assert "In the whole record:\n- Known from a later report only: 7\n" in body
    assert "Pledge" not in body  # none of them is hers
    reader.parties.add(Party.objects.get(code="FRA"))
    send("--again")
    assert mail.outbox[1].body.count("- Pledge & ") == 5


def test_she_reads_what_was_sent_back_and_a_reviewer_what_waits(centre, reader, reviewer):
    User.objects.filter(pk=reviewer.pk).update(email="rafael@example.org")
    for title in ("First draft", "Second draft"):
        new = pledge_content(id=title.lower().replace(" ", "-"), title=title)
        one = entry.enter(Commitment(), proposed=new, by=reader, at=WEDNESDAY)
        review.submit(one, by=reader, at=WEDNESDAY)
    review.send_back(one, by=reviewer, at=WEDNESDAY, comment="Which year?")
    assert send() == told(2, 0, 0)
    hers, his = (letter.body for letter in mail.outbox)
    assert "Sent back to you: 1\n" in hers
    assert "- commitment: Second draft\n" in hers
    assert f"/admin/commitments/submission/{one.pk}/change/\n" in hers
    assert "Waiting for your review" not in hers
    assert "Waiting for your review: 1\n" in his
    assert "- commitment: First draft\n" in his


def test_nothing_is_sent_when_there_is_nothing(reader):
    assert send() == told(0, 1, 0)
    assert mail.outbox == []
    pledge("FRA")
    assert send() == told(1, 0, 0)  # what came later in the week


def test_nobody_gets_it_twice_in_a_week_unless_asked_for(reader):
    pledge("FRA")
    assert send() == told(1, 0, 0)
    assert send() == told(0, 0, 1)
    with time_machine.travel(datetime.datetime(2026, 3, 15, 23, 59, tzinfo=datetime.UTC)):
        assert send() == told(0, 0, 1)
    assert send("--again") == told(1, 0, 0)
    with time_machine.travel(datetime.datetime(2026, 3, 16, tzinfo=datetime.UTC)):
        assert send() == told(1, 0, 0)


def test_of_two_runs_at_once_one_sends(reader, monkeypatch):
    pledge("FRA")
    first = digest.written

    def overtaken(user, week):
        monkeypatch.setattr(digest, "written", first)
        assert send() == told(1, 0, 0)
        return first(user, week)

    monkeypatch.setattr(digest, "written", overtaken)
    assert send() == told(0, 0, 1)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "facts",
    [{"is_active": False}, {"is_staff": False}, {"email": ""}, {"weekly_mail": False}],
)
def test_who_cannot_or_will_not_read_it_gets_none(reader, facts):
    pledge("FRA")
    User.objects.filter(pk=reader.pk).update(**facts)
    assert send() == told(0, 0, 0)


def test_an_account_without_a_role_gets_none(reader):
    pledge("FRA")
    reader.groups.clear()
    assert send() == told(0, 0, 0)


def test_a_mail_that_fails_stops_no_other_and_is_tried_again(reader, reviewer, settings):
    pledge("FRA")
    settings.EMAIL_BACKEND = "tests.test_digest.Choosy"
    User.objects.filter(pk=reviewer.pk).update(email="rafael@example.org")
    User.objects.filter(pk=reader.pk).update(email="refused@example.org")
    with pytest.raises(CommandError, match="1 mails could not be sent, to erika. Run it again."):
        send()
    assert [letter.to for letter in mail.outbox] == [["rafael@example.org"]]
    User.objects.filter(pk=reader.pk).update(email="erika@example.org")
    assert send() == told(1, 0, 1)
    assert mail.outbox[1].to == ["erika@example.org"]


class Choosy(EmailBackend):
    """A server that does not take every address."""

    def send_messages(self, messages):
        if messages[0].to == ["refused@example.org"]:
            raise ConnectionRefusedError
        return super().send_messages(messages)


def test_an_address_that_no_mail_can_have_stops_no_other(reader, reviewer):
    pledge("FRA")
    User.objects.filter(pk=reviewer.pk).update(email="rafael@example.org")
    User.objects.filter(pk=reader.pk).update(email="erika@example.org\nBcc: all@example.org")
    with pytest.raises(CommandError, match="to erika"):
        send()
    assert [letter.to for letter in mail.outbox] == [["rafael@example.org"]]


@pytest.mark.parametrize("count", [1, 3])
def test_an_editor_costs_the_same_queries_however_much_she_has(
    reader, django_assert_num_queries, count
):
    for _ in range(count):
        pledge("FRA")
    reader.parties.add(Party.objects.get(code="FRA"))
    with django_assert_num_queries(9):
        send()


def test_an_editor_declines_it_and_wants_it_again(reader, client):
    client.force_login(reader)
    page = client.get("/admin/weekly-mail/").content.decode()
    assert "It goes to erika@example.org." in page
    assert client.post("/admin/weekly-mail/", {"wanted": "no"}).url == "/admin/weekly-mail/"
    assert "You have declined it." in client.get("/admin/weekly-mail/").content.decode()
    assert not User.objects.get(pk=reader.pk).weekly_mail
    client.post("/admin/weekly-mail/", {"wanted": "yes"})
    assert User.objects.get(pk=reader.pk).weekly_mail
    User.objects.update(email="")
    assert "has no address" in client.get("/admin/weekly-mail/").content.decode()
