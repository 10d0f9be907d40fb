"""A record's history in the admin: every published version, and a way back to an earlier one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import rules
from commitments.actions import restoring, scope
from commitments.actions.errors import Refused
from commitments.queries import versions


class HistoryView:
    """Mixin of a record's screen, in place of Django's log of saved forms."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [
            path("<path:object_id>/restore/<int:version>/", view, name=name),
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
            "may_restore": record.is_public
            and rules.may_draft(request.user, self.record_type, new=False)
            and scope.covers(request.user, record),
            "media": self.media,
        }
        return render(request, "admin/record_history.html", context)

    def restore_view(self, request, object_id, version):
        """Draft an earlier version; it becomes public as any draft does."""
        record = self.get_object(request, object_id)
        if request.method != "POST" or record is None:
            raise Http404
        opts = self.opts
        name = f"admin:{opts.app_label}_{opts.model_name}"
        try:
            restoring.restore(record, version=version, by=request.user, at=timezone.now())
        except (Refused, ValidationError) as refusal:
            sentences = getattr(refusal, "messages", [str(refusal)])
            messages.error(request, " ".join(sentences))
            return redirect(f"{name}_history", record.pk)
        messages.success(
            request, _("Version %s is your draft now. Submit it for review.") % version
        )
        return redirect(f"{name}_change", record.pk)
