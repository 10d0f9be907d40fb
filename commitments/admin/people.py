"""Accounts and roles. Nobody gives more than she has: roles above one's own stay out of reach."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import mails, rules
from commitments.actions import people
from commitments.admin.account_acts import AccountActs
from commitments.admin.listing import ReadOnly, Unreadable
from commitments.models import User


class OnlyOne:
    """Mixin of an account's form: no two have one mail address or one name, however it is written."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self._is_of_another("email", email):
            raise ValidationError(_("There is an account with this address already."))
        return email

    def clean_username(self):
        username = self.cleaned_data["username"]
        if self._is_of_another("username", username):
            raise ValidationError(_("This username is taken. Give another."))
        return username

    def _is_of_another(self, name, value):
        others = User.objects.exclude(pk=self.instance.pk)
        given = value and name in self.changed_data
        return given and others.filter(**{f"{name}__iexact": value}).exists()


class AccountForm(OnlyOne, UserChangeForm):
    """An account that is there; its password is its person's."""

    password = None


class InviteForm(OnlyOne, forms.ModelForm):
    """Whom to invite; the username may be left to us."""

    class Meta:
        model = User
        fields = ["email", "username", "first_name", "last_name", "groups", "parties"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = self.fields["groups"].required = True
        self.fields["username"].required = False
        self.fields["username"].help_text = _(
            "What she signs in with. Empty: the first part of her mail address."
        )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("username") and cleaned.get("email"):
            cleaned["username"] = cleaned["email"].partition("@")[0]
            if User.objects.filter(username__iexact=cleaned["username"]).exists():
                self.add_error("username", _("This username is taken. Give another."))
        return cleaned


@admin.register(User)
class PeopleAdmin(AccountActs, Unreadable, UserAdmin):
    list_display = ["username", "first_name", "last_name", "roles", "account", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    autocomplete_fields = ["parties"]
    actions = None
    form = AccountForm
    add_form = InviteForm
    add_form_template = "admin/invite.html"
    change_form_template = "admin/account.html"
    add_fieldsets = [
        (None, {"fields": ["email", ("first_name", "last_name"), "username"]}),
        (gettext_lazy("Role"), {"fields": ["groups", "parties"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "account"]}),
        (gettext_lazy("Who it is"), {"fields": [("first_name", "last_name"), "email"]}),
        (gettext_lazy("Role"), {"fields": ["groups", "parties"]}),
        (gettext_lazy("Dates"), {"fields": [("last_login", "date_joined", "invited_at")]}),
    ]
    readonly_fields = ["account", "last_login", "date_joined", "invited_at"]

    class Media:
        js = ["admin/js/jquery.init.js", "admin_tracker/named.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_object(self, request, object_id, from_field=None):
        """What says who may touch an account is read once for a page; an act looks at it again."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "GET":
            prefetch_related_objects([found], "parties", "user_permissions")
            prefetch_related_objects([request.user], "groups")
        return found

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=gettext_lazy("account"), ordering="is_active")
    def account(self, user):
        if user.is_active:
            return _("active")
        return _("invited") if user.invited_at else _("closed")

    def has_delete_permission(self, request, obj=None):
        """An account is deactivated; its work keeps its author."""
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not people.outranks(request.user, obj))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            roles = Group.objects.filter(name__in=rules.ROLES).order_by("pk")
            if not rules.may_give(request.user, [rules.ADMINISTRATOR]):
                roles = roles.exclude(name=rules.ADMINISTRATOR)
            kwargs["queryset"] = roles
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["label"] = _("Roles")
            kwargs["help_text"] = _("Each role may what the one before it may, and more.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Of two at once the second is told that the first has taken the name or the address."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            people.one_at_a_time()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def add_view(self, request, form_url="", extra_context=None):
        extra_context = {"title": _("Invite somebody")}
        return self.told(request, super().add_view(request, form_url, extra_context))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        answer = super().change_view(request, object_id, form_url, extra_context)
        return self.told(request, answer)

    @staticmethod
    def told(request, answer):
        """Mails go out when what they tell of stands and nobody waits for it any more."""
        for tell in getattr(request, "to_tell", ()):
            tell()
        return answer

    def save_model(self, request, obj, form, change):
        """Nothing: save_related hands the whole form to an action."""

    def save_related(self, request, form, formsets, change):
        """Invite somebody, or change an account."""
        given = form.cleaned_data
        facts = {"roles": given["groups"], "parties": given["parties"]}
        how = {"by": request.user, "at": timezone.now()}
        if change:
            people.change(form.instance, **facts, **how)
            request.to_tell = [partial(self.tell_of_address, request, form)]
        else:
            token = people.invite(form.instance, **facts, **how)
            request.to_tell = [partial(self.invite, request, form.instance, token)]

    def tell_of_address(self, request, form):
        """Who had the old address learns it, for links to new passwords go to the new one from now on."""
        old = form.initial["email"]
        if old and "email" in form.changed_data:
            told = {"user": form.instance, "by": request.user}
            mails.sent(mails.written_to(old, "address_changed", **told))

    def invite(self, request, user, token):
        """Send the link; where no mail goes out, show it to who invites."""
        link = reverse("admin:invitation", args=[token])
        text = _("A mail with a link is on its way to %s. The link works once, for seven days.")
        self.send_link(request, user, "invitation", link, text)

    def response_add(self, request, obj, post_url_continue=None):
        return redirect("admin:commitments_user_change", obj.pk)

    def history_view(self, request, object_id, extra_context=None):
        """What happened to an account is in the audit log."""
        if not request.user.has_perm("commitments.view_auditentry"):
            raise PermissionDenied
        name = User.objects.filter(pk=object_id).values_list("username", flat=True).first()
        return redirect(f"{reverse('admin:commitments_auditentry_changelist')}?q={name or ''}")


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnly, Unreadable, GroupAdmin):
    """The roles as the migration made them, to read."""

    actions = None

    def get_queryset(self, request):
        """With the permissions and the kinds of record that name them."""
        named = Permission.objects.select_related("content_type")
        return super().get_queryset(request).prefetch_related(Prefetch("permissions", named))
