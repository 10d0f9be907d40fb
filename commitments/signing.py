"""Signatures of webhooks as Standard Webhooks has them, and the secrets that they are made with."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

PREFIX = "whsec_"
PURPOSE = "commitments.signing"


def new_salt() -> str:
    """What a new secret is made from."""
    return secrets.token_hex(32)


def secret_of(salt: str) -> bytes:
    """The 32 bytes that follow from a salt and SECRET_KEY: neither tells them without the other."""
    return salted_hmac(PURPOSE, salt, algorithm="sha256").digest()


def shown(secret: bytes) -> str:
    """A secret as it is handed over."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(message_id: str, moment: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The three headers of a message, with a signature for each secret; ``moment`` in Unix seconds."""
    signed = f"{message_id}.{moment}.".encode() + body
    made = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made),
    }
