"""Copies kept of a source: adding one, reading it, and releasing what another person added."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import captures
from commitments.actions.errors import Invalid, NotAllowed, Refused
from commitments.attachments import of_capture
from commitments.queries import captures as reads
from summits.partial_dates import today


class CaptureForm(forms.Form):
    document = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, web page, PNG, JPEG or WebP, as you saved it."),
    )
    captured_on = forms.DateField(
        label=gettext_lazy("Captured on"),
        initial=today,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "vDateField"}),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("The day you saved it, as 2016-03-18."),
    )


class WaitingCaptures(admin.SimpleListFilter):
    """Sources with copies that nobody has released yet."""

    title = gettext_lazy("copies")
    parameter_name = "copies"

    def lookups(self, request, model_admin):
        return [("waiting", gettext_lazy("waiting for release")), ("some", gettext_lazy("kept"))]

    def queryset(self, request, queryset):
        seen = reads.seen_by(request.user)
        if self.value() == "waiting":
            return queryset.filter(pk__in=seen.waiting().values("source"))
        if self.value() == "some":
            return queryset.filter(pk__in=seen.values("source"))
        return queryset


class CaptureViews:
    """Mixin of a source's screen."""

    def get_urls(self):
        own = [
            ("", self.captures_view, "captures"),
            ("<int:capture>/file/", self.file_view, "capture_file"),
            ("<int:capture>/release/", self.release_view, "capture_release"),
            ("<int:capture>/discard/", self.discard_view, "capture_discard"),
        ]
        found = [
            path(
                f"<int:object_id>/captures/{tail}",
                self.admin_site.admin_view(view),
                name=f"summits_source_{name}",
            )
            for tail, view, name in own
        ]
        return [*found, *super().get_urls()]

    def captures_view(self, request, object_id):
        source = self._seen(request, object_id)
        form = CaptureForm(request.POST or None, request.FILES or None)
        status = 200
        if request.method == "POST":
            if form.is_valid() and self._add(request, source, form):
                return redirect("admin:summits_source_captures", source.pk)
            status = 400
        return self._screen(request, source, form, status)

    def _add(self, request, source, form):
        facts = form.cleaned_data
        try:
            captures.add(
                source,
                upload=facts["document"],
                captured_on=facts["captured_on"],
                by=request.user,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Invalid as refusal:
            form.add_error(None, refusal.problems)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Readers get it when a second person releases it."))
            return True
        return False

    def _screen(self, request, source, form, status):
        may_add = rules.may_draft(request.user, self.record_type, new=source.version == 0)
        one = settings.ONE_PERSON
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": source,
            "title": _("Copies kept of the source"),
            "form": form if may_add and (source.version == 0 or source.is_public) else None,
            "largest": settings.CAPTURE_SIZE // captures.MEGABYTE,
            "captures": [
                (
                    capture,
                    rules.may_release(request.user, capture, one_person=one),
                    rules.may_discard(request.user, capture),
                )
                for capture in reads.all_of(source, request.user)
            ],
            "media": self.media,
        }
        return render(request, "admin/captures.html", context, status=status)

    def file_view(self, request, object_id, capture):
        source = self._seen(request, object_id)
        return of_capture(get_object_or_404(reads.all_of(source, request.user), pk=capture))

    def release_view(self, request, object_id, capture):
        one, at = settings.ONE_PERSON, timezone.now()
        act = partial(captures.release, by=request.user, at=at, one_person=one)
        done = _("Released. Readers find it on the source’s page.")
        return self._acted(request, *self._copy(request, object_id, capture), act, done)

    def discard_view(self, request, object_id, capture):
        """A copy that is discarded cannot be had again, so this asks first."""
        source, found = self._copy(request, object_id, capture)
        may = found and not found.released_at and rules.may_discard(request.user, found)
        if may and request.method != "POST":
            context = {"title": _("Discard a copy"), "original": source, "capture": found}
            context |= {**self.admin_site.each_context(request), "opts": self.opts}
            return render(request, "admin/discard_copy.html", context)
        act = partial(captures.discard, by=request.user, at=timezone.now())
        return self._acted(request, source, found, act, _("Discarded. The copy is gone."))

    def _copy(self, request, object_id, capture):
        """A source and one of its copies, None where this editor finds none."""
        source = self._seen(request, object_id)
        return source, reads.all_of(source, request.user).filter(pk=capture).first()

    def _acted(self, request, source, found, act, done):
        """Do what a button of one copy says, or tell why not."""
        if found is None:
            messages.error(request, _("This copy is not here any more."))
        elif request.method == "POST":
            try:
                act(found)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, done)
        return redirect("admin:summits_source_captures", source.pk)

    def _seen(self, request, object_id):
        """The source, for whoever may look at it."""
        source = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        if source is None:
            raise Http404
        return source
