"""Names that people read aloud and secrets that nobody guesses."""

import secrets

READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No 0/O, 1/I/L: what is printed can be typed again."""


def readable(length: int) -> str:
    """A random code in the readable alphabet (five bits a letter)."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


NUMBERS = len(READABLE) ** 7
STEP, START = 17_179_869_143, 4_294_967_291


def order_number(row: int) -> str:
    """Seven readable letters for a row id: never the same twice for 27,000 million rows.

    Neighbours look nothing alike (a multiplication modulo a power of 31), but it is no secret.
    """
    rest, letters = (row * STEP + START) % NUMBERS, []
    for _ in range(7):
        rest, digit = divmod(rest, len(READABLE))
        letters.append(READABLE[digit])
    return "".join(letters)


def secret() -> str:
    """Safe in a link: 190 bits."""
    return secrets.token_urlsafe(24)


SERIAL_LETTERS = 13
"""Letters that a ticket's 63-bit serial needs in the readable alphabet; a check letter follows."""


def readable_serial(serial: int) -> str:
    """A ticket's serial as people type it: "7KQFM-3N9TA-XH4C", the last letter a check."""
    base, letters, rest = len(READABLE), "", serial
    for _ in range(SERIAL_LETTERS):
        rest, digit = divmod(rest, base)
        letters = READABLE[digit] + letters
    whole = letters + READABLE[_check(letters)]
    return f"{whole[:5]}-{whole[5:10]}-{whole[10:]}"


def parse_serial(text: str) -> int | None:
    """The serial that was typed, however it was spaced; nothing when a letter is wrong."""
    letters = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(letters) != SERIAL_LETTERS + 1 or any(sign not in READABLE for sign in letters):
        return None
    if READABLE.index(letters[-1]) != _check(letters[:-1]):
        return None
    serial = 0
    for letter in letters[:-1]:
        serial = serial * len(READABLE) + READABLE.index(letter)
    return serial if serial < 2**63 else None


def _check(letters: str) -> int:
    """Weighted sum over a prime: one wrong letter or two swapped neighbours never pass."""
    weighted = (place * READABLE.index(sign) for place, sign in enumerate(letters, start=1))
    return sum(weighted) % len(READABLE)
