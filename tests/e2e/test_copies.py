"""Adding a copy of a source in the browser."""


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page, sign_in):
    sign_in("editor")
    page.goto("/admin/summits/source/1/captures/")
    form = page.locator("form[data-largest='20']")
    form.evaluate("form => { form.dataset.largest = '0.00001' }")
    field = page.get_by_label("File", exact=False)
    field.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * 11})
    page.get_by_role("button", name="Add").click()
    said = field.evaluate("field => field.validationMessage")
    assert said == "The file is larger than 20 MB. Add a smaller one."
    field.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * 9})
    with page.expect_response("**/captures/") as answer:
        page.get_by_role("button", name="Add").click()
    assert answer.value.status == 400
    page.complaints.clear()  # about the 400
