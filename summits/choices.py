"""The fixed vocabularies of summits, parties, documents and sources; the values are part of the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    COUNTRY = "country", _("country")
    ORGANIZATION = "organization", _("organisation")


class HeadLevel(TextChoices):
    HEAD_OF_STATE = "head_of_state", _("head of state")
    HEAD_OF_GOVERNMENT = "head_of_government", _("head of government")
    MINISTER = "minister", _("minister")
    OTHER = "other", _("other")


class DocumentKind(TextChoices):
    COMMUNIQUE = "communique", _("communiqué")
    WORK_PLAN = "work_plan", _("work plan")
    ACTION_PLAN = "action_plan", _("action plan")
    JOINT_STATEMENT = "joint_statement", _("joint statement")


class DocumentRole(TextChoices):
    LEAD = "lead", _("lead")
    SUBSCRIBER = "subscriber", _("subscriber")


class SourceKind(TextChoices):
    NATIONAL_STATEMENT = "national_statement", _("national statement")
    PROGRESS_REPORT = "progress_report", _("progress report")
    COMMUNIQUE = "communique", _("communiqué")
    JOINT_STATEMENT = "joint_statement", _("joint statement")
    OFFICIAL_PAGE = "official_page", _("official page")
    IGO_DOCUMENT = "igo_document", _("document of an international organisation")
    NEWS = "news", _("news")
    NGO_REPORT = "ngo_report", _("report of a non-governmental organisation")
    ACADEMIC = "academic", _("academic paper")
    OTHER = "other", _("other")
