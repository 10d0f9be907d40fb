"""Signing in: the password, then the code of the second factor; what was sent before is kept through both."""

import math

from django import forms
from django.contrib import auth, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions import audit, factors, guessing, sessions
from commitments.admin import devices, kept, second_factor
from commitments.choices import AuditKind
from commitments.models import SecondFactor, User

LONGEST = 1000  # characters of what is looked at
PROVED_FOR = 600  # seconds from the password to the code
SALT = "password was right"


def too_many(wait):
    """What a refusal says that nobody looked into."""
    minutes = math.ceil(wait.total_seconds() / 60)
    return (
        ngettext(
            "Too many wrong guesses. Try again in %s minute.",
            "Too many wrong guesses. Try again in %s minutes.",
            minutes,
        )
        % minutes
    )


class SignInForm(AdminAuthenticationForm):
    """Username and password; guesses are counted first, and the same for accounts that do not exist."""

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxLengthValidator(LONGEST))

    def clean(self):
        name, at = self.cleaned_data.get("username"), timezone.now()
        if not name or not self.cleaned_data.get("password"):
            return self.cleaned_data
        self.account = User.objects.filter(username=name).first()
        device = devices.known_for(self.request, self.account)
        account, address = f"account:{name.casefold()}", f"address:{network(audit.address())}"
        keys = [f"device:{device}:{self.account.pk}"] if device else [account, address]
        wait = guessing.attempt(keys, at=at)
        if wait:
            known = _("On a device with which you have signed in before you need not wait.")
            raise ValidationError(too_many(wait) if device else f"{too_many(wait)} {known}")
        try:
            cleaned = super().clean()
        except ValidationError:
            refused(self.account, at)
            raise
        guessing.was_right(keys[:1], keys[1:])
        return cleaned


def network(address):
    """What counts as one address: with IPv6, a whole /64, since one person has so many."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def refused(account, at):
    """A wrong guess; what was typed in place of a name may be a password, and is not written down."""
    audit.write(
        AuditKind.SIGN_IN_REFUSED, by=None, at=at, target=account, known_account=bool(account)
    )


class CodeForm(forms.Form):
    """The code of the second step, with the proof that the password was right."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )
    proof = forms.CharField(widget=forms.HiddenInput, max_length=500)


def login(site, request):
    """The page /admin/login/ with its two steps."""
    if request.method == "GET" and site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "GET" and second_factor.must_add(request):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    if "proof" in request.POST:
        return _second_step(site, request)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(site, request, form)
    user = form.get_user()
    if kept.was_typed_by_another(request.POST.get("kept", ""), user):
        return page(site, request, SignInForm(request), problem=kept.ANOTHERS)
    if SecondFactor.objects.filter(user=user).exists():
        return _code_page(site, request, CodeForm(initial={"proof": _proof(user)}))
    return finish(site, request, user)


def page(site, request, form, *, wanted="", sent="", problem=""):
    """The first step."""
    wanted = wanted or request.POST.get("next") or request.GET.get("next") or reverse("admin:index")
    context = {
        **site.each_context(request),
        "title": _("Sign in"),
        "subtitle": None,
        "form": form,
        "app_path": reverse("admin:login"),
        "username": request.user.get_username(),
        "next": wanted,
        "kept": sent or request.POST.get("kept", ""),
        "problem": problem,
    }
    return render(request, "admin/login.html", context)


def _proof(user):
    return signing.dumps({"pk": user.pk, "hash": user.get_session_auth_hash()}, salt=SALT)


def _proved(given):
    """Who has given her password a moment ago; None if that is too long ago or not true."""
    try:
        found = signing.loads(given, salt=SALT, max_age=PROVED_FOR)
        user = User.objects.filter(pk=found["pk"], is_active=True).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    same = user and found["hash"] == user.get_session_auth_hash()
    return user if same else None


def _code_page(site, request, form):
    context = {
        **site.each_context(request),
        "title": _("Second step"),
        "form": form,
        "next": request.POST.get("next", ""),
        "kept": request.POST.get("kept", ""),
    }
    return render(request, "admin/second_step.html", context)


def _second_step(site, request):
    user = _proved(request.POST["proof"])
    if user is None:
        late = _("That took longer than ten minutes. Give your password again.")
        return page(site, request, SignInForm(request), problem=late)
    form, at = CodeForm(request.POST), timezone.now()
    if not form.is_valid():
        return _code_page(site, request, form)
    key = f"code:{user.pk}"
    wait = guessing.attempt([key], at=at)
    if wait:
        form.add_error("code", too_many(wait))
    elif not factors.check(user, form.cleaned_data["code"], at=at):
        refused(user, at)
        form.add_error("code", _(factors.WRONG))
    else:
        guessing.was_right([key])
        return finish(site, request, user, with_factor=True)
    return _code_page(site, request, form)


def finish(site, request, user, *, with_factor=False):
    """Both steps are done: a session, and back to where she was, with what she had sent."""
    request.with_factor = with_factor
    auth.login(request, user, "django.contrib.auth.backends.ModelBackend")
    sent, wanted = request.POST.get("kept", ""), kept.own_address(request)
    if second_factor.must_add(request):
        response = second_factor.page(site, request, wanted=wanted, sent=sent)
    else:
        if with_factor:
            _warn_of_few_codes(request, user)
        again = kept.page_to_send_again(site, request, wanted, sent) if sent else None
        response = again or HttpResponseRedirect(wanted)
    devices.remember(request, response, user)
    return response


def _warn_of_few_codes(request, user):
    left = user.second_factor.codes.count()
    if left <= factors.FEW:
        text = ngettext(
            "%s recovery code is left. Make new ones under “Second factor”.",
            "%s recovery codes are left. Make new ones under “Second factor”.",
            left,
        )
        messages.warning(request, text % left)


def begun(sender, request, user, **_rest):
    """Somebody has signed in, by whatever way: note it, and let her session know the note."""
    row = sessions.begin(
        user,
        device=devices.told(request.META.get("HTTP_USER_AGENT", "")),
        with_factor=getattr(request, "with_factor", False),
        at=timezone.now(),
    )
    request.session["sign_in"] = row.pk
    request.sign_in = row


def ended(sender, request, user, **_rest):
    """Somebody signs out."""
    if user is not None:
        sessions.sign_out(request.session.get("sign_in"), user, at=timezone.now())
