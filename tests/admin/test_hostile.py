"""Hostile input in the admin: answered, never crashed on, and never run."""

import pytest
from django.test import Client

from commitments.models import Commitment
from summits.models import Source
from tests.admin.conftest import ADD, NEW_SOURCE, edit_url, errors, pledge_form

XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "{{ 7|add:7 }}<b>",
    "</textarea><script>alert(2)</script>",
]
LIST = "/admin/commitments/commitment/"


@pytest.mark.parametrize("text", XSS)
def test_markup_in_any_text_stays_text(as_editor, text):
    """O01: in forms, lists, messages and the review."""
    form = pledge_form(title=f"A {text}", slug="chn-2010-x", reviewer_note=text, _submit="1")
    answer = as_editor.post(ADD, form, follow=True)
    pledge = Commitment.objects.get()
    pages = [
        answer,
        as_editor.get(LIST),
        as_editor.get("/admin/"),
        as_editor.get("/admin/commitments/submission/"),
        as_editor.post(
            "/admin/commitments/submission/{}/take-back/".format(answer.context["submission"].pk),
            follow=True,
        ),
        as_editor.get(edit_url(pledge)),
        as_editor.get(edit_url(pledge).replace("change", "history")),
    ]
    for page in pages:
        assert page.status_code == 200
        assert text.encode() not in page.content
    assert b"alert(" in pages[5].content or "{{" in text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "java\tscript:alert(1)",
        "https://a b/",
    ],
)
def test_an_address_nobody_should_open_is_refused(as_editor, address):
    """O03: at entry."""
    answer = as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE | {"new_url": address}]))
    assert errors(answer)
    assert not Source.objects.filter(url=address).exists()
    sent = {"url": address, "title": "T", "publisher": "P", "kind": "news", "language": "en"}
    assert errors(as_editor.post("/admin/summits/source/add/", sent))


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "summit__id__exact=abc",
        "summit__id__exact=" + "9" * 30,
        "id__in=" + "9" * 30,
        "id__in=abc",
        "made_on__year=70000",
        "year=9999&month=12",
        "nosuch=1",
        "summit__slug__startswith=a",
        "p=abc",
        "p=" + "9" * 30,
        "p=-1",
        "o=9.9.x",
        "o=" + "9" * 5000,
        "e=1",
        "state=nosuch",
        "all=x",
        "_to_field=nosuch",
        "_popup=x",
        "q=" + "(" * 1500,
        "q=%27%22%25_%5C",
    ],
)
def test_a_list_answers_any_query(as_editor, centre, query):
    assert as_editor.get(f"{LIST}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize(
    "query",
    ["term=%00", "page=abc", "page=" + "9" * 30, "term=%27", "field_name=nosuch", "app_label=x"],
)
def test_an_autocomplete_answers_any_query(as_editor, query):
    """I01, I02: NUL and numbers beyond any."""
    base = "/admin/autocomplete/?app_label=commitments&model_name=commitment&field_name=summit"
    assert as_editor.get(f"{base}&{query}").status_code in (200, 400, 403, 404)


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "-1", "٣", "1_0", "%00"])
def test_an_unknown_record_is_not_a_crash(as_manager, centre, key):
    for tail in ("change/", "history/", "retract/", "merge/", "rename/", "check/", "delete/"):
        status = as_manager.get(f"{LIST}{key}/{tail}").status_code
        assert status in (302, 400, 403, 404)
    submission = f"/admin/commitments/submission/{key}/change/"
    assert as_manager.get(submission).status_code in (200, 302, 404)
    report = f"/admin/commitments/progressreport/{key}/change/"
    assert as_manager.get(report).status_code in (302, 404)


@pytest.mark.parametrize("screen", [ADD, "/admin/summits/document/add/"])
def test_the_start_values_of_a_form_come_from_no_address(as_editor, screen):
    for query in ("summit=abc", "summit=1", "title=x", "like=abc", "like=" + "9" * 30, "like=٣"):
        page = as_editor.get(f"{screen}?{query}")
        assert page.status_code == 200
        form = page.context["adminform"].form
        assert not form["title"].value()
        assert not form["summit"].value()


