"""The worker command with short pauses, as a program of its own: tests kill it; it ends with its test."""

import os
import sys
import threading

import django
from django.core.management import call_command


def end_with_the_test():
    """The pipe from the test is closed, whichever way the test ended."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_test, daemon=True).start()
    django.setup()
    from commitments.actions import deliveries

    deliveries.STEPS = (0.05, 0.1, 0.2)
    call_command("deliver_webhooks", timeout=float(sys.argv[1]))
