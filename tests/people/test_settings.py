"""What the environment says about accounts, and what holds where it says nothing."""

import json
import subprocess
import sys

import pytest

from tests import server

pytestmark = pytest.mark.once
SAY = (
    "import json; from django.conf import settings as s;"
    "print(json.dumps([s.REQUIRE_2FA, s.PROXIES, s.EMAIL_BACKEND.split('.')[-2]]))"
)
ABOVE = ["reviewer", "managing editor", "administrator"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [[], 0, "filebased"]),
        ({"HTTPS": "1"}, [ABOVE, 1, "filebased"]),
        ({"HTTPS": "1", "REQUIRE_2FA": "none", "PROXIES": "2"}, [[], 2, "filebased"]),
        ({"REQUIRE_2FA": "contributor,reviewer"}, [["contributor", "reviewer"], 0, "filebased"]),
        ({"EMAIL_URL": "submission://me:secret@mail.example"}, [[], 0, "smtp"]),
    ],
)
def test_the_settings_follow_one_rule(tmp_path, given, found):
    how = server.command(tmp_path, SECRET_KEY="mine", DJANGO_SETTINGS_MODULE="nsstracker.settings")
    how["env"] |= given
    how["args"] = [sys.executable, "-c", SAY]
    said = subprocess.run(**how, capture_output=True, check=True)
    assert json.loads(said.stdout) == found


def test_a_mail_address_that_cannot_be_used_is_refused_without_its_password(tmp_path):
    how = server.command(tmp_path, SECRET_KEY="mine", EMAIL_URL="smpt://me:canary@mail.example")
    how["args"] = [sys.executable, "manage.py", "check"]
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == 1
    assert "EMAIL_URL starts with smpt://, which is not known here." in refused.stderr
    assert "canary" not in refused.stderr
