"""The history of counts beside counts of each day, of pledges that are made up to be awkward."""

import random

import pytest
from django.http import QueryDict

from commitments.actions import standings
from commitments.api.stats import StatsFilter, periods_of
from commitments.choices import REPORTABLE, Basis, PartyRole
from commitments.queries import counts
from tests import factories as make

pytestmark = pytest.mark.django_db
# at the ends of years, on the day before and after, and known in part
DAYS = [f"{year}{rest}" for year in range(2012, 2016) for rest in ("-12-31", "-12-30", "-12", "")]
DAYS += [f"{year}-01-01" for year in range(2013, 2017)]
ROLES, BASES = PartyRole.values, Basis.values
CHOICES = {
    "party": ["AAA", "BBB", "AAA,CCC"],
    "role": [*ROLES, "lead,partner"],
    "region": ["North", "South", "North,South"],
    "status": ["unreported", "in_progress,stalled", "completed"],
    "basis": [*BASES, "self_reported,third_party"],
    "overdue": ["true", "false"],
    "assessments_differ": ["true", "false"],
    "reported_since": ["2013-12-31", "2015-01-01"],
    "assessable": ["true"],
}


@pytest.fixture
def dice():
    return random.Random(2010)


@pytest.fixture
def awkward(dice):
    """Parts joined and left on the day of a report, retracted pledges and reports, and those of strangers."""
    parties = [make.PartyFactory(code=code * 3, region="South") for code in "ABC"]
    parties[0].region = "North"
    parties[0].save()
    summit = make.SummitFactory(host=parties[0])
    pledges = [pledge(dice, summit, parties) for _number in range(25)]
    standings.refresh([one.pk for one in pledges])


def pledge(dice, summit, parties):
    vague = {"assessable": False, "not_assessable_why": "It says too little."}
    made = make.CommitmentFactory(
        summit=summit,
        made_on=dice.choice(["2012-03-27", "2012-12-31", "2013"]),
        target_date=dice.choice([None, "2013-12-31", "2014", "2015-01-01"]),
        retracted=dice.random() < 0.1,
        **dice.choice([{}, {}, {}, vague]),
    )
    for party in dice.sample(parties, dice.choice([1, 2, 3])):
        joined, left = sorted(dice.sample(DAYS[4:], 2))
        spans = [{}, {}, {"joined_on": joined}, {"left_on": left}]
        spans += [{"joined_on": joined, "left_on": left}] * (joined[:4] < left[:4])
        how = {"role": dice.choice(ROLES), **dice.choice(spans)}
        make.PartFactory(commitment=made, party=party, **how)
    for _number in range(dice.choice([0, 1, 2, 5])):
        make.ReportFactory(
            commitment=made,
            party=dice.choice([None, *parties]),
            date=dice.choice(DAYS),
            status=dice.choice(REPORTABLE),
            basis=dice.choice(BASES),
            reported_by_name=dice.choice(["A newspaper", "A ministry"]),
            retracted=dice.random() < 0.1,
        )
    return made


def asked(dice):
    names = dice.sample(sorted(CHOICES), dice.choice([1, 2]))
    names += ["party"] * ("party" not in names and dice.random() < 0.3)
    chosen = [f"{name}={dice.choice(CHOICES[name])}" for name in names]
    return "&".join([*chosen, f"as_of={dice.choice(['2014-12-31', '2015-01-01', '2016-06-30'])}"])


def test_history_says_of_each_day_what_is_counted_on_it(awkward, dice):
    found = 0
    for query in [asked(dice) for _number in range(16)]:
        filters = StatsFilter(QueryDict(query), strict=True)
        for day, tally in periods_of(filters, "year"):
            then = filters.on(day)
            alone = counts.tally(then.qs, then.status_field)
            assert (tally.counts, tally.overdue) == (alone.counts, alone.overdue), (query, day)
            found += tally.total
    assert found > 100
