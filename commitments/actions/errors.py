"""Refusals of actions, each with a sentence; the edges translate them."""

from django.core.exceptions import ValidationError


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An action was refused; the message says why and what would be right."""


class NotAllowed(Refused):
    """This user may not do this."""


class WrongState(Refused):
    """The thing is not in the state the action needs."""


class Stale(Refused):
    """Somebody else has replaced the version this work is based on (rule R11)."""


class Invalid(Refused):
    """The content breaks a rule. ``problems`` are sentences, all of them at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def sentences(refusal: Refused | ValidationError) -> list[str]:
    """All that a refusal says, as a list to be shown."""
    if isinstance(refusal, Invalid):
        return refusal.problems
    return refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
