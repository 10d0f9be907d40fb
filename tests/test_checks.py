"""The system checks of an installation."""

import pytest

from nsstracker import checks


def found(messages):
    return [message.id for message in messages]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "https://nss.example.org", "http://[::1]:8000"],
)
def test_the_address_of_a_site_passes(settings, address):
    settings.SITE_URL = address
    assert checks.addresses() == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nss.example.org",
        "ftp://nss.example.org",
        "https://",
        "https://nss.example.org/tracker",
        "https://nss.example.org?",
        "https://me@nss.example.org",
        "https://nss.example.org:99999",
    ],
)
def test_an_address_that_links_cannot_start_with_is_an_error(settings, address):
    settings.SITE_URL = address
    assert found(checks.addresses()) == ["nsstracker.E001"]


def test_a_complete_installation_passes(settings):
    settings.SITE_URL = "https://nss.example.org"
    settings.ALLOWED_HOSTS = [".example.org"]
    settings.HTTPS = True
    assert checks.production() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ALLOWED_HOSTS", [], "nsstracker.E002"),
        ("ALLOWED_HOSTS", ["*"], "nsstracker.E002"),
        ("ALLOWED_HOSTS", ["other.example"], "nsstracker.E003"),
        ("HTTPS", False, "nsstracker.W001"),
        ("ONE_PERSON", True, "nsstracker.W002"),
    ],
)
def test_what_an_installation_lacks_is_named(settings, name, value, expected):
    settings.SITE_URL = "https://nss.example.org"
    settings.ALLOWED_HOSTS = ["nss.example.org"]
    settings.HTTPS = True
    setattr(settings, name, value)
    assert found(checks.production()) == [expected]


@pytest.mark.parametrize(
    ("named", "ids"),
    [([], []), (["reviewer", "managing editor"], []), (["managing-editor"], ["nsstracker.E004"])],
)
def test_a_role_that_is_misspelt_is_an_error(settings, named, ids):
    settings.REQUIRE_2FA = named
    assert found(checks.roles()) == ids
