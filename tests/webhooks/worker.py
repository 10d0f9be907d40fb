"""The worker command with short pauses, as a program of its own: tests kill it."""

import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from commitments.actions import deliveries

    deliveries.STEPS = (0.05, 0.1, 0.2)
    call_command("deliver_webhooks", timeout=float(sys.argv[1]))
