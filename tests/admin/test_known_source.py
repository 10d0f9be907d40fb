"""An address that is pasted leads to the source that has it, or opens the fields of a new one."""

import pytest

from summits.models import Party, Source
from tests.admin.conftest import NEW_SOURCE, pk, signed_in
from tests.ground import SOURCE, make_public

ASK = "/admin/known-source/"
PICKER = {"app_label": "commitments", "model_name": "citation", "field_name": "source"}


def asked(client, url, status=200):
    answer = client.get(ASK, {"url": url})
    assert answer.status_code == status, answer.content
    return answer.json()


def offered_for(client, term):
    answer = client.get("/admin/autocomplete/", PICKER | {"term": term})
    return answer.json()["results"]


@pytest.mark.parametrize("spelt", ["https://example.org/first", " http://EXAMPLE.org:80/first#top"])
def test_an_address_in_any_spelling_leads_to_its_source(as_editor, spelt):
    assert asked(as_editor, spelt) == {
        "source": {"id": pk(Source, slug="first-source"), "title": "First source"},
        "told": "We have this address: “First source” is chosen.",
    }
    offered = offered_for(as_editor, spelt)
    assert [one["text"] for one in offered] == ["First source"]


def test_a_new_address_of_a_known_site_starts_with_what_its_sources_share(as_editor, public):
    told = asked(as_editor, "https://example.org/third")
    assert told["new"] == {"publisher": "Office", "language": "en"}
    assert asked(as_editor, "https://example.org.uk/third")["new"] == {}
    other = SOURCE | {"id": "o", "url": "https://example.org/o", "publisher": "Other"}
    make_public(public, (Source(), other))
    assert asked(as_editor, "https://example.org/third") == {
        "new": {},
        "told": "A new address. Describe the source.",
    }


@pytest.mark.parametrize("url", ["", "first", "javascript:alert(1)", "https://a b/", "https://[/"])
def test_what_is_no_address_is_told_so(as_editor, url):
    assert asked(as_editor, url, 400)["told"]


def test_the_draft_of_another_is_not_named_to_whom_it_is_closed(as_editor, person, public):
    draft = {name.removeprefix("new_"): value for name, value in NEW_SOURCE.items()}
    assert as_editor.post("/admin/summits/source/add/", draft).status_code == 302
    kim = person("kim", "contributor")
    kim.parties.add(Party.objects.get(code="CHN"))
    told = asked(signed_in(kim), NEW_SOURCE["new_url"])
    assert list(told) == ["told"]
    assert NEW_SOURCE["new_title"] not in told["told"]
    found = offered_for(signed_in(kim), NEW_SOURCE["new_url"])
    assert found == []
    assert asked(as_editor, NEW_SOURCE["new_url"])["source"]


def test_only_who_drafts_sources_is_answered(client, public, django_user_model, as_editor):
    assert client.get(ASK, {"url": SOURCE["url"]}).status_code == 302
    nobody = django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    assert signed_in(nobody).get(ASK, {"url": SOURCE["url"]}).status_code == 403
    assert as_editor.post(ASK, {"url": SOURCE["url"]}).status_code == 405


def test_an_address_is_looked_up_in_few_queries(as_editor, django_assert_num_queries):
    with django_assert_num_queries(7):
        asked(as_editor, "https://example.org/third")
