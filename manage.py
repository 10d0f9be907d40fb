#!/usr/bin/env python
"""The command line of the project."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsstracker.settings")
    if sys.argv[1:2] != ["start"]:  # which makes nothing before it knows that it can serve
        try:
            settings.VAR_DIR.mkdir(
                mode=0o700, parents=True, exist_ok=True
            )  # SQLite makes no folder
        except OSError as error:
            why = f"NSS_VAR={settings.VAR_DIR} cannot be made: {error.strerror}."
            raise SystemExit(f"{why} Name another folder.") from None
    execute_from_command_line(sys.argv)
