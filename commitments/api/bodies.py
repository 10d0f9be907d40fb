"""Reading what somebody sends: JSON that is just what it says, and objects without a stray field."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.http import HttpRequest
from rest_framework import exceptions

from commitments.actions.reporting import Fault
from summits.text import CONTROL

MOST = 200_000
DEEPEST = 16
LONGEST_NUMBER = 40
MOST_TOLD = 50  # bad texts of one body
JSON_TYPE = "application/json"


class Unreadable(exceptions.APIException):
    """The body is no JSON that we read."""

    status_code = 400


class TooLarge(Unreadable):
    """The body is larger than any report is."""

    status_code = 413


class Unfit(exceptions.APIException):
    """What was sent cannot be taken as it is; ``faults`` name each place."""

    status_code = 400

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("Nothing was taken. Mend what is listed and send the whole again.")
        self.faults = [
            {"field": one.pointer, "code": one.code, "detail": one.detail} for one in found
        ]


def read_json(request: HttpRequest) -> Any:
    """The JSON of a body; raises Unreadable with a sentence."""
    if request.content_type != JSON_TYPE:
        raise exceptions.UnsupportedMediaType(
            request.content_type, f"Send the body as {JSON_TYPE}."
        )
    if len(request.body) > MOST:
        raise TooLarge(f"The body is larger than {MOST} bytes.")
    try:
        found = json.loads(
            request.body.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
            parse_float=_number(float),
            parse_int=_number(int),
        )
    except UnicodeDecodeError as error:
        raise Unreadable("The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is not JSON as RFC 8259 has it: {str(error)[:100]}") from error
    if faults := list(islice(_hostile(found, "", 1), MOST_TOLD)):
        raise Unfit(faults)
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _number(kind: type) -> Any:
    def read(text: str) -> int | float:
        if len(text) > LONGEST_NUMBER or not math.isfinite(float(text)):
            raise ValueError("a number is too large or too long")
        return kind(text)

    return read


def _hostile(value: Any, pointer: str, depth: int) -> Iterator[Fault]:
    """Text that no database keeps; raises Unreadable for what is nested deep."""
    if depth > DEEPEST:
        raise Unreadable(f"The body is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str) and CONTROL.search(value):
        yield Fault(pointer, "control", "Give a text without control characters.")
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for name, one in inner:
        if isinstance(name, str) and CONTROL.search(name):
            yield Fault(pointer, "control", "Give names without control characters.")
        else:
            yield from _hostile(one, _within(pointer, str(name)), depth + 1)


def _within(pointer: str, name: str) -> str:
    """The place of a field in the object at a place (RFC 6901)."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


@dataclass
class Reader:
    """Reads the fields of an object and notes everything that is wrong, by JSON pointer."""

    found: Any
    pointer: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, code: str, detail: str) -> None:
        place = _within(self.pointer, name) if name else self.pointer
        self.faults.append(Fault(place, code, detail))

    def only(self, *known: str) -> bool:
        """Whether this is an object; fields other than the known ones are noted."""
        if not isinstance(self.found, dict):
            self.fault("", "type", f"Give an object with: {', '.join(known)}.")
            return False
        for name in self.found:
            if name not in known:
                detail = f"There is no such field. Known: {', '.join(known)}."
                self.fault(name[:60], "unknown", detail)
        return True

    def text(self, name: str, *, required: bool = False, allowed: tuple[str, ...] = ()) -> str:
        """A text; empty where there is none or it cannot be read."""
        value = self.found.get(name)
        if value is None or (value == "" and required):
            if required:
                self.fault(name, "required", _one_of(allowed) or "This may not be empty.")
            return ""
        if not isinstance(value, str):
            self.fault(name, "type", "Give a text.")
            return ""
        if allowed and value not in allowed:
            self.fault(name, "invalid", _one_of(allowed))
            return ""
        return value

    def whole(self, name: str, default: int | None = None, *, allowed: tuple[int, ...] = ()) -> int:
        """A whole number; 0 where there is none or it cannot be read."""
        value = self.found.get(name, default)
        if value is None:
            self.fault(name, "required", "Give a whole number.")
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**18:
            self.fault(name, "type", "Give a whole number.")
        elif allowed and value not in allowed:
            self.fault(name, "invalid", _one_of(tuple(str(one) for one in allowed)))
        else:
            return value
        return 0

    def inner(self, name: str, *known: str) -> "Reader | None":
        """A reader of the object in a field; None where there is none."""
        value = self.found.get(name)
        if value is None:
            return None
        reader = Reader(value, f"{self.pointer}/{name}", self.faults)
        return reader if reader.only(*known) else None

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.found.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(name, "type", "Give a list of texts.")
            return []
        return value


def _one_of(allowed: tuple[str, ...]) -> str:
    return f"Give one of: {', '.join(allowed)}." if allowed else ""
