"""The rules of a society, read from a shipped file or a leader's own."""

from __future__ import annotations

import tomllib

from balintlog.domain.society_units import UNITS
from balintlog.domain.vocabulary import EVENTS, LEADER_ROLES, MODES, TRAININGS, nearest
from balintlog.errors import InvalidInputError
from balintlog.logbook.document.object_reader import Fields, raise_if_any
from balintlog.logbook.document.reading_context import Reading
from balintlog.reports.society_presets import TESTS, Preset, SocietyRule, shipped, text_of

MAX_AT_LEAST = 100_000
MAX_CHARACTERS = 300


def named(name: str) -> Preset:
    """Return shipped rules, in whatever case they are named.

    InvalidInputError names the nearest ones.
    """
    name = name.strip().casefold()
    if name not in shipped():
        meant = nearest(name, shipped())
        hint = f"Did you mean {meant}?" if meant else f"The names are: {', '.join(shipped())}."
        raise InvalidInputError("there are no rules by that name", hint=hint)
    return read(text_of(name))


def read(text: str) -> Preset:
    """Read rules from TOML, or raise InvalidInputError naming everything that is wrong."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"the rules are not valid TOML: {error}") from None
    except RecursionError:
        raise InvalidInputError("the rules are nested too deeply to be read") from None
    reading = Reading()
    fields = Fields(content, "", reading)
    preset = Preset(
        name=_line(fields, "name", required=True),
        source=_line(fields, "source", required=True),
        read=_line(fields, "read", required=True),
        note=_line(fields, "note", required=False),
        rules=tuple(_rule(told) for told in fields.objects("rule")),
    )
    fields.end()
    if not preset.rules:
        fields.fault("rule", "must hold at least one [[rule]]")
    raise_if_any(reading.problems)
    return preset


def _rule(fields: Fields) -> SocietyRule:
    usual = SocietyRule("", "not-checkable")
    test = fields.word("test", TESTS, required=True) or usual.test
    is_checked = test != "not-checkable"
    rule = SocietyRule(
        label=_line(fields, "label", required=True),
        test=test,
        unit=fields.word("unit", UNITS) or usual.unit,
        at_least=fields.whole("at_least", 1, MAX_AT_LEAST, required=is_checked) or usual.at_least,
        roles=fields.words("roles", LEADER_ROLES) or usual.roles,
        training=fields.words("training", TRAININGS),
        sessions=fields.yes_no("sessions") is not False,
        modes=fields.words("modes", MODES) or usual.modes,
        events=fields.words("events", EVENTS) or usual.events,
        recorded=fields.yes_no("recorded"),
    )
    fields.end()
    return rule


def _line(fields: Fields, key: str, *, required: bool) -> str:
    return fields.text(key, required=required, one_line=True, most=MAX_CHARACTERS) or ""
