"""The models of the upper floor; import them from here."""

from commitments.models.account import Guesses, RecoveryCode, SecondFactor, SignIn
from commitments.models.audit import AuditEntry
from commitments.models.capture import Capture
from commitments.models.change import Change, FeedHead, FormerSlug, LoadedPackage
from commitments.models.citation import CITED, Citation
from commitments.models.commitment import Commitment, CommitmentTheme, Part
from commitments.models.coverage import NoneFound
from commitments.models.error_report import ErrorReport
from commitments.models.link import Link
from commitments.models.partner import ApiKey, Partner, RememberedAnswer
from commitments.models.progress import Check, ProgressReport
from commitments.models.release import Release
from commitments.models.revision import OPEN_STATES, Revision, Submission
from commitments.models.sandbox import SandboxSubmission
from commitments.models.searchable import SearchEntry
from commitments.models.sheet_import import SheetImport
from commitments.models.standing import Standing
from commitments.models.user import User
from commitments.models.webhook import Delivery, Webhook

__all__ = [
    "CITED",
    "OPEN_STATES",
    "ApiKey",
    "Capture",
    "AuditEntry",
    "Change",
    "Check",
    "Citation",
    "Commitment",
    "Delivery",
    "CommitmentTheme",
    "ErrorReport",
    "FeedHead",
    "FormerSlug",
    "Link",
    "Guesses",
    "LoadedPackage",
    "NoneFound",
    "Part",
    "Partner",
    "ProgressReport",
    "RecoveryCode",
    "Release",
    "RememberedAnswer",
    "Revision",
    "SandboxSubmission",
    "SearchEntry",
    "SheetImport",
    "SecondFactor",
    "SignIn",
    "Standing",
    "Submission",
    "User",
    "Webhook",
]
