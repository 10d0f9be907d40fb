"""A chart leaves the page as a file: an SVG without a script, a PNG that the browser draws."""

import struct


def test_a_chart_is_saved_as_a_png_of_twice_its_size(page):
    page.goto("/")
    with page.expect_download() as saved:
        page.locator(".map").get_by_role("button", name="As a picture (PNG)").click()
    assert saved.value.suggested_filename == "nss-map.png"
    picture = saved.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1600
    assert height > 800
