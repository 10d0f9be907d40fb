"""What a mark of a chart stands for is said under the pointer and, mark by mark, to the keyboard."""

from playwright.sync_api import expect

STORY = "/commitments/chn-2010-centre-of-excellence/"


def test_the_keyboard_goes_from_mark_to_mark(page):
    page.goto("/")
    bar, told = page.locator("figure.chart > svg.bar").first, page.locator(".told")
    expect(told).to_have_text("")
    page.get_by_role(
        "button", name="Search"
    ).focus()  # so that the focus that follows is a visible one
    page.keyboard.press("Tab")
    bar.focus()
    expect(told).to_have_text("192 completed")
    for key, words in [
        ("ArrowRight", "1 partially completed"), ("ArrowLeft", "192 completed"),
        ("ArrowLeft", "192 completed"), ("End", "50 no report"), ("ArrowRight", "50 no report"),
        ("Home", "192 completed"), ("Control+End", "192 completed"), ("Escape", ""),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(told).to_have_text(words)
    world = page.locator(".map > svg")
    world.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Argentina: 9")
    page.mouse.wheel(0, 60)
    expect(told).to_have_text("Argentina: 9")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/countries/argentina/")


def test_the_pointer_is_told_and_leaves_nothing_behind(page):
    page.goto(STORY)
    told = page.locator(".told")
    page.locator(".timeline use").nth(3).hover(force=True)
    expect(told).to_have_text("18 March 2016: completed, self-reported")
    box, mark = told.bounding_box(), page.locator(".is-told circle").bounding_box()
    assert abs(box["x"] + box["width"] / 2 - mark["x"] - mark["width"] / 2) < 2
    assert box["y"] + box["height"] <= mark["y"] or box["y"] >= mark["y"] + mark["height"]
    page.locator("h1").hover()
    expect(told).to_have_text("")


def test_a_finger_is_told_until_it_taps_elsewhere(new_context):
    page = new_context(has_touch=True).new_page()
    page.goto("/")
    bar, told = page.locator("figure.chart > svg.bar").first, page.locator(".told")
    bar.tap(position={"x": 5, "y": 5})
    expect(told).to_have_text("192 completed")
    page.locator("p.lead").tap(position={"x": 2, "y": 2})
    expect(told).to_have_text("")
