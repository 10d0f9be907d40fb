"""Pledges of one national statement, one after the other, without a mouse."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.walk
TITLES = ["Open a school for customs officers", "Give two detectors to the port of Marseille"]
ADD = "/admin/commitments/commitment/add/"
STATEMENT = "https://statements.example/france-2014"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    page.pressed += len(keys)


def tab_to(page, selector, most=20):
    """Press Tab until a field has the focus."""
    wanted = f"document.activeElement.closest({selector!r}) !== null"
    for _ in range(most):
        press(page, "Tab")
        if page.evaluate(wanted):
            return
    raise AssertionError(f"{selector} is not reached by {most} tabs")


def write(page, name, text):
    tab_to(page, f"#id_{name}")
    page.keyboard.type(text)


def pick(page, name, letter):
    """Choose from a list by a first letter; a slow machine would take each of several for a new one."""
    tab_to(page, f"#id_{name}")
    page.keyboard.type(letter)
    chosen = page.locator(f"#id_{name} option:checked")
    expect(chosen).to_have_text(re.compile(f"^{letter}"))


def find(page, name, words):
    """Type into a box that is searched by typing, and take what is marked."""
    tab_to(page, f"#id_{name} + .select2-container")
    page.keyboard.type(words)
    marked = page.locator(".select2-results__option--highlighted")
    expect(marked).to_have_text(re.compile(words, re.I))
    press(page, "Enter")
    expect(page.locator(".select2-container--open")).to_have_count(0)


@pytest.fixture
def form(page, sign_in):
    """The form of a new pledge, open and untouched."""
    sign_in("editor")
    page.goto(ADD)
    expect(page.locator("#id_title")).to_be_focused()
    page.pressed = 0
    return page


def pledge_and_source(page):
    """The first pledge of a statement that is new to us."""
    page.keyboard.type(TITLES[0])
    write(page, "summary", "France is to open a school at which customs officers are trained.")
    pick(page, "kind", "n")
    find(page, "summit", "Hague")
    write(page, "made_on", "2014-03-25")
    pick(page, "promise_known_from", "s")
    find(page, "theme_list", "Training")
    find(page, "parts-0-party", "France")
    pick(page, "parts-0-role", "l")
    write(page, "citations-0-new_url", STATEMENT)
    write(page, "citations-0-new_title", "Statement of France at The Hague")
    write(page, "citations-0-new_publisher", "Government of France")
    pick(page, "citations-0-new_kind", "n")


def test_two_pledges_of_one_statement_by_keyboard_alone(form):
    pledge_and_source(form)
    press(form, "Control+Shift+Enter")
    expect(form.locator(".messagelist .success")).to_contain_text(TITLES[0])
    expect(form.locator("#id_title")).to_be_focused()
    expect(form.locator("#select2-id_citations-0-source-container")).to_contain_text("Statement of")
    form.pressed = 0
    form.keyboard.type(TITLES[1])
    write(form, "summary", "France is to give two detectors.")
    find(form, "theme_list", "Training")
    press(form, "Control+Enter")
    expect(form.locator(".messagelist .success")).to_contain_text(TITLES[1])
    assert form.pressed <= 8  # besides the letters of title, summary and theme
    form.goto("/admin/commitments/submission/")
    both = form.locator("#result_list tbody tr", has_text=TITLES[0])
    expect(both).to_contain_text(TITLES[1])


def test_rows_are_added_and_removed_by_keyboard(form):
    tab_to(form, "#parts-group .add-row a", most=40)
    press(form, "Space")
    expect(form.locator("#parts-1 .select2-selection")).to_be_focused()
    form.keyboard.type("Germany")
    expect(form.locator(".select2-results__option--highlighted")).to_have_text("Germany")
    press(form, "Enter")
    for _ in range(3):
        press(form, "Shift+Tab")
    tab_to(form, "#parts-0 .inline-deletelink")
    press(form, "Enter")
    expect(form.locator("#parts-0 .select2-selection")).to_contain_text("Germany")
    expect(form.locator("#parts-0 .select2-selection")).to_be_focused()
    tab_to(form, "#parts-0 .inline-deletelink")
    press(form, "Space")
    expect(form.locator("#parts-group .add-row a")).to_be_focused()


def test_likely_duplicates_appear_while_the_title_is_typed(form):
    form.keyboard.type("Build a nuclear security centre of exc")
    alike = form.locator("#alike")
    expect(alike).to_contain_text("centre of excellence in Beijing")
    link = alike.get_by_role("link").first
    assert link.get_attribute("target") == "_blank"
    form.keyboard.type("avating machines and other things")
    expect(alike).to_be_empty()
    assert alike.get_attribute("aria-live") == "polite"


def paste(page, text):
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            const how = {clipboardData, bubbles: true, cancelable: true};
            const target = document.activeElement;
            if (target.dispatchEvent(new ClipboardEvent("paste", how))) {
              document.execCommand("insertText", false, text);
            }
        }""",
        text,
    )


def test_a_pasted_address_finds_its_source_or_opens_a_new_one(form):
    form.goto("/admin/summits/source/1/change/")
    url = form.input_value("#id_url")
    title = form.input_value("#id_title")
    form.goto(ADD)
    form.locator("#id_citations-0-new_url").focus()
    paste(form, re.sub("^https?://", "HTTP://", url) + "#top")
    told = form.locator("#citations-0 .told")
    expect(told).to_contain_text(title)
    expect(form.locator("#select2-id_citations-0-source-container")).to_contain_text(title)
    expect(form.locator("#id_citations-0-locator")).to_be_focused()
    expect(form.locator("#id_citations-0-new_url")).to_be_hidden()
    form.locator("#citations-group .add-row a").press("Enter")
    form.locator("#citations-1 .select2-selection").first.press("Enter")
    expect(form.locator(".select2-dropdown .select2-search__field")).to_be_focused()
    paste(form, STATEMENT)
    expect(form.locator("#id_citations-1-new_url")).to_have_value(STATEMENT)
    expect(form.locator("#citations-1 .told")).to_contain_text("A new address")
    expect(form.locator("#id_citations-1-new_title")).to_be_focused()


@pytest.mark.parametrize("other", ["summary", "citations-0-new_publisher"])
def test_a_late_answer_about_an_address_takes_the_focus_from_no_other_field(form, other):
    late = []
    form.route("**/known-source/*", lambda route: late.append(route))
    form.locator("#id_citations-0-new_url").focus()
    with form.expect_request("**/known-source/*"):
        paste(form, STATEMENT)
    form.locator(f"#id_{other}").focus()
    form.keyboard.type("The Government ")
    late.pop().continue_()
    expect(form.locator("#citations-0 .told")).to_contain_text("A new address")
    form.keyboard.type("of Japan")
    expect(form.locator(f"#id_{other}")).to_have_value("The Government of Japan")
