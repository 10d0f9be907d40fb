"""A source's link on its screen: its state, the correction it offers, and what it may be merged into."""

import pytest
from django.utils import timezone

from commitments.models import Link, Revision
from summits.models import Source
from tests.admin.conftest import edit_url, last_submission
from tests.ground import SOURCE, make_public

NEW = "https://example.org/moved"


@pytest.fixture
def source(centre):
    return Source.objects.get(slug="first-source")


def checked(source, **facts):
    now = timezone.now()
    facts = {"url": source.url, "checked_at": now, "next_check_at": now} | facts
    Link.objects.update_or_create(source=source, defaults=facts)


def screen(client, source):
    return client.get(edit_url(source)).content.decode()


def correct(client, source):
    return client.post(f"/admin/summits/source/{source.pk}/correct/", follow=True)


def test_the_state_and_the_day_it_was_last_seen(as_editor, source):
    assert "Its address" not in screen(as_editor, source)
    checked(source, state="gone", http_status=404, shown_at=timezone.now())
    page = screen(as_editor, source)
    assert "no longer answers" in page
    assert "It has never been seen to answer." in page
    assert "The site’s answer: 404." in page
    checked(source, state="unreachable", last_alive_at="2020-05-01T00:00Z")
    assert "Last seen on 1 May 2020." in screen(as_editor, source)
    checked(source, url="https://example.org/before", state="gone")
    assert "Its address" not in screen(as_editor, source)


def test_a_redirect_becomes_a_draft_with_the_reason_correction(as_editor, source, editor):
    checked(source, state="moved", moved_to=NEW, last_alive_at=timezone.now())
    assert NEW in screen(as_editor, source)
    answer = correct(as_editor, source)
    assert "Your draft has the new address" in answer.content.decode()
    submission = last_submission()
    assert (submission.author, submission.state, submission.reason) == (
        editor,
        "draft",
        "correction",
    )
    assert Revision.objects.get(submission=submission).content == SOURCE | {"url": NEW}
    source.refresh_from_db()
    assert source.url == SOURCE["url"]


def test_a_correction_joins_the_draft_she_has(as_editor, source):
    checked(source, state="moved", moved_to=NEW)
    form = {"url": source.url, "title": "A better title", "publisher": "Office", "kind": "news"}
    form |= {"language": "en", "base_version": 1, "_save": "1", "reviewer_note": "Look at p. 2"}
    assert as_editor.post(edit_url(source), form).status_code == 302
    correct(as_editor, source)
    submission = last_submission()
    found = submission.revisions.get().content
    assert (found["title"], found["url"]) == ("A better title", NEW)
    assert (submission.note, submission.reason) == ("Look at p. 2", "correction")


def test_an_address_that_another_source_has_is_merged_and_not_taken_over(
    as_editor, as_manager, source, public
):
    make_public(public, (Source(), SOURCE | {"id": "second-source", "title": "Other", "url": NEW}))
    other = Source.objects.get(slug="second-source")
    checked(source, state="moved", moved_to=NEW)
    page = screen(as_editor, source)
    assert "That is the address of “Other” (second-source)." in page
    assert "as a correction" not in page
    assert "Merge into that one" not in page
    answer = correct(as_editor, source)
    assert "exists already" in answer.content.decode()
    assert f"/merge/?into={other.pk}" in screen(as_manager, source)
    form = as_manager.get(f"/admin/summits/source/{source.pk}/merge/?into={other.pk}")
    assert f'<option value="{other.pk}" selected' in form.content.decode()


@pytest.mark.parametrize("state", ["alive", "gone"])
def test_there_is_nothing_to_take_over(as_editor, source, state):
    checked(source, state=state, moved_to=NEW)
    assert "There is no other address" in correct(as_editor, source).content.decode()
    assert not Revision.objects.filter(version=None).exists()


def test_who_may_not_draft_corrects_nothing(source, person):
    from tests.admin.conftest import signed_in

    nobody = signed_in(person("nora"))
    checked(source, state="moved", moved_to=NEW)
    assert correct(nobody, source).status_code == 403
    assert correct(signed_in(person("vera", "contributor")), Source(pk=9)).status_code == 404


def test_the_list_is_narrowed_by_what_became_of_links(as_editor, source):
    def listed(value):
        page = as_editor.get(f"/admin/summits/source/?link={value}")
        return [one.slug for one in page.context["cl"].result_list]

    assert listed("unchecked") == ["first-source"]
    checked(source, state="gone")
    assert (listed("gone"), listed("alive"), listed("unchecked")) == (["first-source"], [], [])
    checked(source, url="https://example.org/before", state="gone")
    assert (listed("gone"), listed("unchecked")) == ([], ["first-source"])


def test_look_alikes_are_offered_for_a_merge(as_editor, as_manager, source, public):
    alike = {
        "same-title": {"title": "FIRST source", "url": "https://other.example/"},
        "same-address": {"title": "X", "url": "http://www.example.org/first/"},
        "another": {"title": "First source", "publisher": "X", "url": "https://x.example/"},
    }
    for slug, facts in alike.items():
        make_public(public, (Source(), SOURCE | {"id": slug} | facts))
    page = as_manager.get(edit_url(source))
    assert {one.slug for one in page.context["look_alikes"]} == {"same-title", "same-address"}
    assert page.content.decode().count("Merge this one into") == 2
    assert "Merge this one into" not in screen(as_editor, source)


def test_a_dead_link_is_in_its_heap(as_editor, source):
    checked(source, state="gone", shown_at=timezone.now())
    page = as_editor.get("/admin/to-do/dead-links/")
    assert [(one.slug, one.citation_count) for one in page.context["page"]] == [("first-source", 1)]
    heaps = as_editor.get("/admin/").context["heaps"]
    assert [one.all for one in heaps if one.heap.name == "dead-links"] == [1]
