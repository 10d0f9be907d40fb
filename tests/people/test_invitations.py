"""Invited by mail with a link that works once; nobody gives a role above her own."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone

from commitments.actions import people
from commitments.actions.errors import NotAllowed
from commitments.choices import AuditKind
from commitments.models import AuditEntry, User
from tests.admin.conftest import signed_in
from tests.people.conftest import is_in, sign_in

pytestmark = pytest.mark.once

ADD = "/admin/commitments/user/add/"
NEW = "seven green kettles boil"
CHOSEN = {"new_password1": NEW, "new_password2": NEW}


def role(name):
    return Group.objects.get(name=name).pk


def invited(client, *roles, **more):
    sent = {"email": "nora@example.org", "first_name": "Nora", "last_name": "Nord"}
    answer = client.post(ADD, sent | {"groups": [role(one) for one in roles]} | more)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return User.objects.get(email="nora@example.org")


def link():
    """The link of the last mail, without the site's address."""
    return re.search(r"https://tracker\.example(/admin/invitation/\S+/)", mail.outbox[-1].body)[1]


def act(client, user, verb):
    return client.post(f"/admin/commitments/user/{user.pk}/{verb}/")


def test_an_invited_person_chooses_a_password_and_is_in(as_manager):
    nora = invited(as_manager, "contributor")
    assert (nora.username, nora.is_active, nora.has_usable_password()) == ("nora", False, False)
    assert [one.to for one in mail.outbox] == [["nora@example.org"]]
    assert "Dear Nora Nord" in mail.outbox[0].body
    client = Client()
    for _turn in range(2):  # a mail server's scanner looks first
        assert "Your username is <strong>nora</strong>" in client.get(link()).content.decode()
    assert client.post(link(), CHOSEN).status_code == 302
    assert is_in(client)
    assert sign_in("nora", NEW).status_code == 302
    kinds = list(AuditEntry.objects.filter(target_name="nora").values_list("kind", flat=True))
    assert kinds[::-1][:3] == [
        AuditKind.INVITED,
        AuditKind.INVITATION_ACCEPTED,
        AuditKind.SIGNED_IN,
    ]


def test_a_link_works_once_and_for_seven_days(as_manager):
    nora = invited(as_manager, "contributor")
    week = datetime.timedelta(days=7, seconds=1)
    User.objects.filter(pk=nora.pk).update(invited_at=nora.invited_at - week)
    old = people.token(User.objects.get(pk=nora.pk))
    assert Client().post(f"/admin/invitation/{old}/", CHOSEN).status_code == 410
    User.objects.filter(pk=nora.pk).update(invited_at=nora.invited_at)
    assert Client().post(link(), CHOSEN).status_code == 302
    again = Client().post(link(), {"new_password1": "x" * 20, "new_password2": "x" * 20})
    assert again.status_code == 410
    nora.refresh_from_db()
    assert nora.invited_at is None
    assert sign_in("nora", NEW).status_code == 302


def test_inviting_again_makes_the_first_link_void(as_manager):
    nora = invited(as_manager, "contributor")
    first = link()
    assert act(as_manager, nora, "invite-again").status_code == 302
    assert Client().get(first).status_code == 410
    assert Client().post(link(), CHOSEN).status_code == 302
    assert act(as_manager, nora, "invite-again").status_code == 409


def test_a_revoked_link_opens_nothing_and_a_new_one_does(as_manager):
    nora = invited(as_manager, "contributor")
    assert act(as_manager, nora, "revoke").status_code == 302
    assert Client().post(link(), CHOSEN).status_code == 410
    assert act(as_manager, nora, "revoke").status_code == 409
    act(as_manager, nora, "invite-again")
    assert Client().post(link(), CHOSEN).status_code == 302


@pytest.mark.parametrize("token", ["x", "x:y:z", "%00", "a" * 5000])
def test_a_link_that_is_not_ours_opens_nothing(public, token):
    assert Client().get(f"/admin/invitation/{token}/").status_code in {404, 410}


def test_a_weak_password_is_refused_and_the_link_stays(as_manager):
    invited(as_manager, "contributor")
    weak = Client().post(link(), {"new_password1": "nora", "new_password2": "nora"})
    assert weak.status_code == 200
    assert Client().post(link(), CHOSEN).status_code == 302


def test_the_same_address_or_name_is_not_invited_twice(as_manager):
    invited(as_manager, "contributor")
    sent = {"email": "NORA@example.org", "groups": [role("contributor")]}
    assert "an account with this address" in as_manager.post(ADD, sent).content.decode()
    sent |= {"email": "nora@elsewhere.example"}
    assert "username is taken" in as_manager.post(ADD, sent).content.decode()
    assert User.objects.filter(username__startswith="nora").count() == 1


