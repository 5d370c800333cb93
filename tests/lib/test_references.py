"""References that banks accept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.ch import esr

from tessera.lib.references import (
    creditor_reference,
    is_qr_iban,
    plain,
    qr_reference,
    reference_for,
    spaced,
)

QR_IBAN = "CH44 3199 9123 0008 8901 2"
IBAN = "CH93 0076 2011 6238 5295 7"


def test_the_published_examples() -> None:
    assert qr_reference(21000000000313947143000901) == "210000000003139471430009017"
    assert creditor_reference("539007547034") == "RF18539007547034"
    assert spaced("210000000003139471430009017") == "21 00000 00003 13947 14300 09017"
    assert spaced("RF18539007547034") == "RF18 5390 0754 7034"
    assert plain("rf18 5390 0754 7034") == "RF18539007547034"


@given(st.integers(min_value=1, max_value=10**26 - 1))
def test_every_qr_reference_is_valid(number: int) -> None:
    assert esr.is_valid(qr_reference(number))


@given(st.text(alphabet="ABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=1, max_size=21))
def test_every_creditor_reference_is_valid(text: str) -> None:
    assert iso11649.is_valid(creditor_reference(text))


def test_the_account_decides() -> None:
    assert is_qr_iban(QR_IBAN)
    assert not is_qr_iban(IBAN)
    assert not is_qr_iban("DE89 3704 0044 0532 0130 00")
    assert len(reference_for(QR_IBAN, number=7, text="ABC")) == 27
    assert reference_for(IBAN, number=7, text="ABC").startswith("RF")


@pytest.mark.parametrize("number", [-1, 0, 10**26])
def test_what_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="26 digits"):
        qr_reference(number)


@pytest.mark.parametrize("text", ["", "-", "A" * 22])
def test_a_creditor_reference_has_its_length(text: str) -> None:
    with pytest.raises(ValueError, match="21 letters"):
        creditor_reference(text)
