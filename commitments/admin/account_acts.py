"""The buttons on an account: each asks on a page of its own, and calls one action."""

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import mails
from commitments.actions import people, sessions
from commitments.actions.errors import NotAllowed, Refused
from commitments.models import SecondFactor

ACTS = {
    "invite-again": (
        gettext_lazy("Invite again"),
        gettext_lazy("She gets a new link, which works for seven days. The old one opens nothing."),
    ),
    "revoke": (
        gettext_lazy("Revoke the invitation"),
        gettext_lazy("The link opens nothing any more. You can invite her again later."),
    ),
    "deactivate": (
        gettext_lazy("Deactivate"),
        gettext_lazy(
            "She is signed out everywhere and cannot sign in any more. What she wrote stays, with "
            "her name. You can open the account again."
        ),
    ),
    "reactivate": (
        gettext_lazy("Open again"),
        gettext_lazy("She can sign in again with the password and the roles she had."),
    ),
    "reset-factor": (
        gettext_lazy("Reset the second factor"),
        gettext_lazy(
            "For who has lost phone and recovery codes. Make sure that it is she who asks, by "
            "another way than mail. She is signed out everywhere and told by mail."
        ),
    ),
    "new-password": (
        gettext_lazy("New password"),
        gettext_lazy(
            "She gets a mail with a link, which works once, for an hour, and chooses a password that "
            "only she knows. Until then hers stays as it is."
        ),
    ),
    "sessions": (
        gettext_lazy("Sessions"),
        gettext_lazy("Where this account is signed in. The button signs it out everywhere."),
    ),
}
DO = {
    "sessions": gettext_lazy("Sign out everywhere"),
    "new-password": gettext_lazy("Send the link"),
}
OF_DJANGO = "auth_user_password_change"  # where one would choose the password of another


class AccountActs:
    """Mixin of the accounts' screen."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.act_view)
        own = [
            path(f"<int:pk>/{verb}/", view, {"verb": verb}, name=f"commitments_user_{verb}")
            for verb in ACTS
        ]
        return own + [one for one in super().get_urls() if one.name != OF_DJANGO]

    def acts_on(self, request, user):
        """The buttons that make sense for this account now: label and address."""
        if not self.has_change_permission(request, user):
            return []
        own = user.pk == request.user.pk
        wanted = {
            "invite-again": not user.is_active and not user.has_usable_password(),
            "revoke": not user.is_active and user.invited_at is not None,
            "deactivate": user.is_active and not own,
            "reactivate": not user.is_active and user.has_usable_password(),
            "new-password": user.is_active and not own,
            "reset-factor": not own and SecondFactor.objects.filter(user=user).exists(),
            "sessions": not own,
        }
        return [
            (ACTS[verb][0], reverse(f"admin:commitments_user_{verb}", args=[user.pk]))
            for verb, shown in wanted.items()
            if shown
        ]

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj is not None:
            context["acts"] = self.acts_on(request, obj)
            context["factor"] = SecondFactor.objects.filter(user=obj).first()
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def act_view(self, request, pk, verb):
        """Ask, then act; a refusal is shown on the page that asks."""
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        problem = ""
        if request.method == "POST":
            try:
                self.act(request, user, verb)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except Refused as refusal:
                problem = str(refusal)
            else:
                return redirect("admin:commitments_user_change", user.pk)
        title, intro = ACTS[verb]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": user,
            "title": title,
            "intro": intro,
            "button": DO.get(verb, title),
            "problem": problem,
            "found": sessions.lasting(user, timezone.now()) if verb == "sessions" else None,
        }
        return render(request, "admin/account_act.html", context, status=409 if problem else 200)

    def act(self, request, user, verb):
        """Call the action behind a button."""
        how = {"by": request.user, "at": timezone.now()}
        if verb == "invite-again":
            self.invite(request, user, people.invite_again(user, **how))
            return
        if verb == "new-password":
            people.offer_password(user, **how)
            self.send_password_link(request, user)
            return
        if verb == "reset-factor":
            people.reset_factor(user, **how)
            mails.sent(mails.written("factor_reset", user, by=request.user))
        elif verb == "revoke":
            people.revoke_invitation(user, **how)
        elif verb == "deactivate":
            people.deactivate(user, **how)
        elif verb == "reactivate":
            people.reactivate(user, **how)
        else:
            people.end_sessions(user, **how)
        messages.success(request, _("Done, and written to the audit log."))

    def send_password_link(self, request, user):
        """The link of who has forgotten her password."""
        known = (
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        )
        link = reverse("admin:password_reset_confirm", args=known)
        text = _("A mail with a link is on its way to %s. The link works once, for an hour.")
        self.send_link(request, user, "new_password", link, text)

    def send_link(self, request, user, name, link, text):
        """Send a link; where no mail goes out, show it to who asked for it."""
        if user.email and mails.sent(mails.written(name, user, by=request.user, path=link)):
            messages.success(request, text % user.email)
            return
        text = _("The mail to %(to)s could not be sent. Give her this link yourself: %(link)s")
        link = request.build_absolute_uri(link)
        messages.warning(request, text % {"to": user.email or user, "link": link})
