"""Makes single records for tests: public ones, and with ``draft=True`` ones that never were.

Nothing is written beside the record itself, but for what it cannot do without (a summit has a host).
"""

import datetime

import factory
from django.utils import timezone

from commitments.models import Citation, Commitment, CommitmentTheme, Part, ProgressReport
from summits.models import (
    Document,
    DocumentParty,
    DocumentTheme,
    Participation,
    Party,
    Source,
    Summit,
    Theme,
)


class RecordFactory(factory.django.DjangoModelFactory):
    """A record as version 1, published now."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(version=0, published_at=None, updated_at=None)
        retracted = factory.Trait(
            version=2,
            retracted_at=factory.LazyFunction(timezone.now),
            retraction_reason="It was wrong.",
        )

    version = 1
    published_at = factory.LazyFunction(timezone.now)
    updated_at = factory.LazyFunction(timezone.now)


class PartyFactory(RecordFactory):
    class Meta:
        model = Party

    code = factory.Sequence(lambda n: f"X{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
    kind = "country"
    name = factory.LazyAttribute(lambda o: f"Land of {o.code}")
    official_name = factory.LazyAttribute(lambda o: f"The Republic of {o.code}")
    slug = factory.LazyAttribute(lambda o: f"land-{o.code.lower()}")


class ThemeFactory(RecordFactory):
    class Meta:
        model = Theme

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")
    description = "What belongs here."


class SummitFactory(RecordFactory):
    class Meta:
        model = Summit

    slug = factory.Sequence(lambda n: f"summit-{n}")
    name = factory.Sequence(lambda n: f"Summit {n}")
    edition = factory.Sequence(lambda n: n + 1)
    host = factory.SubFactory(PartyFactory)
    city = "Seoul"
    start_on = datetime.date(2012, 3, 26)
    end_on = datetime.date(2012, 3, 27)
    summary = "They met."


class ParticipationFactory(RecordFactory):
    class Meta:
        model = Participation

    summit = factory.SubFactory(SummitFactory)
    party = factory.SubFactory(PartyFactory)


class DocumentFactory(RecordFactory):
    class Meta:
        model = Document

    slug = factory.Sequence(lambda n: f"document-{n}")
    summit = factory.SubFactory(SummitFactory)
    kind = "joint_statement"
    title = "A joint statement"
    adopted_on = "2012-03-27"
    summary = "They agreed."


class SourceFactory(RecordFactory):
    class Meta:
        model = Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title = factory.Sequence(lambda n: f"Source {n}")
    publisher = "A ministry"
    url = factory.Sequence(lambda n: f"https://ministry.example/{n}")
    kind = "news"


class CommitmentFactory(RecordFactory):
    class Meta:
        model = Commitment

    slug = factory.Sequence(lambda n: f"pledge-{n}")
    kind = "national"
    summit = factory.SubFactory(SummitFactory)
    title = factory.Sequence(lambda n: f"Pledge {n}")
    summary = "It will be done."
    promise_known_from = "stated"
    made_on = "2012-03-27"


class ReportFactory(RecordFactory):
    class Meta:
        model = ProgressReport

    commitment = factory.SubFactory(CommitmentFactory)
    date = "2014-03-25"
    status = "in_progress"
    basis = "self_reported"
    summary = "It is being done."
    reported_by_name = "A newspaper"


class PartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Part

    commitment = factory.SubFactory(CommitmentFactory)
    party = factory.SubFactory(PartyFactory)
    role = "lead"


class DocumentPartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentParty

    document = factory.SubFactory(DocumentFactory)
    party = factory.SubFactory(PartyFactory)
    role = "lead"


class CitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Citation

    source = factory.SubFactory(SourceFactory)


def whole_commitment(**facts):
    """A commitment that could be published as it is: a party, a theme and a source of its own."""
    commitment = CommitmentFactory(**facts)
    PartFactory(commitment=commitment)
    CommitmentTheme.objects.create(commitment=commitment, theme=ThemeFactory(), position=0)
    CitationFactory(commitment=commitment)
    return commitment


def sourced_report(**facts):
    """A report with a source of its own."""
    report = ReportFactory(**facts)
    CitationFactory(progress_report=report)
    return report


def whole_document(**facts):
    """A document with a theme and a lead."""
    document = DocumentFactory(**facts)
    DocumentTheme.objects.create(document=document, theme=ThemeFactory(), position=0)
    DocumentPartyFactory(document=document)
    return document
