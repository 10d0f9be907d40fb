"""The environment of a test run, the same whoever starts it: only DATABASE_URL is left to the caller.

A plugin and not part of conftest.py, because pytest-django reads the settings before any conftest.py.
"""

import os
import shutil
import tempfile

FOR_TESTS = {
    "NSS_ENV": "test",
    "SECRET_KEY": "tests only",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "NSS_VAR": tempfile.mkdtemp(prefix="nss-test-"),
    "SITE_URL": "https://tracker.example",
    "API_LIMIT_ANONYMOUS": "1000000",  # tests of limits set their own
}
NOT_FOR_TESTS = (
    "NSS_DEBUG",
    "NSS_ONE_PERSON",
    "CACHE_URL",
    "CAPTURE_SIZE_MB",
    "CAPTURE_STORE_MB",
    "HTTPS",
    "PROXIES",
    "REQUIRE_2FA",
    "EMAIL_URL",
    "EMAIL_FROM",
    "SECURITY_CONTACT",
    "SECURITY_POLICY",
    "API_LIMIT_KEY",
    "WEBHOOKS_HERE",
)

for name in NOT_FOR_TESTS:
    os.environ.pop(name, None)
os.environ |= FOR_TESTS


def pytest_unconfigure():
    shutil.rmtree(FOR_TESTS["NSS_VAR"], ignore_errors=True)
