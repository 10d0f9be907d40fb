"""Selections of commitments: by day, party, status; each commitment with how it stood on a day."""

import datetime
from typing import Self

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)

from commitments.choices import Status
from summits.models import Party, ReviewableQuerySet, Theme
from summits.models.reviewable import public

ENDED = [Status.COMPLETED, Status.WITHDRAWN]
TRUE, FALSE = (Value(value) for value in (True, False))


def standing_on(day: datetime.date, prefix: str = "") -> Q:
    """The one standing of a subject that holds on a day."""
    until = f"{prefix}until"
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{until: None}) | Q(**{f"{until}__gt": day}))


def part_on(day: datetime.date, prefix: str = "") -> Q:
    """Rule R3: parts of parties that had joined and not left by the day."""
    joined, left = f"{prefix}joined_on_last", f"{prefix}left_on_last"
    return (Q(**{joined: None}) | Q(**{f"{joined}__lte": day})) & (
        Q(**{left: None}) | Q(**{f"{left}__gt": day})
    )


class CommitmentQuerySet(ReviewableQuerySet):
    """Selections of commitments. Start with published() wherever the public looks."""

    def made_by(self, day: datetime.date) -> Self:
        """Rule R3: promises made on or before the day."""
        return self.filter(made_on_last__lte=day)

    def with_standing(self, day: datetime.date) -> Self:
        """Annotate how the whole stood: status, status_from, status_since, basis, overdue and the rest.

        ``status`` and ``basis`` are null where the promise is not assessable. ``wider`` is the slug of
        the promise it implements, if that is public and had been made.
        """
        found = self.annotate(
            whole=FilteredRelation(
                "standings", condition=Q(standings__party=None) & standing_on(day, "standings__")
            )
        )
        return found.annotate(
            status=_judged("whole__status"),
            status_from=F("whole__status_from"),
            status_since=F("whole__status_since"),
            basis=_judged("whole__basis"),
            assessments_differ=F("whole__assessments_differ"),
            report_count=F("whole__report_count"),
            latest_report_on=F("whole__latest_report_on"),
            latest_report_on_last=F("whole__latest_report_on_last"),
            parts_reporting=F("whole__parts_reporting"),
            parts_count=F("whole__parts_count"),
            wider=Case(
                When(
                    public("implements__"),
                    implements__made_on_last__lte=day,
                    then=F("implements__slug"),
                )
            ),
            overdue=Case(
                When(
                    ~Q(whole__status__in=ENDED),
                    assessable=True,
                    target_date_last__lt=day,
                    then=TRUE,
                ),
                default=FALSE,
                output_field=BooleanField(),
            ),
        )

    def with_part_standing(self, party_id: int, day: datetime.date) -> Self:
        """Annotate how one party's part stood: part_status and part_basis."""
        found = self.annotate(
            theirs=FilteredRelation(
                "standings",
                condition=Q(standings__party=party_id) & standing_on(day, "standings__"),
            )
        )
        return found.annotate(
            part_status=_judged("theirs__status"), part_basis=_judged("theirs__basis")
        )

    def with_last_check(self, day: datetime.date) -> Self:
        """Annotate ``last_checked_on``, the newest check dated on or before the day."""
        checks = self.model._meta.get_field("checks").related_model.objects
        newest = (
            checks.filter(commitment=OuterRef("pk"), date__lte=day)
            .order_by()
            .values("commitment")
            .annotate(newest=Max("date"))
            .values("newest")
        )
        return self.annotate(last_checked_on=Subquery(newest))

    def for_listing(self, day: datetime.date) -> Self:
        """What a row of a list shows besides its standing: parts, themes and checks as of the day."""
        from_parts = self.model._meta.get_field("parts").related_model.objects
        from_standings = self.model._meta.get_field("standings").related_model.objects
        from_themes = self.model._meta.get_field("commitment_themes").related_model.objects
        return (
            self.with_last_check(day)
            .select_related("summit", "document", "implements")
            .prefetch_related(
                Prefetch(
                    "parts",
                    from_parts.filter(part_on(day), party__in=Party.objects.published())
                    .select_related("party")
                    .order_by("party__code"),
                    to_attr="day_parts",
                ),
                Prefetch(
                    "standings",
                    from_standings.filter(standing_on(day), party__isnull=False),
                    to_attr="part_standings",
                ),
                Prefetch(
                    "commitment_themes",
                    from_themes.filter(theme__in=Theme.objects.published())
                    .select_related("theme")
                    .order_by("position"),
                    to_attr="listed_themes",
                ),
            )
        )


def _judged(path: str) -> Case:
    """What a standing says, or null where the promise is not assessable."""
    return Case(
        When(assessable=True, then=F(path)),
        default=Value(None),
        output_field=CharField(null=True),
    )