@pytest.mark.parametrize(
    "changes",
    [
        {"summit": "abc"},
        {"summit": "9" * 30},
        {"theme_list": ["abc", "9" * 30]},
        {"title": "a\x00b"},
        {"parts-0-party": "x"},
        {"parts-TOTAL_FORMS": "9" * 30},
        {"parts-TOTAL_FORMS": "x"},
        {"parts-INITIAL_FORMS": "5"},
        {"citations-0-source": "\x00"},
        {"citations-0-id": "1"},
        {"base_version": "x", "seen_edits": "9" * 5000},
        {"target_quantity": "NaN"},
        {"target_quantity": "1e999", "target_unit": "x"},
        {"made_on": "9999-99-99"},
        {"made_on": "9999"},
        {"kind": "nosuch"},
    ],
)
def test_a_form_answers_any_value(as_editor, changes):
    """I01, I02: NUL, numbers beyond any, counts of rows that are none."""
    answer = as_editor.post(ADD, pledge_form(**changes))
    assert answer.status_code in (200, 302, 400)


@pytest.mark.parametrize("value", ["a\x00b", "%00", "\xff", "x" * 5000])
def test_a_cookie_holds_anything(public, value):
    """I01: whatever comes as a session or a token, she has to sign in."""
    answer = Client().get("/admin/", headers={"Cookie": f"sessionid={value}; csrftoken={value}"})
    assert (answer.status_code, answer.url) == (302, "/admin/login/?next=/admin/")


@pytest.mark.parametrize("path", ["x.css", "commitments/x.css", "%2e%2e/static/x.js"])
def test_a_page_of_the_admin_does_not_pose_as_a_file(as_editor, path):
    """C03: a cache keeps nothing of it, for her or for strangers."""
    for client in (as_editor, Client()):
        answer = client.get(f"/admin/{path}")
        assert answer.status_code in (302, 404)
        assert answer["Cache-Control"] == "no-store"


def test_a_number_in_other_digits_is_no_records_address(as_manager, centre):
    """I02: int() reads them."""
    other = str(centre.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for page in (f"commitments/commitment/{other}", f"commitments/submission/{other}"):
        assert as_manager.get(f"/admin/{page}/change/").status_code == 302
    assert as_manager.get(edit_url(centre)).status_code == 200


@pytest.mark.parametrize("name", ["parts", "citations", "reports"])
def test_no_rows_are_lost_to_a_count_below_none(as_editor, name):
    assert as_editor.post(ADD, pledge_form() | {f"{name}-TOTAL_FORMS": "-1"}).status_code == 400
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("quantity", ["٣", "-0", "-5", "1e3", "+5", "1_0"])
def test_a_quantity_is_a_plain_number(as_editor, quantity):
    sent = {"target_unit": "people a year"}
    answer = as_editor.post(ADD, pledge_form(**sent, target_quantity=quantity))
    [sentence] = answer.context["adminform"].form.errors["target_quantity"]
    assert sentence.startswith("Write a number from 0 up in plain digits")
    assert as_editor.post(ADD, pledge_form(**sent, target_quantity=" 0.5 ")).status_code == 302


def test_signing_in_leads_nowhere_else(client, editor):
    """O05: whatever stands in next."""
    for target in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
    ):
        client.logout()
        sent = {"username": "erika", "password": "a long enough password", "next": target}
        answer = client.post(f"/admin/login/?next={target}", sent)
        assert answer.status_code == 302
        assert "evil" not in answer.url
        assert answer.url.startswith("/admin/")


def test_a_page_of_the_admin_has_no_inline_script_and_is_not_kept(as_editor, centre):
    for address in ("/admin/", LIST, ADD, edit_url(centre), "/admin/commitments/submission/"):
        page = as_editor.get(address)
        text = page.content.decode()
        assert "style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text
        assert page["Cache-Control"] == "no-store"
        assert "script-src 'self'" in page["Content-Security-Policy"]
