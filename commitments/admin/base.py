"""What every record's screen does: show the editor's draft or what is public, and save into a revision."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import columns
from commitments.actions import entry, review
from commitments.actions.errors import Refused
from commitments.admin import lateness, merging, seeing, telling
from commitments.admin.desk import desk_of
from commitments.admin.fields import Tidy
from commitments.admin.forms import (
    SUBMITTING,
    RecordForm,
    Unlikely,
    content_of,
    initial_of,
    rows_initial,
    tidied,
)
from commitments.admin.history import HistoryView
from commitments.admin.listing import FoundByTyping, RecordState, Unreadable
from commitments.admin.removal import RemovalViews
from commitments.admin.typed_source import NewSources

SCRIPTS = ("in_order", "named", "removals", "first_error", "unsaved", "kept_text", "keys")
REFUSALS = (Refused, ValidationError, IntegrityError, Unlikely)
RACE = gettext_lazy("Somebody has saved the same at this moment. Look at it, then save again.")


class RecordAdmin(
    seeing.SeesOwn,
    lateness.InTime,
    HistoryView,
    RemovalViews,
    FoundByTyping,
    Unreadable,
    Tidy,
    admin.ModelAdmin,
):
    """A screen that saves drafts. Django's own saving is replaced whole: no public row is written here."""

    form = RecordForm
    record_type = ""
    actions = None
    list_per_page = 50
    fixed_once_saved = ("slug",)
    change_form_template = "admin/record_form.html"

    class Media:
        css = {"all": ["admin_tracker/forms.css"]}
        js = [
            "admin/js/jquery.init.js",
            *(f"admin_tracker/{name}.js" for name in SCRIPTS),
        ]

    def has_delete_permission(self, request, obj=None):
        """Nothing is deleted: an author discards a draft, a managing editor retracts."""
        return False

    def has_change_permission(self, request, obj=None):
        """New drafts need the right to add, public records the right to change and an open state.

        What was typed while the state moved is not turned away here: saving refuses it, and the
        form comes back with it.
        """
        if obj is None:
            return super().has_change_permission(request)
        if obj.version == 0:
            allowed = self.has_add_permission(request)
        else:
            allowed = super().has_change_permission(request, obj)
        return allowed and (request.method == "POST" or not lateness.of(request, obj))

    def get_list_filter(self, request):
        return [RecordState, *self.list_filter]

    def get_list_display(self, request):
        return [*self.list_display, "state"]

    @admin.display(description=gettext_lazy("state"), ordering="version")
    def state(self, record):
        if record.version == 0:
            return _("draft")
        if record.retracted_at:
            return _("retracted")
        return _("merged") if record.merged_into_id else _("public, v%s") % record.version

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_public else None

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return self.viewed(self.fieldsets)
        return self.fieldsets

    @staticmethod
    def viewed(fieldsets):
        """Fieldsets for reading: a form-only field has nothing to read."""
        form_only = {"theme_list"}
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f not in form_only]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.fixed_once_saved if obj is not None else ()

    def get_changeform_initial_data(self, request):
        """The address of the page sets no values; screens read what they offer themselves."""
        return {}

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        known = {"refusal": getattr(request, "refusal", None), "may_leave_slug": obj is None}
        known["user"] = request.user
        if obj is not None and request.method != "POST":
            desk = desk_of(request, obj)
            shown = initial_of(self.record_type, desk.content, desk.named)
            known["shown"] = shown | desk.initial
        return seeing.narrow(type(form.__name__, (form,), known), request.user)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        saved = obj is not None and not obj._state.adding
        if saved and not self.has_change_permission(request, obj):
            return kwargs
        initial = []
        if request.method != "POST" and inline.children:
            desk = desk_of(request, obj) if saved else None
            offered = (desk.content, desk.named) if desk else self.rows_offered(request)
            children = next(
                c for c in columns.children_of(self.record_type) if c.name == inline.children
            )
            initial = rows_initial(children, *offered)
        return kwargs | {"queryset": inline.model._default_manager.none(), "initial": initial}

    def rows_offered(self, request):
        """Content whose rows a new record starts with, and the records that it names."""
        return {}, {}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save; what an action refuses comes back as errors beside all that was typed."""
        obj = None if object_id is None else self.get_object(request, object_id)
        if obj is not None and request.method == "GET":
            held = desk_of(request, obj).elsewhere
            if held and self.has_view_permission(request, obj):
                messages.info(request, _("This record is in a submission; here it is."))
                return redirect("admin:commitments_submission_change", held.pk)
        if request.method == "POST" and object_id is not None and obj is None:
            return self.entered_anew(request)
        try:
            if obj is not None:
                self.be_in_time(request, obj)
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.refusal = ValidationError(str(RACE))
        except REFUSALS as refusal:
            request.refusal = refusal
        request.__dict__.pop("desks", None)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Nothing: save_related hands the whole screen to an action."""

    def save_related(self, request, form, formsets, change):
        """Everything on the screen becomes one submission."""
        new_sources = NewSources()
        for row in [row for formset in formsets for row in formset.filled()]:
            new_sources.learn(row)
        self.complete(form, formsets)
        fixed = desk_of(request, form.instance).fixed(self.fixed_once_saved) if change else {}
        proposed = content_of(form) | fixed
        for formset in formsets:
            self.collect(formset, proposed, new_sources)
        request.proposed = proposed
        proposed = self.as_chosen(request, form.instance, proposed)
        reports = self.new_reports(form, formsets, new_sources)
        self.ask_about(form, formsets, proposed)
        base_version, seen_edits = form.state_seen()
        now, submitting = timezone.now(), SUBMITTING & set(request.POST)
        request.submission = entry.enter(
            form.instance,
            proposed=proposed,
            new_sources=new_sources.cited_by([proposed, *reports]),
            new_reports=reports,
            by=request.user,
            at=now,
            base_version=base_version,
            seen_edits=seen_edits,
            reason=form.cleaned_data["change_reason"],
            note=form.cleaned_data["reviewer_note"],
            alone=bool(submitting),
        )
        if submitting:
            review.submit(request.submission, by=request.user, at=now)
        self.tell(request, form, formsets)

    @staticmethod
    def as_chosen(request, record, proposed):
        """What was typed, with what she took over of another text; what is stale, the action refuses."""
        if record._state.adding or not request.POST.get("compared"):
            return proposed
        return merging.merged(request.POST, desk_of(request, record).theirs, proposed)

    def complete(self, form, formsets):
        """Fill in what the editor may leave to us, such as a slug."""

    def collect(self, formset, proposed, new_sources):
        """The rows of one formset, as content."""
        name = formset.inline_children
        if not name:
            return
        children = next(c for c in columns.children_of(self.record_type) if c.name == name)
        rows = []
        for form in formset.filled():
            if name == "citations":
                slug = new_sources.slug_of(form)
                rows.append({"source": slug, "locator": form.cleaned_data["locator"]})
            else:
                rows.append(form.content(children))
        proposed[name] = sorted(rows, key=lambda row: row[children.columns[0].name])

    def new_reports(self, form, formsets, new_sources):
        """Contents of the reports typed beside the record."""
        return []

    def warnings(self, form, formsets, proposed):
        """Sentences about what is possible but unlikely (rule R12) in what is to be saved."""
        return []

    def ask_about(self, form, formsets, proposed):
        sentences = self.warnings(form, formsets, proposed)
        if sentences and not form.cleaned_data["confirmed"]:
            raise Unlikely(sentences)

    def tell(self, request, form, formsets):
        """Say what we changed in what was typed."""
        rows = [row for formset in formsets for row in formset.filled()]
        for one in [form, *rows]:
            for label in tidied(one):
                messages.info(request, _("A list bullet was removed from “%s”.") % label)
            if getattr(one, "led_to", None):
                messages.info(
                    request,
                    _("The address belongs to a source we have, “%s”. It is cited.") % one.led_to,
                )

    def construct_change_message(self, request, form, *rest):
        return [{"changed": {"fields": [_("draft")]}}]

    def response_add(self, request, obj, post_url_continue=None):
        return self._answer(request, obj)

    def response_change(self, request, obj):
        return self._answer(request, obj)

    def _answer(self, request, obj):
        if SUBMITTING & set(request.POST):
            telling.tell(request, request.submission, obj)
            text = _("“{}” is submitted. It becomes public when a second person publishes it.")
        else:
            text = _(
                "The draft of “{}” is saved. Nothing is public yet: submit it when it is ready."
            )
        own = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        if {"_addanother", "_submitanother"} & set(request.POST):
            named = format_html('<a href="{}">{}</a>', own, obj)  # back to what has a slip in it
            messages.success(request, format_html(text, named))
            return HttpResponseRedirect(self.next_url(obj))
        messages.success(request, format_html(text, obj))
        if "_submit" in request.POST:
            return redirect("admin:commitments_submission_change", request.submission.pk)
        return redirect(own)

    def next_url(self, obj):
        """Where the next record of this kind is added."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        form = context["adminform"].form
        context["removal_links"] = self.removal_links(request, obj)
        context["editable"] = obj is None or self.has_change_permission(request, obj)
        context["held"] = obj is not None and lateness.held_in_review(request, obj)
        if context["editable"] and obj is not None:
            context |= merging.beside(request, form, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)
