"""From a passphrase to 32 bytes, slowly."""

import unicodedata
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf import argon2

from balintlog.errors import CouldNotError
from balintlog.vault.key_stretching import SHIPPED, Stretching

CHEAP = Stretching(1, 1, 19 * 1024)
SALT = bytes(range(16))


def test_the_shipped_setting_is_the_second_recommended_one_of_rfc_9106() -> None:
    assert Stretching(passes=3, lanes=4, memory_kib=64 * 1024) == SHIPPED


@pytest.mark.parametrize(
    "setting",
    [(0, 1, 19456), (21, 1, 19456), (1, 0, 19456), (1, 17, 19456), (1, 1, 19455), (1, 1, 1048577)],
)
def test_settings_outside_the_limits_cannot_exist(setting: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="outside its limits"):
        Stretching(*setting)


@pytest.mark.parametrize("setting", [(1, 1, 19456), (20, 16, 1048576)])
def test_settings_on_the_limits_can(setting: tuple[int, int, int]) -> None:
    assert Stretching(*setting)


@pytest.mark.parametrize("setting", [CHEAP, Stretching(2, 3, 20000), SHIPPED])
def test_each_number_of_the_setting_reaches_argon2id(setting: Stretching) -> None:
    expected = argon2.Argon2id(
        salt=SALT,
        length=32,
        iterations=setting.passes,
        lanes=setting.lanes,
        memory_cost=setting.memory_kib,
    ).derive(b"an unopened letter")
    assert setting.key("an unopened letter", SALT) == expected


def test_another_salt_gives_another_key() -> None:
    assert CHEAP.key("an unopened letter", SALT) != CHEAP.key("an unopened letter", bytes(16))


def test_both_spellings_of_an_umlaut_give_one_key() -> None:
    nfc = "grün wie der Möwenflug"
    assert CHEAP.key(unicodedata.normalize("NFD", nfc), SALT) == CHEAP.key(nfc, SALT)


def test_bytes_that_are_no_text_give_some_key_and_no_crash() -> None:
    assert len(CHEAP.key("Gr\udcfcn", SALT)) == 32


def test_too_little_memory_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Starved:
        def __init__(self, **_: Any) -> None:
            pass

        def derive(self, _: Any) -> None:
            raise MemoryError

    monkeypatch.setattr(argon2, "Argon2id", Starved)
    with pytest.raises(CouldNotError) as caught:
        SHIPPED.key("an unopened letter", SALT)
    assert "64 MiB" in caught.value.message
    assert caught.value.__suppress_context__
