"""The presets: rules of societies, as data, in files that are shipped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from balintlog.domain.vocabulary import EVENTS, MODES

TESTS = ("count", "share", "every-month", "span", "not-checkable")


@dataclass(frozen=True, slots=True)
class SocietyRule:
    """One thing that a society asks for; see presets/README for the fields."""

    label: str
    test: str
    unit: str = "session"
    at_least: int = 1
    roles: tuple[str, ...] = ("leader", "co-leader")
    training: tuple[str, ...] = ()
    sessions: bool = True
    modes: tuple[str, ...] = MODES
    events: tuple[str, ...] = EVENTS
    recorded: bool | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """What one society asks for, where that stands, and when it was read there."""

    name: str
    source: str
    read: str
    note: str
    rules: tuple[SocietyRule, ...]


@cache
def shipped() -> tuple[str, ...]:
    """Return the names of the presets that are shipped."""
    folder = files("balintlog.reports").joinpath("presets")
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def text_of(name: str) -> str:
    """Return the file of a shipped preset."""
    folder = files("balintlog.reports").joinpath("presets")
    return folder.joinpath(f"{name}.toml").read_text("utf-8")
