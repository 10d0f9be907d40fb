"""The server as a browser meets it."""


def test_the_editor_and_the_reviewer_of_make_run_can_sign_in(page, own_site, sign_in):
    sign_in(own_site, "editor")
    page.context.clear_cookies()
    sign_in(own_site, "reviewer")
