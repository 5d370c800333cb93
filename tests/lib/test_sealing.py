"""What is sealed is read with the same key only."""

from tessera.lib.sealing import seal, unseal


def test_what_is_sealed_is_read_with_its_key() -> None:
    sealed = seal("sk_live_é", key="a")
    assert "sk_live" not in sealed
    assert unseal(sealed, key="a") == "sk_live_é"
    assert unseal(sealed, key="b") == ""
    assert unseal("rubbish", key="a") == ""
    assert unseal("", key="a") == ""