def test_nobody_gives_a_role_above_her_own(as_manager, manager, as_reviewer, administrator):
    sent = {"email": "nora@example.org", "groups": [role("administrator")]}
    assert as_manager.post(ADD, sent).status_code == 200
    assert as_reviewer.post(ADD, sent).status_code == 403
    with pytest.raises(NotAllowed):
        people.invite(
            User(username="x"),
            roles=Group.objects.filter(name="administrator"),
            parties=[],
            by=manager,
            at=timezone.now(),
        )
    assert not User.objects.filter(username__in=["nora", "x"]).exists()
    invited(signed_in(administrator), "administrator")


def test_where_no_mail_goes_out_the_link_is_shown_to_who_invites(as_manager, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    nora = invited(as_manager, "contributor")
    page = as_manager.get(f"/admin/commitments/user/{nora.pk}/change/").content.decode()
    shown = re.search(r"http://testserver(/admin/invitation/\S+/)", page)[1]
    assert Client().post(shown, CHOSEN).status_code == 302


def test_a_change_of_roles_and_parties_is_told_with_before_and_after(as_manager, editor):
    page = f"/admin/commitments/user/{editor.pk}/change/"
    sent = {"username": "erika", "first_name": "Erika", "groups": [role("reviewer")]}
    assert as_manager.post(page, sent).status_code == 302
    found = AuditEntry.objects.filter(target_key=str(editor.pk))
    entry = found.get(kind=AuditKind.ROLES_CHANGED)
    assert (entry.by_name, entry.before, entry.after) == ("mona", "contributor", "reviewer")
    assert found.get(kind=AuditKind.ACCOUNT_CHANGED).details == {"first_name": ["", "Erika"]}
    count = found.count()
    as_manager.post(page, sent)
    assert found.count() == count


def test_no_account_takes_the_name_or_address_of_another(as_manager, editor, reviewer):
    User.objects.filter(pk=reviewer.pk).update(email="rita@example.org")
    page = f"/admin/commitments/user/{editor.pk}/change/"
    sent = {"username": reviewer.username.upper(), "groups": [role("contributor")]}
    sent |= {"email": "RITA@example.org"}
    refused = as_manager.post(page, sent).context["adminform"].form.errors
    assert set(refused) == {"username", "email"}
    own = {"username": "ERIKA", "email": "Erika@example.org"}
    assert as_manager.post(page, sent | own).status_code == 302


def test_whose_address_another_changes_is_told_at_the_old_one(as_manager, editor):
    User.objects.filter(pk=editor.pk).update(email="erika@example.org")
    page = f"/admin/commitments/user/{editor.pk}/"
    sent = {"username": "erika", "email": "e@example.org", "groups": [role("contributor")]}
    for _turn in range(2):
        assert as_manager.post(f"{page}change/", sent).status_code == 302
    [told] = mail.outbox
    assert told.to == ["erika@example.org"]
    assert "From now on mails go to: e@example.org" in told.body


def test_nobody_chooses_the_password_of_another(as_manager, administrator, editor):
    """R7: who knew it could be the second pair of eyes on her own work."""
    sent = {"usable_password": "true", "password1": NEW, "password2": NEW, "password": NEW}
    account = f"/admin/commitments/user/{editor.pk}"
    for client in (as_manager, signed_in(administrator)):
        page = client.get(f"{account}/change/").content.decode()
        assert 'href="../password/"' not in page
        assert f'href="{account}/new-password/"' in page
        for address in (f"{account}/password/", f"/admin/commitments/user/ {editor.pk}/password/"):
            client.post(address, sent, follow=True)
        client.post(
            f"{account}/change/", sent | {"username": "erika", "groups": [role("reviewer")]}
        )
    was, editor.password = editor.password, User.objects.get(pk=editor.pk).password
    assert editor.password == was


@pytest.mark.parametrize("address", ["erika@example.org", ""], ids=["by mail", "shown"])
def test_a_link_to_a_new_password_is_sent_or_shown_where_no_mail_goes_out(
    as_manager, editor, address
):
    User.objects.filter(pk=editor.pk).update(email=address)
    assert act(as_manager, editor, "new-password").status_code == 302
    page = as_manager.get(f"/admin/commitments/user/{editor.pk}/change/").content.decode()
    place = mail.outbox[0].body if address else page
    [link] = re.findall(r"https?://[\w.]+(/admin/forgotten/[^\s<]+/)", place)
    assert ("/admin/forgotten/" in page) != bool(address)
    entry = AuditEntry.objects.get(kind=AuditKind.RESET_ASKED)
    assert (entry.by_name, entry.target_name) == ("mona", "erika")
    client = Client()
    assert client.post(client.get(link).url, CHOSEN).status_code == 302
    assert sign_in("erika", NEW).status_code == 302
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert act(as_manager, editor, "new-password").status_code == 409


def test_who_sits_at_an_open_session_gets_no_link_around_the_old_password(as_manager, manager):
    """Without an address the link would stand on the page."""
    assert act(as_manager, manager, "new-password").status_code == 409
    assert not AuditEntry.objects.filter(kind=AuditKind.RESET_ASKED).exists()
