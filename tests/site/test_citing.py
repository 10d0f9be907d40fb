"""A commitment as bibliographies take it: with version and day, and nothing that TeX would run."""

import json
import re

import pytest
from django.utils import timezone

from commitments.actions import standings
from tests import factories as make

TITLE = r"Spend 50% of $9 & “more” on \input{secret} #1_a~b^c"
TODAY = timezone.now().date()


@pytest.fixture
def pledge(db):
    pledge = make.whole_commitment(slug="one", title=TITLE)
    standings.refresh([pledge.pk])
    return pledge


def cited(client, form, **query):
    answer = client.get(f"/commitments/one/cite.{form}", query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="nss-one.{form}"'
    return answer.content.decode()


def test_bibtex_writes_out_what_tex_would_run(client, pledge):
    text = cited(client, "bib")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", text, re.M))
    assert text.startswith("@misc{nss-one,\n")
    assert fields["title"] == (
        r"{Spend 50\% of \$9 \& “more” on \textbackslash{}input\{secret\}"
        r" \#1\_a\textasciitilde{}b\textasciicircum{}c}"
    )
    assert fields["note"] == f"Version 1 of {TODAY}, as of {TODAY}"
    assert fields["urldate"] == TODAY.isoformat()
    assert fields["url"].endswith("/commitments/one/")


def test_ris_has_one_value_a_line(client, pledge):
    lines = cited(client, "ris").split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert f"TI  - {TITLE}" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_csl_says_which_version_of_which_day(client, pledge):
    (item,) = json.loads(cited(client, "json", as_of="2013-01-01"))
    assert (item["title"], item["version"], item["type"]) == (TITLE, "1", "dataset")
    assert item["URL"].endswith("/commitments/one/?as_of=2013-01-01")
    assert item["note"].endswith("as of 2013-01-01")
    assert (
        item["issued"] == item["accessed"] == {"date-parts": [[TODAY.year, TODAY.month, TODAY.day]]}
    )


def test_the_page_offers_every_form_for_its_day(client, pledge):
    text = client.get("/commitments/one/?as_of=2013-01-01").content.decode()
    for form in ("bib", "ris", "json"):
        assert f'href="/commitments/one/cite.{form}?as_of=2013-01-01"' in text
    assert r"\textbackslash{}input" in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/commitments/one/cite.doc", 404),
        ("/commitments/two/cite.bib", 404),
        ("/commitments/one/cite.bib?as_of=2999-01-01", 400),
        ("/commitments/one/cite.bib?as_of=2010-01-01", 404),
    ],
)
def test_what_is_not_there_cannot_be_cited(client, pledge, address, status):
    assert client.get(address).status_code == status


def test_related_promises_share_a_theme_and_a_lead(client, pledge):
    party, theme = pledge.parts.get().party, pledge.themes.get()

    def another(slug, party, theme, **facts):
        one = make.CommitmentFactory(slug=slug, title=slug, **facts)
        make.PartFactory(commitment=one, party=party)
        make.CommitmentTheme.objects.create(commitment=one, theme=theme, position=0)

    another("both", party, theme)
    another("later", party, theme, made_on="2016-04-01")
    another("other-theme", party, make.ThemeFactory())
    another("other-lead", make.PartyFactory(), theme)
    another("not-public", party, theme, draft=True)
    for day, slugs in (("2013-01-01", ["both"]), ("2017-01-01", ["later", "both"])):
        page = client.get("/commitments/one/", {"as_of": day})
        assert [one.slug for one in page.context["same_theme"]] == slugs
