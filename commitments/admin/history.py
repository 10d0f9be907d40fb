"""A record's history in the admin: every published version, and a way back to an earlier one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import rules
from commitments.actions import restoring, returning, scope
from commitments.actions.errors import Refused, sentences
from commitments.queries import versions


class HistoryView:
    """Mixin of a record's screen, in place of Django's log of saved forms."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        back = self.admin_site.admin_view(self.bring_back_view)
        return [
            path("<path:object_id>/restore/<int:version>/", view, name=name),
            path("<path:object_id>/bring-back/", back, name=name.replace("_restore", "_back")),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": _("History of “%s”") % record,
            "versions": versions.versions_of(record),
            "may_restore": record.is_public and self.may_draft(request, record),
            "may_bring_back": bool(record.version)
            and not record.is_public
            and self.may_draft(request, record),
            "media": self.media,
        }
        return render(request, "admin/record_history.html", context)

    def may_draft(self, request, record):
        may = rules.may_draft(request.user, self.record_type, new=False)
        return may and scope.covers(request.user, record)

    def _pressed(self, request, object_id):
        """The record whose button was pressed, by somebody who may read its history."""
        record = self.get_object(request, object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if request.method != "POST" or record is None:
            raise Http404
        return record

    def bring_back_view(self, request, object_id):
        """Draft a retracted or merged record again, with all that the act took along."""
        record = self._pressed(request, object_id)
        try:
            made = returning.bring_back(record, by=request.user, at=timezone.now())
        except (Refused, ValidationError) as refusal:
            messages.error(request, " ".join(sentences(refusal)))
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
            return redirect(name, record.pk)
        messages.success(
            request, _("This is your draft. Read it, then submit it: a second person publishes it.")
        )
        return redirect("admin:commitments_submission_change", made.pk)

    def restore_view(self, request, object_id, version):
        """Draft an earlier version; it becomes public as any draft does."""
        record = self._pressed(request, object_id)
        opts = self.opts
        name = f"admin:{opts.app_label}_{opts.model_name}"
        try:
            restoring.restore(record, version=version, by=request.user, at=timezone.now())
        except (Refused, ValidationError) as refusal:
            messages.error(request, " ".join(sentences(refusal)))
            return redirect(f"{name}_history", record.pk)
        messages.success(
            request, _("Version %s is your draft now. Submit it for review.") % version
        )
        return redirect(f"{name}_change", record.pk)
