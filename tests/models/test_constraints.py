"""Every constraint: the database refuses the row though nothing cleaned it, and clean() explains."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from commitments.models import (
    Capture,
    Check,
    Citation,
    Commitment,
    CommitmentTheme,
    Delivery,
    ErrorReport,
    FeedHead,
    FormerSlug,
    Link,
    LoadedPackage,
    NoneFound,
    Part,
    Partner,
    ProgressReport,
    RecoveryCode,
    Release,
    RememberedAnswer,
    Revision,
    SandboxSubmission,
    SecondFactor,
    Standing,
    Submission,
    User,
    Webhook,
)
from summits.models import DocumentParty, DocumentTheme, Source, Summit
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused(make_row, constraint):
    """The database turns the row down, naming the constraint where it can."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_row()
    if connection.vendor == "postgresql" or "CHECK" in str(refusal.value):
        assert constraint in str(refusal.value)


def reviewable_faults(factory, name):
    return [
        (f"{name}_published_has_dates", lambda: factory(version=1, published_at=None)),
        (f"{name}_published_has_dates", lambda: factory(version=0, published_at=NOW)),
        (f"{name}_published_has_dates", lambda: factory(version=1, updated_at=None)),
        (f"{name}_retracted_with_reason", lambda: factory(retracted=True, retraction_reason="")),
        (
            f"{name}_retracted_with_reason",
            lambda: factory(draft=True, retracted_at=NOW, retraction_reason="x"),
        ),
    ]


REVIEWABLE = {
    "party": make.PartyFactory,
    "theme": make.ThemeFactory,
    "summit": make.SummitFactory,
    "participation": make.ParticipationFactory,
    "document": make.DocumentFactory,
    "source": make.SourceFactory,
    "commitment": make.CommitmentFactory,
    "progressreport": make.ReportFactory,
}


def submission(**facts):
    return Submission.objects.create(created_at=NOW, edited_at=NOW, **facts)


def revision(of=None, **facts):
    of = of or submission(origin="package x 1")
    facts = {"record_type": "theme", "record_key": "1", "base_version": 0, "content": {}} | facts
    return Revision.objects.create(submission=of, **facts)


def standing(**facts):
    facts = {"since": datetime.date(2012, 1, 1), "status": "stalled"} | facts
    return Standing.objects.create(**facts)


def twice(row, **facts):
    row(**facts)
    row(**facts)


def factor():
    user = User.objects.create_user("anna")
    return SecondFactor.objects.create(user=user, secret="x", made_at=NOW)


def recovery_code(of):
    return RecoveryCode.objects.create(factor=of, digest="x")


def partner():
    return Partner.objects.create(name="Institute", contact="i@i.example", made_at=NOW)


def sandboxed(**facts):
    return SandboxSubmission.objects.create(
        partner=partner(), contents=[], submitted_at=NOW, **facts
    )


def webhook(**facts):
    kept = {"url": "https://i.example/", "salt": "x", "made_at": NOW, "position": 0, "next_at": NOW}
    return Webhook.objects.create(partner=partner(), **kept | facts)


def delivery(**facts):
    return Delivery.objects.create(message_id="m", made_at=NOW, **facts)


def remembered(**facts):
    return RememberedAnswer.objects.create(key="k", digest="x", at=NOW, **facts)


def published_alone(person):
    author = person("anna")
    submission(state="published", author=author, reviewer=author)


def membership_faults(factory, name):
    early, late = {"joined_on": "2014", "left_on": "2013"}, {"role": "owner"}
    return [
        (f"{name}_leaves_after_joining", lambda: factory(**early)),
        (f"{name}_role_is_known", lambda: factory(**late)),
    ]


def link(**facts):
    return Link.objects.create(source=make.SourceFactory(), next_check_at=NOW, **facts)


def somebody(name="anna"):
    return User.objects.get_or_create(username=name)[0]


def capture(**facts):
    facts = {"source": None, "media_type": "application/pdf", "sha256": "0" * 64} | facts
    facts["source"] = facts["source"] or make.SourceFactory()
    facts |= {"size": 1, "name": "a", "captured_on": NOW, "added_by": somebody(), "added_at": NOW}
    return Capture.objects.create(**facts)


def error_report(**facts):
    commitment = make.CommitmentFactory()
    said = {"commitment": commitment, "version": 1, "text": "It is wrong.", "at": NOW}
    return ErrorReport.objects.create(**said | facts)


def none_found(**facts):
    said = {"participation": make.ParticipationFactory(), "by": somebody("nina"), "at": NOW}
    return NoneFound.objects.create(**said | facts)


