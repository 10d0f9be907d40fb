"""What partners send: received into review, read back, revised and withdrawn while it is undecided."""

import hashlib
import json
import re
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions

from commitments.actions import idempotency, reporting, sandbox
from commitments.api import bodies, sent
from commitments.api.errors import BadParameters
from commitments.api.formats import MEDIA_TYPES, as_json
from commitments.api.keyed import Keyed, answered
from commitments.api.pagination import PARAMETERS, Order, Paging
from commitments.api.problems import fault
from commitments.api.resources import NoFilter
from commitments.api.viewsets import refuse
from commitments.choices import ReviewState, Scope
from commitments.models import Revision, SandboxSubmission, Submission
from commitments.queries.feed import in_utc
from summits.models import Party

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
PATH = "/api/v1/submissions/"
Kept = Submission | SandboxSubmission
NEWEST_FIRST = Order("pk", down=True, identity="pk")


class Submissions(Keyed):
    """The submissions of the partner whose key comes with the request, and of no other."""

    scope = Scope.SUBMIT

    @property
    def desk(self) -> Any:
        """Who takes in what this partner sends."""
        return sandbox if self.partner.is_sandbox else reporting

    def own(self) -> Any:
        return self.desk.own(self.partner)

    def found(self, number: int) -> Kept:
        """One of the partner's own; another's is answered like one that does not exist."""
        submission = self.own().filter(pk=number).first()
        if submission is None:
            raise exceptions.NotFound("You have no submission with this number.")
        return submission

    def list(self, request) -> HttpResponse:
        """The partner's submissions, the newest first."""
        given = request._request.GET
        paging = Paging(request._request)
        refuse(NoFilter(given, strict=True, also=PARAMETERS), paging.faults, given)
        rows, links = paging.page(self.own(), NEWEST_FIRST, ["pk"])
        order = [row["pk"] for row in rows]
        by_pk = self.desk.whole(self.own()).in_bulk(order)
        results = shown_all([by_pk[pk] for pk in order])
        return answered({"count": self.own().count(), **links, "results": results})

    def create(self, request) -> HttpResponse:
        """Take a report in; a repeated request is answered as the first time."""
        self.refuse_parameters()
        work = partial(self._receive, bodies.read_json(request._request))
        key = self._idempotency_key()
        if key is None:
            text = work()
        else:
            how = {"work": work, "at": timezone.now()}
            digest = hashlib.sha256(request._request.body).hexdigest()
            text = idempotency.once(self.partner, key, digest, **how)
        location = {"Location": json.loads(text)["url"]}
        return HttpResponse(text, status=201, content_type=MEDIA_TYPES["json"], headers=location)

    def _receive(self, body: Any) -> str:
        report = sent.read_report(body, self.partner)
        taken = self.desk.receive(report, partner=self.partner, at=timezone.now())
        return as_json(shown_one(taken))

    def _idempotency_key(self) -> str | None:
        """The key that makes a repeated request the same one; quoted or bare."""
        given = self.request._request.headers.get("Idempotency-Key")
        if given is None:
            return None
        key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
        if not IDEMPOTENCY_KEY.fullmatch(key):
            detail = "Give 1 to 200 visible ASCII characters."
            raise BadParameters([fault("Idempotency-Key", "invalid", detail)])
        return key

    def retrieve(self, request, number: int) -> HttpResponse:
        """One submission: its state, the reviewer's comment, and the report once it is public."""
        self.refuse_parameters()
        return answered(shown_one(self.found(number)))

    def update(self, request, number: int) -> HttpResponse:
        """Put another text in the place of an undecided one; it goes to review again."""
        self.refuse_parameters()
        submission = self.found(number)
        report = sent.read_report(bodies.read_json(request._request), self.partner)
        how = {"partner": self.partner, "at": timezone.now()}
        return answered(shown_one(self.desk.revise(submission, report, **how)))

    def destroy(self, request, number: int) -> HttpResponse:
        """Withdraw an undecided submission."""
        self.refuse_parameters()
        self.desk.withdraw(self.found(number), partner=self.partner, at=timezone.now())
        return HttpResponse(status=204)


def shown_one(submission: Kept) -> dict[str, Any]:
    """A submission as its partner sees it."""
    return shown_all([submission])[0]


def shown_all(submissions: list[Kept]) -> list[dict[str, Any]]:
    """Submissions as their partner sees them; who reviews is not told."""
    held = {one.pk: one.held for one in submissions}
    reports = {
        pk: next(one for one in revisions if one.record_type == "progress_report")
        for pk, revisions in held.items()
    }
    reporters = {report.content["reported_by"] for report in reports.values()}
    found = Party.objects.published().filter(code__in=reporters)
    parties = set(found.values_list("code", flat=True))
    return [_shown(one, held[one.pk], reports[one.pk], parties) for one in submissions]


def _shown(
    submission: Kept, revisions: list[Revision], report: Revision, parties: set[str]
) -> dict[str, Any]:
    is_public = submission.state == ReviewState.PUBLISHED and not submission.is_sandbox
    new = {} if is_public else {
        one.content["id"]: one.content for one in revisions if one.record_type == "source"
    }  # fmt: skip
    return {
        "id": submission.pk,
        "url": f"{settings.SITE_URL}{PATH}{submission.pk}/",
        "sandbox": submission.is_sandbox,
        "state": submission.state,
        "submitted_at": in_utc(submission.submitted_at),
        "decided_at": in_utc(submission.decided_at) if submission.decided_at else None,
        "comment": submission.comment or None,
        "note": submission.note or None,
        "report": sent.shown(report.content, new, parties),
        "progress_report": f"{settings.SITE_URL}/api/v1/progress-reports/{report.record_key}/"
        if is_public
        else None,
    }
