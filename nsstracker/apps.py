"""The roof as a Django app: it only brings the checks of an installation."""

from django.apps import AppConfig
from django.core import checks


class NssTrackerConfig(AppConfig):
    name = "nsstracker"

    def ready(self) -> None:
        from nsstracker.checks import addresses, production, roles  # noqa: PLC0415 - app ready

        checks.register(addresses)
        checks.register(roles)
        checks.register(production, deploy=True)
