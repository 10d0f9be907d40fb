"""That a complaint in the console of any window is heard, so that silence means something."""

INLINE = "document.body.append(Object.assign(document.createElement('script'), {text: 'leak = 1'}))"


def test_a_script_that_the_policy_refuses_is_heard(page, complaints):
    page.goto("/")
    with page.expect_console_message(lambda one: "Content Security Policy" in one.text):
        page.evaluate(INLINE)
    assert "Content Security Policy" in complaints.pop()
    assert page.evaluate("typeof leak") == "undefined"


def test_an_error_in_a_second_window_is_heard(page, new_context, complaints):
    page.goto("/")
    other = new_context().new_page()
    other.goto("/")
    with other.expect_event("pageerror"):
        other.evaluate("() => { setTimeout(() => { throw new Error('a stray error') }) }")
    assert "a stray error" in complaints.pop()
