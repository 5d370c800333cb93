"""Ticket codes signed with Ed25519 (RFC 8032): genuine without asking the server.

A code is `T1` + base32 of ticket number (8 bytes), date (4 bytes), product (4 bytes)
and the 64-byte signature over them: only QR alphanumeric characters, nothing personal in it.
"""

from base64 import b32decode, b32encode
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "T1"
BODY = Struct(">QII")
SIGNATURE = 64

Raw = bytes | memoryview
"""Key bytes, as the database driver hands them out."""


@dataclass(frozen=True, slots=True)
class TicketCode:
    """What a code says: the random serial of the ticket, its date and its product."""

    serial: int
    date: int
    product: int


def new_key() -> bytes:
    """A fresh private key, raw (32 bytes)."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: Raw) -> bytes:
    """The public half, raw (32 bytes): what a device needs to know."""
    return _private(bytes(private)).public_key().public_bytes_raw()


def sign(private: Raw, facts: TicketCode) -> str:
    """The code to print."""
    body = BODY.pack(facts.serial, facts.date, facts.product)
    signed = body + _private(bytes(private)).sign(body)
    return PREFIX + b32encode(signed).decode().rstrip("=")


def read(public: Raw, code: str) -> TicketCode | None:
    """What the code says if this key signed it, else nothing."""
    raw = _decoded(code)
    if raw is None:
        return None
    body, signature = raw[: BODY.size], raw[BODY.size :]
    try:
        _public(bytes(public)).verify(signature, body)
    except InvalidSignature:
        return None
    return TicketCode(*BODY.unpack(body))


def _decoded(code: str) -> bytes | None:
    text = code.strip().upper()
    if not text.startswith(PREFIX):
        return None
    text = text.removeprefix(PREFIX)
    try:
        raw = b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    return raw if len(raw) == BODY.size + SIGNATURE else None


@lru_cache(maxsize=256)
def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)


@lru_cache(maxsize=256)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
