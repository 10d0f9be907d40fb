"""Screens of records for who is limited to some parties: others' drafts are not listed, offered or named."""

import copy

from django.contrib import admin
from django.forms import ModelChoiceField
from django.http import Http404

from commitments.queries import visibility
from summits.models.reviewable import Reviewable


def narrow(form, user):
    """Let the choices of a form class be what the user sees; returns the class."""
    if visibility.sees_own_only(user):
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, Reviewable):
                own = copy.deepcopy(field)
                own.queryset = visibility.records(field.queryset, user)
                form.base_fields[name] = own
    return form


class SeesOwn:
    """Mixin of records' screens."""

    def get_queryset(self, request):
        return visibility.records(super().get_queryset(request), request.user)

    def get_object(self, request, object_id, from_field=None):
        """What is not hers to see does not exist; its address says no more than any other.

        A page that only shows it asks for it once.
        """
        seen = request.__dict__.setdefault("records_seen", {})
        if request.method == "GET" and object_id in seen:
            return seen[object_id]
        found = seen[object_id] = super().get_object(request, object_id, from_field)
        if found is None and visibility.sees_own_only(request.user):
            gone = request.method == "POST" and not self._exists(object_id)
            if not gone:  # a draft of hers that was discarded meanwhile keeps what she typed
                raise Http404
        return found

    def _exists(self, object_id):
        try:
            return self.model._base_manager.filter(pk=object_id).exists()
        except (ValueError, OverflowError, TypeError):
            return False


class SeenOnly(admin.RelatedFieldListFilter):
    """A filter by a record that offers what the user sees."""

    def field_choices(self, field, request, model_admin):
        found = super().field_choices(field, request, model_admin)
        if not visibility.sees_own_only(request.user):
            return found
        rows = field.remote_field.model._default_manager.all()
        seen = set(visibility.records(rows, request.user).values_list("pk", flat=True))
        return [(pk, name) for pk, name in found if pk in seen]
