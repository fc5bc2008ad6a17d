"""From a passphrase to 32 bytes, slowly."""

from __future__ import annotations

import os
import threading
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.kdf import argon2

from balintlog.errors import CouldNotError
from balintlog.vault import keyring
from balintlog.vault.key_stretching import SHIPPED, Stretching

if TYPE_CHECKING:
    from collections.abc import Callable

CHEAP = Stretching(1, 1, 19 * 1024)
SALT = bytes(range(16))


def test_the_shipped_setting_is_the_second_recommended_one_of_rfc_9106() -> None:
    assert Stretching(passes=3, lanes=4, memory_kib=64 * 1024) == SHIPPED


@pytest.mark.parametrize(
    "setting",
    [
        (0, 1, 19456),
        (1, 0, 19456),
        (1, 17, 19456),
        (1, 1, 19455),
        # Memory times passes: more than four times what is shipped.
        (13, 1, 64 * 1024),
        (1, 1, 768 * 1024 + 1),
        (4, 1, 192 * 1024 + 1),
        (41, 1, 19456),
        (20, 16, 1024 * 1024),
        (-1, 1, 19456),
        (-20, 1, -1024 * 1024),
    ],
)
def test_settings_outside_the_limits_cannot_exist(setting: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="outside its limits"):
        Stretching(*setting)


@pytest.mark.parametrize(
    "setting", [(1, 1, 19456), (12, 16, 64 * 1024), (1, 16, 768 * 1024), (40, 1, 19456)]
)
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


def test_no_key_of_any_kind_comes_from_a_repeatable_source(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def drawn(size: int) -> bytes:
        asked.append(size)
        return bytes(size)

    monkeypatch.setattr(os, "urandom", drawn)
    keyring.create("heron", "an unopened letter", CHEAP)
    assert sorted(asked) == [16, 16, 16, 32]  # file id, epoch salt, slot salt; data key


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


# Something else meanwhile


def names_of_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_what_is_done_meanwhile_changes_no_key_and_leaves_no_thread() -> None:
    seen: list[Any] = []

    def look(is_busy: Callable[[], bool]) -> None:
        seen.append(names_of_threads())
        while is_busy():
            time.sleep(0.001)
        seen.append(names_of_threads())

    assert SHIPPED.key("an unopened letter", SALT, look) == SHIPPED.key("an unopened letter", SALT)
    assert "key stretching" in seen[0]
    assert "key stretching" not in seen[1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ImportError("no such module")])
def test_what_fails_meanwhile_is_raised_when_the_stretching_has_ended(error: Any) -> None:
    def fail(_: Callable[[], bool]) -> None:
        raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        CHEAP.key("an unopened letter", SALT, fail)
    assert "key stretching" not in names_of_threads()


def test_what_fails_in_the_other_thread_is_raised_in_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Starved:
        def __init__(self, **_: Any) -> None:
            pass

        def derive(self, _: Any) -> None:
            raise MemoryError

    monkeypatch.setattr(argon2, "Argon2id", Starved)
    with pytest.raises(CouldNotError, match="64 MiB"):
        SHIPPED.key("an unopened letter", SALT, lambda _: None)


def test_where_there_can_be_no_other_thread_the_key_is_stretched_in_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    done: list[Any] = []
    assert CHEAP.key("an unopened letter", SALT, done.append) == CHEAP.key(
        "an unopened letter", SALT
    )
    assert done == []
