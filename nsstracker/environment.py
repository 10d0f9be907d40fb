"""Values from the environment: each is read once, and all that cannot be used are told of together."""

import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from environs import Env, EnvError

SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,19})://", re.ASCII | re.IGNORECASE)
CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+\S*|tel:\+?[0-9-]+", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def database(url: str) -> dict[str, Any]:
    """A database as Django's settings name it; raise ValueError for one that has no name."""
    found = dj_database_url.parse(url)
    if not found["NAME"]:
        raise ValueError(url)
    return dict(found)


def cache(url: str) -> str:
    """The address itself; raise ValueError where no connection can be made of it."""
    parts = urlsplit(url)
    if not (parts.path if parts.scheme == "unix" else parts.hostname) or parts.port == 0:
        raise ValueError(url)
    return url


def web(url: str) -> str:
    """The address of a page itself; raise ValueError where it names no host or has blanks."""
    if not urlsplit(url).hostname or re.search(r"\s", url):
        raise ValueError(url)
    return url


def mail(url: str) -> dict[str, Any]:
    """How mail is sent, as Django's settings name it; raise ValueError without a host."""
    found = dj_email_url.parse(url)
    if not found["EMAIL_HOST"] and not url.lower().startswith("console:"):
        raise ValueError(url)
    return found


class Environment:
    """Reads variables; one that is empty counts as not set.

    Where a value cannot be used the default stands in, and ``stop_if_wrong`` ends the process with
    a sentence for each, whichever way it was started. What may hold a password is never repeated.
    """

    def __init__(self) -> None:
        self.env = Env()
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Any text."""
        return self.env.str(name, "").strip() or default

    def names(self, name: str, default: list[str]) -> list[str]:
        """Texts separated by commas."""
        given = [one.strip() for one in self.text(name).split(",")]
        return [one for one in given if one] or default

    def choice(self, name: str, *known: str) -> str:
        """One of a few words, the first of them if nothing is said."""
        given = self.text(name, known[0])
        if given in known:
            return given
        self.refuse(f"{self._shown(name)} is not known here. Use {' or '.join(known)}.")
        return known[0]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        if not self.text(name):
            return default
        try:
            return self.env.bool(name)
        except EnvError:
            self.refuse(f"{self._shown(name)} is neither yes nor no. Use 1 or 0.")
            return default

    def number(self, name: str, default: int, *, least: int = 1) -> int:
        """A whole number."""
        text = self.text(name, str(default))
        if NUMBER.fullmatch(text) and int(text) >= least:
            return int(text)
        right = f"Use one of {least} or more, as in {default}."
        self.refuse(f"{self._shown(name)} is not a number that can be used. {right}")
        return default

    def address(self, name: str, example: str, read: Callable[[str], Any], *schemes: str) -> Any:
        """What ``read`` makes of an address with one of the schemes; None without one."""
        given = self.text(name)
        if not given:
            return None
        scheme = SCHEME.match(given)
        if scheme is None or scheme[1].lower() not in schemes:
            what = (
                f"starts with {scheme[0]}, which is not known here" if scheme else "has no scheme"
            )
            known = " or ".join(f"{one}://" for one in schemes)
            self.refuse(f"{name} {what}. Use {known}, as in {example}.")
            return None
        try:
            return read(given)
        except ValueError:
            self.refuse(f"{name} cannot be read. Write it as in {example}.")
            return None

    def folder(self, name: str, default: Path) -> Path:
        """A folder that is there or can be made, and written to."""
        path = Path(os.path.abspath(self.text(name, str(default))))
        known = next(one for one in (path, *path.parents) if os.path.lexists(one))
        if not os.path.isdir(known):
            self.refuse(f"{name}={path} cannot be used: {known} is not a folder. Name a folder.")
        elif not os.access(known, os.W_OK | os.X_OK, effective_ids=True):
            right = "Name one that the application may write to."
            self.refuse(f"{name}={path} cannot be used: {known} cannot be written to. {right}")
        return path

    def contacts(self, name: str) -> list[str]:
        """Addresses at which somebody is reached, with their schemes."""
        given = self.names(name, [])
        if all(CONTACT.fullmatch(one) for one in given):
            return given
        right = (
            "Use mailto:security@example.org, https://example.org/contact or tel:+1-201-555-0123."
        )
        self.refuse(f"{self._shown(name)} is no address to write to. {right}")
        return []

    def sender(self, name: str, default: str) -> str:
        """A mail address, perhaps with a name."""
        given = self.text(name, default)
        if "@" in parseaddr(given)[1].strip("@") and given.isprintable():
            return given
        self.refuse(f"{self._shown(name)} is no mail address. Write it as in {default}.")
        return default

    def kept(self, path: Path) -> str:
        """The text of a file in the folder; nothing where there is none."""
        try:
            return path.read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except (OSError, UnicodeError):
            self.refuse(f"{path} cannot be read. Let the application read it, or remove it.")
            return ""

    def refuse(self, sentence: str) -> None:
        """Note what is wrong."""
        self.problems.append(sentence)

    def stop_if_wrong(self) -> None:
        """End the process with a sentence for each value that cannot be used."""
        if self.problems:
            raise SystemExit("\n".join(self.problems))

    def _shown(self, name: str) -> str:
        shown = "".join(letter if letter.isprintable() else "�" for letter in self.text(name))
        return f"{name}={shown[:40]}"
