"""Accounts and roles. Nobody gives more than she has: roles above one's own stay out of reach."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from commitments import rules
from commitments.admin.listing import ReadOnly, Unreadable
from commitments.models import User


def outranks(user, other):
    """Whether ``other`` may do what ``user`` may not, so that her account is out of reach."""
    if user.is_superuser:
        return False
    if other.is_superuser or other.user_permissions.exists():
        return True
    names = {group.name for group in other.groups.all()}
    return rules.ADMINISTRATOR in names and not _is_administrator(user)


def _is_administrator(user):
    return user.is_superuser or user.groups.filter(name=rules.ADMINISTRATOR).exists()


@admin.register(User)
class PeopleAdmin(Unreadable, UserAdmin):
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    autocomplete_fields = ["parties"]
    actions = None
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Who it is"), {"fields": [("first_name", "last_name"), "email"]}),
        (_("Role"), {"fields": [("is_active", "is_staff"), "groups", "parties"]}),
        (_("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    class Media:
        js = ["admin/js/jquery.init.js", "admin_tracker/named.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def has_delete_permission(self, request, obj=None):
        """An account is made inactive; its work keeps its author."""
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not outranks(request.user, obj))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            roles = Group.objects.filter(name__in=rules.ROLES)
            if not _is_administrator(request.user):
                roles = roles.exclude(name=rules.ADMINISTRATOR)
            kwargs["queryset"] = roles
        return super().formfield_for_manytomany(db_field, request, **kwargs)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnly, Unreadable, GroupAdmin):
    """The roles as the migration made them, to read."""

    actions = None
