"""The field of a document: what it is, and which fields a record has.

Records are named tuples; what stands in their annotations is read here, once for each.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args

NO_DEFAULT: Any = object()

Kind = Literal[
    "schema",  # the version of the format
    "group",  # an id or a label
    "presenters",  # the alias of a member, or a list of several
    "members",  # a list of aliases
    "teller",  # the alias of a member or leader, or a word for somebody else
    "leader",  # an alias
    "line",  # a text on one line
    "label",  # a free text on one line, read for identifiers
    "text",  # a free text, read for identifiers
    "lines",  # free texts, each on one line
    "note",  # a free text about the group: its members are looked after, too
    "note line",  # the same on one line
    "word",  # of a vocabulary
    "words",
    "word or yes",  # of a vocabulary that holds "none" and "yes"
    "yes",  # yes or no
    "whole",  # a whole number
    "day",
    "case",  # the id of an earlier case
    "cases",
    "case of note",  # the id of a case, or the pointer of a new one in the same document
    "roles",  # of leaders, by alias
    "attendance",  # of members, by alias
    "labels",  # of earlier cases, by id
    "phases",  # minutes of each phase
    "records",  # a list of records
    "keep",  # places of identifiers
]
FREE_TEXTS = ("label", "text", "lines", "note", "note line")
ABOUT_GROUP = ("note", "note line")
ONE_LINE = ("label", "lines", "note line")
ALIASES = ("presenters", "members", "teller", "leader")


class Field(NamedTuple):
    """One field: what it may hold, and what it is in words.

    ``low`` and ``high`` bound a whole number; ``high`` bounds the characters of a line, or how
    many lines there are. ``name`` is its key in the document, ``attribute`` that of the record:
    the same, unless a ``key`` of its own is given.
    ``must``: it has to be given although it has a default to go on with. ``always``: it
    is written even where it has its default. ``record`` is what a list holds. ``question``
    asks for it in the evening; a field without one is not asked for, or in a way of its own.
    """

    kind: Kind
    help: str
    words: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    example: Any = None
    must: bool = False
    always: bool = False
    record: Any = None
    question: str = ""
    key: str = ""
    name: str = ""
    attribute: str = ""
    default: Any = NO_DEFAULT

    @property
    def is_required(self) -> bool:
        """Whether an object without this field is refused."""
        return self.must or self.default is NO_DEFAULT


class Part(NamedTuple):
    """A record whose fields stand in the object of another one; ``must``: these are required."""

    record: Any = None
    must: tuple[str, ...] = ()
    name: str = ""

    @property
    def attribute(self) -> str:
        """The attribute of the record in which the part stands."""
        return self.name


@functools.cache
def layout(record: Any) -> tuple[Field | Part, ...]:
    """Return the fields and parts of a record in order, each with its name and default."""
    return tuple(_members(record))


def _members(record: Any) -> Iterator[Field | Part]:
    for name, hint in record.__annotations__.items():
        if hasattr(hint, "__metadata__"):
            inner, said = get_args(hint)
            if isinstance(said, Part):
                yield said._replace(record=inner, name=name)
            else:
                default = record._field_defaults.get(name, NO_DEFAULT)
                key = said.key or name
                yield said._replace(name=key, attribute=name, default=default)
        elif hasattr(hint, "_fields"):
            yield Part(hint, name=name)


@functools.cache
def fields_of(record: Any) -> tuple[Field, ...]:
    """Return every field of a record's object, those of its parts in their place."""
    fields: list[Field] = []
    for member in layout(record):
        if isinstance(member, Field):
            fields.append(member)
        else:
            fields += [
                field._replace(must=field.must or field.name in member.must)
                for field in fields_of(member.record)
            ]
    return tuple(fields)


def field_of(record: Any, name: str) -> Field:
    """Return one field of a record by its name."""
    return next(field for field in fields_of(record) if field.name == name)


def free_texts(record: Any) -> tuple[str, ...]:
    """Return the places of a leader's own words in a record's object, such as imagined/0."""
    return tuple(
        place
        for field in fields_of(record)
        if field.kind in FREE_TEXTS
        for place in (
            [f"{field.name}/{number}" for number in range(field.high)]
            if field.kind == "lines"
            else [field.name]
        )
    )


def text_at(fields: Mapping[str, object], place: str) -> object:
    """Return what stands at a place of ``free_texts`` in an object, or None."""
    name, _, number = place.partition("/")
    value = fields.get(name)
    if not number:
        return value
    return value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
