"""What an editor sees of a source's link: its state, when it was last seen, and where it has moved."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import entry
from commitments.actions.errors import Refused, sentences
from commitments.admin.desk import desk_of
from commitments.choices import ChangeReason, LinkState
from commitments.models import Link
from commitments.queries import sources


class LinkStateFilter(admin.SimpleListFilter):
    """What the last checks came to."""

    title = gettext_lazy("link")
    parameter_name = "link"

    def lookups(self, request, model_admin):
        return [*LinkState.choices, ("unchecked", gettext_lazy("not checked yet"))]

    def queryset(self, request, queryset):
        if self.value() in LinkState:
            return queryset.filter(link__in=Link.objects.current().filter(state=self.value()))
        if self.value() == "unchecked":
            checked = Link.objects.current().exclude(state="")
            return queryset.exclude(link__in=checked).exclude(url_key=None)
        return queryset


class LinkViews:
    """Mixin of a source's screen."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.correct_view)
        own = path("<path:object_id>/correct/", view, name="summits_source_correct")
        return [own, *super().get_urls()]

    @admin.display(description=gettext_lazy("link"), ordering="link__state")
    def link_state(self, source):
        link = getattr(source, "link", None)
        return link.get_state_display() if link and link.is_current and link.state else "–"

    def link_facts(self, request, source):
        """What the notice above the form tells: the link, whose address it has become, and look-alikes."""
        link = Link.objects.select_related("source").filter(source=source).exclude(state="").first()
        if link is not None and not link.is_current:
            link = None
        return {
            "link": link,
            "taken_by": sources.by_address(link.correction) if link and link.correction else None,
            "look_alikes": sources.look_alikes(source) if source.is_public else [],
            "may_merge": rules.may_retract(request.user) and source.is_public,
            "may_correct": rules.may_draft(request.user, self.record_type, new=False),
        }

    def correct_view(self, request, object_id):
        """Draft the address that a permanent redirect offers; it becomes public as any draft does."""
        if not rules.may_draft(request.user, self.record_type, new=False):
            raise PermissionDenied
        source = self.get_object(request, object_id)
        if source is None or request.method != "POST":
            raise Http404
        link = Link.objects.select_related("source").filter(source=source).first()
        if link is None or not link.correction:
            messages.error(request, _("There is no other address to take over any more."))
        else:
            self._draft(request, source, link.correction)
        return redirect("admin:summits_source_change", source.pk)

    @staticmethod
    def _draft(request, source, url):
        desk = desk_of(request, source)
        try:
            entry.enter(
                source,
                proposed={**desk.content, "url": url},
                by=request.user,
                at=timezone.now(),
                base_version=desk.base_version,
                seen_edits=desk.edits or None,
                reason=ChangeReason.CORRECTION,
                note=desk.submission.note if desk.submission else "",
            )
        except (Refused, ValidationError) as refusal:
            messages.error(request, " ".join(sentences(refusal)))
        else:
            messages.success(
                request, _("Your draft has the new address. Open it there, then submit it.")
            )
