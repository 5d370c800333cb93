"""A ticket's serial can be read aloud and typed again."""

import pytest

from tessera.lib.ids import READABLE, parse_serial, readable_serial

SERIALS = [0, 1, 30, 31, 2**40 + 7, 2**63 - 1]


@pytest.mark.parametrize("serial", SERIALS)
def test_what_is_printed_is_read_back(serial: int) -> None:
    printed = readable_serial(serial)
    assert len(printed) == 16
    assert parse_serial(printed) == serial
    assert parse_serial(f"  {printed.lower().replace('-', ' ')} ") == serial


def test_every_wrong_letter_is_noticed() -> None:
    printed = readable_serial(2**61 + 12345).replace("-", "")
    for place, letter in enumerate(printed):
        for wrong in READABLE.replace(letter, ""):
            assert parse_serial(printed[:place] + wrong + printed[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "ABC", "0" * 14, "9" * 15, "T1ABCDEFGHIJK", "É" * 14])
def test_what_is_no_serial_is_nothing(text: str) -> None:
    assert parse_serial(text) is None
