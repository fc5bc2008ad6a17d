"""Names in languages of which there is no list of prose: only where something else says so."""

from __future__ import annotations

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.context import Around, Hit

_GERMAN_HOUSES = ("krankenhaus", "krankenhauses", "hospital", "hospitals", "klinikum", "stift")


class Foreign(Around):
    """Looks for a name at a word of a text that is not English."""

    def _foreign(self, at: int) -> Hit | None:
        """A first name with a surname, or beside a relation; alone it is only pointed out."""
        tok, lex = self.toks[at], self.lex
        if not tok.is_capital or self._frame(at, "function"):
            return None
        if not lex.is_given(tok.text):
            return self._foreign_place(at)
        after = self._at(at + 1)
        named = after is not None and after.is_capital and after.is_word
        if named and after is not None and not self.lex.is_safe(after.text):
            return Hit(at, "name", "given-name-and-surname")
        if self._frame(at - 1, "relations", "called"):
            return Hit(at, "name", "relation-and-name")
        return None if tok.begins else Hit(at, "name", "given-name", SOFT, grows=False)

    def _foreign_place(self, at: int) -> Hit | None:
        """A town after a preposition, or after what stands before the name of one."""
        if self._is_called_by_a_saint(at):
            return Hit(at, "institution", "saint-in-one-word", grows=False)
        is_town = self.lex.is_town(self.toks[at].text)
        if self._frame(at - 1, "institutions"):
            tier = HARD if is_town else SOFT
            return Hit(at, "institution", "institution-and-name", tier, grows=False)
        if is_town and self._frame(at - 1, "from-elsewhere"):
            return Hit(at, "place", "town-after-a-preposition", grows=False)
        return None

    def _is_called_by_a_saint(self, at: int) -> bool:
        """Tell whether it is a hospital by the name of somebody: Josefskrankenhaus."""
        low = self.toks[at].low
        for head in _GERMAN_HOUSES:
            saint = low.removesuffix(head)
            if saint != low and any(self.lex.is_given(one) for one in (saint, saint[:-1]) if one):
                return True
        return False
