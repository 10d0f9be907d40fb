"""The fixed vocabularies of promises, progress and review; the values are part of the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommitmentKind(TextChoices):
    NATIONAL = "national", _("national")
    BILATERAL = "bilateral", _("bilateral")
    JOINT = "joint", _("joint")
    COLLECTIVE = "collective", _("collective")


class KnownFrom(TextChoices):
    STATED = "stated", _("stated: read in a source of its time")
    REPORTED = "reported", _("reported: known only from a later report")


class PartyRole(TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")
    SUBSCRIBER = "subscriber", _("subscriber")


class Status(TextChoices):
    """What a report can say, and ``unreported`` where there is none. In the order charts show them."""

    COMPLETED = "completed", _("completed")
    PARTIALLY_COMPLETED = "partially_completed", _("partially completed")
    IN_PROGRESS = "in_progress", _("in progress")
    STALLED = "stalled", _("stalled")
    NOT_STARTED = "not_started", _("not started")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UNREPORTED = "unreported", _("no report")


REPORTABLE = [choice for choice in Status if choice is not Status.UNREPORTED]
REPORTABLE_CHOICES = [(choice.value, choice.label) for choice in REPORTABLE]


class Basis(TextChoices):
    SELF_REPORTED = "self_reported", _("self-reported")
    THIRD_PARTY = "third_party", _("reported by a third party")
    INDEPENDENTLY_VERIFIED = "independently_verified", _("independently verified")


class StatusFrom(TextChoices):
    """What a status was read from: one report, or the parts summarised (rule R2)."""

    REPORT = "report", _("a report about it")
    PARTS = "parts", _("its parts")


class RecordType(TextChoices):
    SUMMIT = "summit", _("summit")
    PARTY = "party", _("party")
    THEME = "theme", _("theme")
    PARTICIPATION = "participation", _("participation")
    DOCUMENT = "document", _("document")
    COMMITMENT = "commitment", _("commitment")
    PROGRESS_REPORT = "progress_report", _("progress report")
    SOURCE = "source", _("source")


class Coverage(TextChoices):
    """Whether a promise of a party at a summit it came to is recorded."""

    RECORDED = "recorded", _("recorded")
    NONE_FOUND = "none_found", _("none found")
    NOT_RESEARCHED = "not_researched", _("not yet researched")


class ReviewState(TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    SENT_BACK = "sent_back", _("sent back")
    PUBLISHED = "published", _("published")


# the acts behind a retraction; of the second kind the words stand nowhere for readers any more
RETRACTION, UNQUOTED = "retraction", "retraction, not to be quoted"
MERGE = "merge of"  # how the act begins that moves what belongs to a duplicate


class ChangeAction(TextChoices):
    PUBLISHED = "published", _("published")
    UPDATED = "updated", _("updated")
    RETRACTED = "retracted", _("retracted")
    MERGED = "merged", _("merged")


class ChangeReason(TextChoices):
    NEW_EVIDENCE = "new_evidence", _("new evidence")
    CORRECTION = "correction", _("correction")
    DEADLINE = "deadline", _("deadline")
    REWORDING = "rewording", _("rewording")


class LinkState(TextChoices):
    """What the last checks of a source's address came to."""

    ALIVE = "alive", _("answers")
    MOVED = "moved", _("has moved")
    REFUSED = "refused", _("lets no checker in")
    UNREACHABLE = "unreachable", _("did not answer lately")
    GONE = "gone", _("no longer answers")


class MediaType(TextChoices):
    """What a kept copy of a source may be."""

    PDF = "application/pdf", _("PDF")
    HTML = "text/html", _("web page")
    PNG = "image/png", _("PNG image")
    JPEG = "image/jpeg", _("JPEG image")
    WEBP = "image/webp", _("WebP image")


class Scope(TextChoices):
    """What a key is good for beside reading."""

    SUBMIT = "submit", _("send progress reports to review")
    WEBHOOKS = "webhooks", _("keep webhooks")


class KeyState(TextChoices):
    ACTIVE = "active", _("active")
    EXPIRED = "expired", _("ended")
    REVOKED = "revoked", _("revoked")


class WebhookEnd(TextChoices):
    """Why a webhook is switched off."""

    ASKED = "asked", _("by request")
    GONE = "gone", _("its address answered that it is gone")
    FAILING = "failing", _("its address failed for three days")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    PARKED = "parked", _("given up after three days")
    FAILED = "failed", _("failed")


class AuditKind(TextChoices):
    """What the audit log tells of; never the content of what was written."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    SIGN_IN_REFUSED = "sign_in_refused", _("sign-in refused")
    SIGN_IN_SLOWED = "sign_in_slowed", _("sign-in slowed")
    SESSIONS_ENDED = "sessions_ended", _("sessions ended")
    PASSWORD_CHANGED = "password_changed", _("password changed")  # noqa: S105 - a kind of event
    RESET_ASKED = "reset_asked", _("new password asked for")
    FACTOR_ADDED = "factor_added", _("second factor added")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    CODES_MADE = "codes_made", _("recovery codes made")
    CODE_USED = "code_used", _("recovery code used")
    INVITED = "invited", _("invited")
    INVITATION_REVOKED = "invitation_revoked", _("invitation revoked")
    INVITATION_ACCEPTED = "invitation_accepted", _("invitation accepted")
    ACCOUNT_MADE = "account_made", _("account made")
    ACCOUNT_CHANGED = "account_changed", _("account changed")
    ROLES_CHANGED = "roles_changed", _("roles changed")
    PARTIES_CHANGED = "parties_changed", _("parties changed")
    DEACTIVATED = "deactivated", _("account deactivated")
    REACTIVATED = "reactivated", _("account active again")
    SUBMISSION_MOVED = "submission_moved", _("submission moved")
    RECORD_RETRACTED = "record_retracted", _("record retracted")
    RECORD_MERGED = "record_merged", _("record merged")
    RECORD_RENAMED = "record_renamed", _("record renamed")
    RECORD_CHECKED = "record_checked", _("record checked")
    CAPTURE_ADDED = "capture_added", _("copy of a source added")
    CAPTURE_RELEASED = "capture_released", _("copy of a source released")
    CAPTURE_DISCARDED = "capture_discarded", _("copy of a source discarded")
    PARTNER_MADE = "partner_made", _("partner made")
    PARTNER_CHANGED = "partner_changed", _("partner changed")
    KEY_MADE = "key_made", _("key made")
    KEY_REPLACED = "key_replaced", _("key replaced")
    KEY_REVOKED = "key_revoked", _("key revoked")
    WEBHOOK_MADE = "webhook_made", _("webhook made")
    WEBHOOK_CHANGED = "webhook_changed", _("webhook changed")
    WEBHOOK_ROTATED = "webhook_rotated", _("secret of a webhook replaced")
    WEBHOOK_TESTED = "webhook_tested", _("test of a webhook asked for")
    WEBHOOK_REPLAYED = "webhook_replayed", _("messages of a webhook sent again")
    WEBHOOK_OFF = "webhook_off", _("webhook switched off")
    WEBHOOK_ON = "webhook_on", _("webhook switched on")
    WEBHOOK_REMOVED = "webhook_removed", _("webhook removed")
    PACKAGE_LOADED = "package_loaded", _("data package loaded")
    RELEASE_MADE = "release_made", _("release made")
    ERROR_SETTLED = "error_settled", _("error reported by a reader settled")