def release(**facts):
    held = {"seq": 1, "size": 1, "changes_size": 1, "contents": [], "counts": {}}
    return Release.objects.create(made_at=NOW, **held | facts)


def released_alone():
    return capture(released_by=somebody(), released_at=NOW)


FAULTS = [
    *(fault for name, factory in REVIEWABLE.items() for fault in reviewable_faults(factory, name)),
    *membership_faults(make.PartFactory, "part"),
    *membership_faults(make.DocumentPartyFactory, "documentparty"),
    ("party_kind_is_known", lambda: make.PartyFactory(kind="empire")),
    (
        "party_only_country_has_iso2_and_region",
        lambda: make.PartyFactory(kind="organization", iso2="XX"),
    ),
    (
        "party_only_country_has_iso2_and_region",
        lambda: make.PartyFactory(kind="organization", region="Asia"),
    ),
    ("party_code", lambda: twice(make.PartyFactory, code="CHN")),
    ("party_slug", lambda: twice(make.PartyFactory, slug="china")),
    ("theme_slug", lambda: twice(make.ThemeFactory, slug="law")),
    ("theme_name", lambda: twice(make.ThemeFactory, name="Law")),
    ("summit_ends_after_it_starts", lambda: make.SummitFactory(end_on=datetime.date(2012, 3, 25))),
    ("summit_edition_from_one", lambda: make.SummitFactory(edition=0)),
    ("summit_edition", lambda: twice(make.SummitFactory, edition=1)),
    ("summit_slug", lambda: twice(make.SummitFactory, slug="seoul")),
    ("participation_head_level_is_known", lambda: make.ParticipationFactory(head_level="king")),
    (
        "participation_once_a_summit",
        lambda: twice(
            make.ParticipationFactory, summit=make.SummitFactory(), party=make.PartyFactory()
        ),
    ),
    ("document_kind_is_known", lambda: make.DocumentFactory(kind="poem")),
    ("source_kind_is_known", lambda: make.SourceFactory(kind="rumour")),
    ("source_address_once", lambda: twice(make.SourceFactory, url="https://nss.example/")),
    ("commitment_kind_is_known", lambda: make.CommitmentFactory(kind="secret")),
    (
        "commitment_promise_known_from_is_known",
        lambda: make.CommitmentFactory(promise_known_from="hearsay"),
    ),
    ("commitment_target_not_before_promise", lambda: make.CommitmentFactory(target_date="2011")),
    ("commitment_target_has_unit", lambda: make.CommitmentFactory(target_quantity=5)),
    ("commitment_target_has_unit", lambda: make.CommitmentFactory(target_unit="kg")),
    ("commitment_not_assessable_with_reason", lambda: make.CommitmentFactory(assessable=False)),
    (
        "commitment_not_assessable_with_reason",
        lambda: make.CommitmentFactory(not_assessable_why="Vague."),
    ),
    ("commitment_does_not_implement_itself", lambda: make.CommitmentFactory(id=7, implements_id=7)),
    ("commitment_slug", lambda: twice(make.CommitmentFactory, slug="pledge")),
    (
        "commitment_theme_once",
        lambda: twice(
            CommitmentTheme.objects.create,
            commitment=make.CommitmentFactory(),
            theme=make.ThemeFactory(),
            position=0,
        ),
    ),
    (
        "part_once_a_party",
        lambda: twice(
            make.PartFactory, commitment=make.CommitmentFactory(), party=make.PartyFactory()
        ),
    ),
    (
        "document_party_once",
        lambda: twice(
            make.DocumentPartyFactory, document=make.DocumentFactory(), party=make.PartyFactory()
        ),
    ),
    (
        "document_theme_once",
        lambda: twice(
            DocumentTheme.objects.create,
            document=make.DocumentFactory(),
            theme=make.ThemeFactory(),
            position=0,
        ),
    ),
    ("report_status_is_known", lambda: make.ReportFactory(status="unreported")),
    ("report_status_is_known", lambda: make.ReportFactory(status="fine")),
    ("progressreport_basis_is_known", lambda: make.ReportFactory(basis="rumour")),
    ("report_by_party_or_name", lambda: make.ReportFactory(reported_by_name="")),
    ("report_by_party_or_name", lambda: make.ReportFactory(reported_by_party=make.PartyFactory())),
    ("report_measure_has_unit", lambda: make.ReportFactory(measure_quantity=1)),
    ("report_measure_has_unit", lambda: make.ReportFactory(measure_unit="kg")),
    (
        "check_once_a_day_and_place",
        lambda: twice(
            Check.objects.create,
            commitment=make.CommitmentFactory(),
            date=datetime.date(2016, 1, 1),
            where="A site",
            created_at=NOW,
        ),
    ),
    ("citation_of_one_record", lambda: make.CitationFactory()),
    (
        "citation_of_one_record",
        lambda: make.CitationFactory(
            commitment=make.CommitmentFactory(), document=make.DocumentFactory()
        ),
    ),
    (
        "citation_once_a_commitment",
        lambda: twice(
            make.CitationFactory, source=make.SourceFactory(), commitment=make.CommitmentFactory()
        ),
    ),
    (
        "citation_once_a_summit",
        lambda: twice(
            make.CitationFactory, source=make.SourceFactory(), summit=make.SummitFactory()
        ),
    ),
    ("submission_state_is_known", lambda: submission(state="lost", origin="x")),
    ("submission_has_author_or_origin", lambda: submission()),
    ("submission_has_author_or_origin", lambda: submission(partner=partner(), origin="x")),
    ("submission_has_author_or_origin", lambda: submission(partner=partner(), author=somebody())),
    ("idempotency_key_once", lambda: twice(remembered, partner=partner())),
    ("revision_record_type_is_known", lambda: revision(record_type="poem")),
    ("revision_one_a_version", lambda: (revision(version=1), revision(version=1))),
    ("revision_once_a_submission", lambda: twice(revision, of=submission(origin="x"))),
    ("recovery_code_once", lambda: twice(recovery_code, of=factor())),
    ("feed_head_one_row", lambda: FeedHead.objects.create(pk=2)),
    (
        "former_slug_once",
        lambda: twice(FormerSlug.objects.create, record_type="theme", slug="a", record_key="1"),
    ),
    (
        "loadedpackage_name",
        lambda: twice(
            LoadedPackage.objects.create, name="x", version="1", descriptor="{}", loaded_at=NOW
        ),
    ),
    (
        "standing_status_is_known",
        lambda: standing(commitment=make.CommitmentFactory(), status="fine"),
    ),
    ("webhook_disabled_says_why", lambda: webhook(disabled_at=NOW)),
    ("webhook_disabled_says_why", lambda: webhook(disabled_why="asked")),
    ("sandboxsubmission_state_is_known", lambda: sandboxed(state="lost")),
    ("delivery_message_once", lambda: twice(delivery, webhook=webhook())),
    ("link_state_is_known", lambda: link(state="asleep", checked_at=NOW)),
    ("link_state_from_a_check", lambda: link(state="gone")),
    ("link_state_from_a_check", lambda: link(checked_at=NOW)),
    ("capture_media_type_is_known", lambda: capture(media_type="image/svg+xml")),
    ("capture_once_a_source", lambda: twice(capture, source=make.SourceFactory())),
    ("capture_released_by_somebody", lambda: capture(released_at=NOW)),
    ("capture_released_by_somebody", lambda: capture(released_by=somebody("bert"))),
    ("capture_needs_four_eyes", released_alone),
    ("error_report_done_with_note", lambda: error_report(done_at=NOW)),
    ("error_report_done_with_note", lambda: error_report(note="It was right.")),
    ("release_number_from_one", lambda: release(number=0)),
    ("none_found_says_where", lambda: none_found(where="")),
    ("standing_whole_once", lambda: twice(standing, commitment=make.CommitmentFactory())),
    (
        "standing_part_once",
        lambda: twice(standing, commitment=make.CommitmentFactory(), party=make.PartyFactory()),
    ),
]


