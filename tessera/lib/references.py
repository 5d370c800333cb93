"""What a payer quotes, so that the bank's file says which order was paid."""

import re

from stdnum import iban, iso11649
from stdnum.ch import esr

QR_INSTITUTIONS = range(30_000, 32_000)
"""The clearing numbers of QR-IBANs (Swiss Payment Standards, IG QR-bill 2.3)."""


def is_qr_iban(account: str) -> bool:
    """Whether the account wants QR references; refuses nothing, an IBAN of elsewhere has none."""
    plain = iban.compact(account)
    return plain[:2] in ("CH", "LI") and plain[4:9].isdigit() and int(plain[4:9]) in QR_INSTITUTIONS


def qr_reference(number: int) -> str:
    """A QR reference (QRR): 27 digits, the last one checks the others (modulo 10, recursive)."""
    digits = f"{number:026d}"
    if number < 1 or len(digits) > 26:
        raise ValueError("a QR reference holds 26 digits")
    return digits + esr.calc_check_digit(digits)


def creditor_reference(text: str) -> str:
    """A creditor reference (SCOR, ISO 11649) of at most 21 letters and digits: RF18…"""
    plain = "".join(each for each in text.upper() if each.isascii() and each.isalnum())
    if not 1 <= len(plain) <= 21:
        raise ValueError("a creditor reference holds 1 to 21 letters and digits")
    as_number = "".join(str(int(each, 36)) for each in f"{plain}RF00")
    made = f"RF{98 - int(as_number) % 97:02d}{plain}"
    return str(iso11649.validate(made))


def reference_for(account: str, *, number: int, text: str) -> str:
    """The reference that suits the account: QRR for a QR-IBAN, else SCOR."""
    return qr_reference(number) if is_qr_iban(account) else creditor_reference(text)


def spaced(reference: str) -> str:
    """As people read it: a QRR in fives from the right, a SCOR in fours."""
    if reference.isdigit():
        head, rest = reference[:2], reference[2:]
        return " ".join([head, *(rest[at : at + 5] for at in range(0, len(rest), 5))])
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def plain(reference: str) -> str:
    """Without spaces, in capitals: as it is compared."""
    return "".join(reference.split()).upper()


_IN_WORDS = re.compile(
    r"\b\d{2}(?: ?\d{5}){5}\b|\bRF\d{2}(?:[A-Z0-9]{1,21}\b|(?: [A-Z0-9]{1,4}){1,6})"
)


def references_in(text: str) -> list[str]:
    """The references (QRR, SCOR) that stand in a text, spaced or not; wrong ones are left out."""
    found: list[str] = []
    for match in _IN_WORDS.finditer(text.upper()):
        pieces = match.group(0).split()
        for count in range(len(pieces), 0, -1):  # words that follow look like a part of it
            one = "".join(pieces[:count])
            fits = esr.is_valid(one) if one.isdigit() else iso11649.is_valid(one)
            if fits and len(one) > 5:
                found += [one] if one not in found else []
                break
    return found
