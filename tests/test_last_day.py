"""The last day of a partial date is written whenever the date is."""

from summits.models import Source


def test_a_changed_date_takes_its_last_day_along(db):
    source = Source(slug="s", title="S", publisher="P", kind="news", published_on="2010")
    source.save()
    source = Source.objects.get(slug="s")
    source.published_on = "2012-02"
    source.save()
    assert str(Source.objects.values_list("published_on_last", flat=True).get()) == "2012-02-29"