@pytest.mark.parametrize(
    ("constraint", "row"), FAULTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_database_refuses(constraint, row):
    refused(row, constraint)


def test_the_database_refuses_publication_by_the_author(person):
    refused(lambda: published_alone(person), "submission_needs_four_eyes")


def test_the_database_refuses_publication_by_nobody(person):
    author = person("anna")
    refused(lambda: submission(state="published", author=author), "submission_needs_four_eyes")


@pytest.mark.parametrize("facts", [{"four_eyes_waived": True}, {"origin": "retraction"}])
def test_the_database_takes_a_waiver_and_an_act_of_a_managing_editor(person, facts):
    author = person("anna")
    assert submission(state="published", author=author, reviewer=author, **facts).pk


def test_every_named_constraint_of_the_two_floors_has_a_refusal_here():
    named = {
        constraint.name
        for app in ("summits", "commitments")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }
    covered = {name for name, _row in FAULTS} | {"submission_needs_four_eyes"}
    covered |= {
        f"citation_once_a_{name}" for name in ("progress_report", "participation", "document")
    }
    assert named - covered == {"change_action_is_known", "change_record_type_is_known"}


def test_a_source_without_an_address_never_collides_and_one_taken_back_makes_room():
    twice(make.SourceFactory, url="")
    make.SourceFactory(url="https://nss.example/a", retracted=True)
    make.SourceFactory(url="http://NSS.example:80/a#x")
    refused(lambda: make.SourceFactory(url="https://nss.example/a"), "source_address_once")


def test_bulk_writes_are_refused_as_well():
    commitment = make.CommitmentFactory()
    rows = [Part(commitment=commitment, party=make.PartyFactory(), role="owner")]
    refused(lambda: Part.objects.bulk_create(rows), "part_role_is_known")
    refused(
        lambda: Commitment.objects.filter(pk=commitment.pk).update(target_unit="kg"),
        "commitment_target_has_unit",
    )


EXPLAINED = [
    (
        lambda: make.CommitmentFactory.build(target_date="2011"),
        "target_date",
        "not before the promise",
    ),
    (lambda: make.CommitmentFactory.build(target_quantity=5), "target_unit", "has a unit"),
    (lambda: make.CommitmentFactory.build(target_unit="kg"), "target_unit", "a unit a quantity"),
    (lambda: make.CommitmentFactory.build(assessable=False), "not_assessable_why", "Say why"),
    (lambda: make.CommitmentFactory.build(made_on="2999"), "made_on", "future"),
    (lambda: make.ReportFactory.build(reported_by_name=""), "reported_by_name", "party or a name"),
    (lambda: make.ReportFactory.build(measure_unit="kg"), "measure_unit", "quantity and a unit"),
    (lambda: make.ReportFactory.build(date="2999"), "date", "future"),
    (lambda: make.DocumentFactory.build(adopted_on="2999"), "adopted_on", "future"),
    (lambda: Part(joined_on="2014", left_on="2013"), "left_on", "leave before"),
    (lambda: DocumentParty(joined_on="2999"), "joined_on", "future"),
    (
        lambda: make.SummitFactory.build(end_on=datetime.date(2012, 3, 1)),
        "end_on",
        "not before its first",
    ),
    (lambda: Source(authors="Ada;"), "authors", "semicolon"),
    (lambda: Check(date=datetime.date(2999, 1, 1)), "date", "has passed"),
]


@pytest.mark.parametrize(("build", "field", "says"), EXPLAINED)
def test_clean_explains_what_the_database_would_refuse(build, field, says):
    with pytest.raises(ValidationError) as refusal:
        build().clean()
    assert says in " ".join(refusal.value.message_dict[field])


def test_constraints_carry_a_sentence_for_the_editor():
    twin = Summit(edition=make.SummitFactory().edition, slug="another")
    with pytest.raises(ValidationError, match="already exists"):
        twin.validate_unique()
    source = make.SourceFactory(url="https://nss.example/a")
    other = make.SourceFactory.build(url="http://nss.example/a")
    other.clean()
    with pytest.raises(ValidationError, match="with this address exists already"):
        other.validate_constraints()
    assert source.url_key == other.url_key


def test_the_last_days_of_dates_are_what_is_compared():
    assert make.CommitmentFactory(made_on="2012", target_date="2012-12-31").pk
    refused(
        lambda: make.CommitmentFactory(made_on="2012", target_date="2012-12-30"),
        "commitment_target_not_before_promise",
    )


def test_equal_titles_are_sorted_by_code_point():
    for slug in ("b", "a-b", "a", "ab", "a0"):
        make.CommitmentFactory(slug=slug)
    found = Commitment.objects.order_by("slug").values_list("slug", flat=True)
    assert list(found) == sorted(found) == ["a", "a-b", "a0", "ab", "b"]


def test_public_citations_need_a_public_record_and_a_public_source():
    shown = make.CitationFactory(commitment=make.CommitmentFactory())
    make.CitationFactory(commitment=make.CommitmentFactory(draft=True))
    make.CitationFactory(commitment=make.CommitmentFactory(retracted=True))
    make.CitationFactory(commitment=make.CommitmentFactory(), source=make.SourceFactory(draft=True))
    make.CitationFactory(
        progress_report=make.ReportFactory(), source=make.SourceFactory(retracted=True)
    )
    assert list(Citation.objects.public()) == [shown]


@pytest.mark.parametrize("factory", REVIEWABLE.values())
def test_the_gate_lets_out_public_records_only(factory):
    public = factory()
    factory(draft=True)
    factory(retracted=True)
    factory(merged_into=public)
    assert list(type(public).objects.published()) == [public]
    assert public.is_public
    assert not type(public).objects.exclude(pk=public.pk).filter(pk__in=[public.pk]).exists()


def test_a_report_keeps_its_identity():
    report = make.ReportFactory()
    assert report.public_id == str(report.pk) == str(ProgressReport.objects.get().pk)
