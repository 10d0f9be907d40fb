"""Pages on which a password is set: by an invitation's link, and by mail after one was forgotten."""

from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from commitments import mails
from commitments.actions import audit, guessing, people
from commitments.actions.errors import WrongState
from commitments.admin import sign_in
from commitments.choices import AuditKind


@sensitive_post_parameters()
@never_cache
def invitation(request, token):
    """Choose a password and be signed in; looking at the page uses nothing up."""
    at = timezone.now()
    user = people.invited(token, at=at)
    form = SetPasswordForm(user, request.POST or None) if user else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            user = people.accept(token, password=form.cleaned_data["new_password1"], at=at)
        except WrongState:
            form = None
        else:
            return sign_in.finish(admin.site, request, user)
    context = {
        **admin.site.each_context(request),
        "title": _("Welcome") if form else _("This link opens nothing"),
        "form": form,
        "invited": user,
    }
    return render(request, "admin/invitation.html", context, status=200 if form else 410)


class ResetForm(PasswordResetForm):
    """Asks for a mail; the answer and its time are the same whether there is such an account or not."""

    def clean(self):
        at, address = timezone.now(), sign_in.network(audit.address())
        wait = guessing.attempt([f"reset:{address}"], at=at)
        if wait:
            raise ValidationError(sign_in.too_many(wait))
        return super().clean()

    def send_mail(self, subject, email, context, *rest, **how):
        user = context["user"]
        audit.write(AuditKind.RESET_ASKED, by=None, at=timezone.now(), target=user)
        link = reverse("admin:password_reset_confirm", args=[context["uid"], context["token"]])
        mails.send_aside(mails.written("reset", user, path=link))


class ResetView(PasswordResetView):
    form_class = ResetForm
    template_name = "admin/password_reset.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Forgotten password")

    def form_valid(self, form):
        answer = super().form_valid(form)
        messages.success(
            self.request,
            _(
                "If there is an account with this address, a mail is on its way. Its link works "
                "for an hour."
            ),
        )
        return answer

    def get_context_data(self, **given):
        return {**admin.site.each_context(self.request), **super().get_context_data(**given)}


class ResetConfirmView(PasswordResetConfirmView):
    template_name = "admin/password_reset_confirm.html"
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64):
        """Nobody where the account was closed since the mail went out."""
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        answer = super().form_valid(form)
        people.password_changed(form.user, by=form.user, at=timezone.now())
        messages.success(self.request, _("The new password is set. Sign in with it."))
        return answer

    def get_context_data(self, **given):
        return {**admin.site.each_context(self.request), **super().get_context_data(**given)}


def addresses():
    """The addresses of these pages, which need no session."""
    return [
        path("invitation/<str:token>/", invitation, name="invitation"),
        path("forgotten/", ResetView.as_view(), name="password_reset"),
        path(
            "forgotten/<uidb64>/<token>/",
            ResetConfirmView.as_view(),
            name="password_reset_confirm",
        ),
    ]


def change_own(request, ask):
    """Django's page for a new password of one's own; other sign-ins end with the old one.

    Guesses at the old one, by whoever sits at an open session, are slowed like any other.
    """
    before, keys, at = request.user.password, [f"password:{request.user.pk}"], timezone.now()
    wait = request.method == "POST" and guessing.attempt(keys, at=at)
    if wait:
        messages.error(request, sign_in.too_many(wait))
        return redirect("admin:password_change")
    answer = ask(request)
    if request.user.password != before:
        guessing.was_right(keys)
        people.password_changed(request.user, by=request.user, at=at, keep=request.sign_in)
    return answer
