"""Partial dates: what is read, what is refused, the last day, order, and the field."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import Commitment
from summits.partial_dates import (
    PartialDate,
    PartialDateFormField,
    not_behind_us,
    to_partial_date,
    today,
)
from tests import factories as make

READ = {
    "2016": ("2016-01-01", "2016-12-31"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2015-02": ("2015-02-01", "2015-02-28"),
    "1900-02": ("1900-02-01", "1900-02-28"),
    "2000-02": ("2000-02-01", "2000-02-29"),
    "2016-04": ("2016-04-01", "2016-04-30"),
    "2016-12": ("2016-12-01", "2016-12-31"),
    "2016-02-29": ("2016-02-29", "2016-02-29"),
    "2016-03-18": ("2016-03-18", "2016-03-18"),
    "1000": ("1000-01-01", "1000-12-31"),
    "9999": ("9999-01-01", "9999-12-31"),
}
REFUSED = [
    "2016-W01-1",
    "20160101",
    "2016-1-1",
    "2016-01-1",
    "2016-1",
    "２０１６-01-01",
    "٢٠١٦",
    "2016-02-30",
    "2015-02-29",
    "1900-02-29",
    "2016-04-31",
    "0000-00-00",
    "0000",
    "0999",
    "2016-00",
    "2016-13",
    "2016-01-00",
    "2016-01-32",
    "2016-03-18\n",
    "2016\n",
    " 2016",
    "2016-",
    "2016-03-",
    "-2016",
    "+2016",
    "16",
    "20160",
    "2016/03/18",
    "18.03.2016",
    "March 2016",
    "2016-03-18T00:00:00",
    "2016-03-18Z",
    "2016–03",
    "1e3",
    "2_16",
    "",
    "\x00",
]


@pytest.mark.parametrize("text", READ)
def test_a_day_a_month_or_a_year_is_read_and_written_alike(text):
    found = PartialDate.parse(text)
    assert (str(found), str(found.first_day), str(found.last_day)) == (text, *READ[text])


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="“"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "text", [t for t in REFUSED if t.strip() and t.strip() not in READ], ids=ascii
)
def test_the_model_and_the_form_refuse_the_same_with_a_sentence(text):
    with pytest.raises(ValidationError) as refused:
        to_partial_date(text)
    assert refused.value.messages[0].endswith(".")
    with pytest.raises(ValidationError):
        PartialDateFormField().clean(text)


def test_dates_are_compared_by_their_last_day_alone():
    year, month, day = (PartialDate.parse(t) for t in ("2016", "2016-11", "2016-12-31"))
    assert month < day
    assert not year < day
    assert not day < year
    assert sorted([year, month]) == [month, year]


@given(st.dates(datetime.date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_read(day):
    assert PartialDate.parse(day.isoformat()).last_day == day


@given(st.integers(1000, 9998), st.integers(1, 12))
def test_the_day_after_a_month_is_the_first_of_another(year, month):
    after = PartialDate(year, month).last_day + datetime.timedelta(1)
    assert after.day == 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2012", "2012-03", "2012-03-27"])
def test_the_field_keeps_a_date_as_written_with_its_last_day_beside_it(text):
    pk = make.CommitmentFactory(made_on=text).pk
    found = Commitment.objects.get(pk=pk)
    assert (str(found.made_on), found.made_on_last) == (text, PartialDate.parse(text).last_day)
    assert Commitment.objects.filter(made_on_last=PartialDate.parse(text).last_day).exists()


@pytest.mark.django_db
def test_a_deferred_date_is_fetched_when_asked_for():
    pk = make.CommitmentFactory(made_on="2012-03").pk
    assert str(Commitment.objects.only("slug").get(pk=pk).made_on) == "2012-03"


def test_a_bad_date_is_kept_until_full_clean_says_what_is_wrong():
    commitment = Commitment(made_on="2016-02-30")
    with pytest.raises(ValidationError) as refused:
        commitment.clean_fields()
    assert "not a day of the calendar" in str(refused.value.message_dict["made_on"])


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (lambda: str(today().year), "is not over yet. Give the day"),
        (lambda: str(today().year + 1), "lies in the future"),
        (lambda: (today() + datetime.timedelta(1)).isoformat(), "lies in the future"),
    ],
    ids=["running year", "next year", "tomorrow"],
)
def test_a_date_has_its_whole_period_behind_it(written, says):
    if today().strftime("%m-%d") == "12-31":
        pytest.skip("the running year ends today")
    errors = not_behind_us(Commitment(made_on=written()), "made_on")
    assert says in errors["made_on"].messages[0]


def test_today_and_the_past_are_behind_us():
    for written in (today().isoformat(), str(today().year - 1)):
        assert not not_behind_us(Commitment(made_on=written), "made_on")


def test_the_form_field_explains_itself():
    field = PartialDateFormField(required=False)
    assert "2016-03" in str(field.help_text)
    assert field.clean("") is None
    assert not field.has_changed(PartialDate(2016, 3), "2016-03")
    assert field.has_changed(PartialDate(2016, 3), "2016")
    assert "maxlength" not in field.widget.attrs  # what is pasted is quoted whole, not cut off
    with pytest.raises(ValidationError, match="“24 March 2014” is not a date"):
        field.clean("24 March 2014")
