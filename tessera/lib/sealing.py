"""Secrets of others, kept so that the database alone does not give them away."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

PURPOSE = b"tessera sealed settings:"


def seal(text: str, *, key: str) -> str:
    """The text, readable only with the key of the installation."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str) -> str:
    """The text that was sealed; "" when it is none, or the key is another one now."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


@lru_cache(maxsize=2)
def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(PURPOSE + key.encode()).digest()))
