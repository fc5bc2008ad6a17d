"""Given names that are words as well: Frank, Bill, Rose, Hope. Safe Harbor A.

No list can tell them; what stands around can. As a word each is bound to an article
(the bill, a rose) or is a verb or an adjective, or what is said of it is said of things.
Bare, and with what only a person is or does, it is somebody, in any case of letters.
"""

from __future__ import annotations

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.context import SHORT, Hit
from balintlog.privacy.screen.names.other_languages import Foreign

_FARTHEST = 4  # words between a verb and what it says: "has not really been so"
ARTICLES = ("a", "an", "the", "his", "her", "my", "our", "their", "your", "this", "that", "no")
_RULE = "name-that-is-a-word"


class Worded(Foreign):
    """Looks for somebody at a word that is a given name and a word of prose."""

    def _named(self, at: int, *kinds: str) -> bool:
        """Tell whether a word is one of some given names, with an owner's 's or without."""
        low, frames = self._low(at).removesuffix("'s"), self.lex.frames
        return any(low in frames[kind] for kind in kinds)

    def _worded(self, at: int) -> Hit | None:
        """Return the name at a given name, if what stands around makes it one."""
        if self._named(at, "roles") and not self._named(at, "bare"):
            return None
        before = self._low(at - 1)
        if self._is_owner(at) and before not in ARTICLES:
            return Hit(at, "name", _RULE, grows=False)
        if not self._stands_bare(at):
            return None
        if self._is_explained(at) or self._is_pointed_at(at) or self._is_no_modal(at):
            return Hit(at, "name", _RULE, grows=False)
        if self._has_a_relation(at) or self._is_asked_about(at):
            tier = SOFT if self._named(at, "abstract") and not self._is_inside(at) else HARD
            return Hit(at, "name", _RULE, tier, grows=False)  # "what does hope want"
        if self._is_said_of_a_person(at):
            tier = SOFT if self._frame(at, "roles") else HARD
            return Hit(at, "name", _RULE, tier, grows=False)
        return None

    def _stands_bare(self, at: int) -> bool:
        """Tell whether no article and no adjective belong to a word."""
        before = self._at(at - 1)
        if self.toks[at].begins or before is None or not before.is_word:
            return before is None or before.text not in "-'\u2019/"
        if self.toks[at].is_capital:
            return before.low not in ARTICLES
        return self._frame(
            at - 1, "clause-opens", "before-somebody", "relations", "asks-whether", "is"
        )

    def _is_owner(self, at: int) -> bool:
        """Rose's daughter, joy's voice."""
        owns = self._low(at).endswith("'s")
        return owns and self._frame(at + 1, "relations", "belongings")

    def _is_explained(self, at: int) -> bool:
        """Bill, the husband: a comma, and who it is."""
        comma, article = self._low(at + 1) == ",", self._low(at + 2)
        who = any(self._frame(place, "relations", "persons") for place in (at + 3, at + 4))
        return comma and article in ("the", "his", "her", "their", "my", "our", "a") and who

    def _is_inside(self, at: int) -> bool:
        """Tell whether a word has a capital that no sentence gave."""
        return self.toks[at].is_capital and not self.toks[at].begins

    def _has_a_relation(self, at: int) -> bool:
        """Frank and his wife."""
        owner = self._low(at + 1) == "and" and self._low(at + 2) in ("his", "her")
        return owner and self._frame(at + 3, "relations")

    def _is_asked_about(self, at: int) -> bool:
        """Tell whether somebody is asked about: what does Grace want."""
        asks = self._frame(at - 1, "asks-whether")
        return asks and self._frame(at + 1, "only-a-person-may", "only-a-person-is")

    def _is_pointed_at(self, at: int) -> bool:
        """It was Pat who noticed."""
        return (
            self._frame(at - 1, "is")
            and self._low(at - 2) in ("it", "not", "only")
            and (self._low(at + 1) == "who")
        )

    def _is_no_modal(self, at: int) -> bool:
        """Will rang, Will would not: the verb has a form that follows no "will"."""
        follows = self._frame(at + 1, "person-does", "modals")
        if self._low(at + 1) in ("is", "was", "has", "had") and not self._is_capital(at):
            return False  # "his will has to wait"
        return self._low(at) == "will" and follows and not self._is_spoken_of_as_a_word(at)

    def _is_said_of_a_person(self, at: int) -> bool:
        """Frank was still tired, Bill does not sleep: a verb, and what no thing is or does."""
        if self._named(at, "bare") and self._frame(at + 1, "only-a-person-is"):
            return self._ends(at + 2)  # "Bill cross with presenter"
        if not self._frame(at + 1, "verbs-of-all", "seems"):
            return False
        place = at + 2
        while self._frame(place, "in-between") and place < at + 2 + _FARTHEST:
            place += 1
        if self._frame(at + 1, "asks-whether") and self._low(place) in (",", ".", ";", "!", ""):
            return True  # "Grace did not, and", "rob did, that was new"
        if self._low(place) == "like" and self._frame(at + 1, "person-does"):
            return False  # "April felt like a beginning"
        if self._frame(place, "only-a-person-may"):
            return not self._frame(at + 1, "is")
        if self._frame(at + 1, "is") and self._is_an_age(place) and self._ends(place + 1):
            return True  # "Summer is nineteen"
        if self._low(place) == "lying" or (
            self._named(at, "abstract") and self._frame(place, "a-feeling-is-too")
        ):
            return False  # "Love is blind", "Bill is lying on the table"
        return self._frame(place, "only-a-person-is")

    def _is_an_age(self, at: int) -> bool:
        low = self._low(at)
        return (low.isdecimal() and len(low) <= SHORT) or self._frame(at, "ages")

    def _ends(self, at: int) -> bool:
        """Tell whether a clause ends here, or goes on with what is no noun."""
        tok = self._at(at)
        return tok is None or not tok.is_word or self._frame(at, "goes-on")

    def _does(self, at: int) -> bool:
        """Tell whether a word is what somebody does, or a verb of all."""
        return self._frame(at, "person-does", "somebody-does", "verbs-of-all")

    def _is_spoken_of_as_a_word(self, at: int) -> bool:
        """Grace was the word that came up."""
        return any(self._frame(place, "of-a-word") for place in range(at + 2, at + 5))

    # With a capital, at a beginning

    def _begins_as_name(self, at: int) -> Hit | None:
        """Return the name at a given name that begins a sentence, and is a word of prose."""
        if self._named(at, "names-above-all") and not self._is_of_a_saying(at):
            return Hit(at, "name", "name-above-all", grows=False)
        if (hit := self._worded(at)) is not None:
            return hit
        bare = self._named(at, "bare")
        is_no_name = self._named(at, "abstract", "roles") and not bare
        does = at + 2 if self._frame(at + 1, "in-between") else at + 1
        if self._frame(does, "person-does"):
            vague = self._frame(does, "things-do-too") or self._named(at, "roles")
            return Hit(at, "name", _RULE, SOFT if is_no_name and vague else HARD, grows=False)
        if is_no_name or self._is_spoken_of_as_a_word(at):
            return None
        if self._does(at + 1):
            tier = HARD if self._named(at, "surely-bare", "as-subjects") else SOFT
            return Hit(at, "name", "name-and-any-verb", tier, grows=False)
        return None

    def _is_of_a_saying(self, at: int) -> bool:
        """A long john, jack of all trades, peter out: small letters, and no person."""
        before, after = self._low(at - 1), self._low(at + 1)
        after_dash = self._at(at + 1)
        joined = after == "-" and after_dash is not None and after_dash.glued
        of = after == "of" and self._low(at + 2) in ("all", "hearts", "spades", "clubs", "diamonds")
        trades = of and self._low(at + 3) not in ("people", "them", "us")
        counted = before in (*ARTICLES, "every", "any", "long", "-")
        return counted or joined or trades or after in ("out", "forth", "up", "off", "them")

    # In small letters

    def _is_of_a_relation(self, at: int) -> bool:
        """Tell whether it is who belongs to somebody, my friend grace, and not what one gives."""
        owned = self._low(at - 2) in ("my", "his", "her", "our", "their")
        return owned and self._frame(at - 1, "relations") and not self._frame(at - 3, "gives")

    def _small_worded(self, at: int) -> Hit | None:
        """Return the name at a given name in small letters that is a word of prose."""
        if self._named(at, "names-above-all") and not self._is_of_a_saying(at):
            hard = self._frame(at - 1, "before-somebody") and self._low(at - 1) != "to"
            return Hit(at, "name", "name-above-all", HARD if hard else SOFT, grows=False)
        if not self._stands_bare(at):
            return None
        if self._named(at, "abstract") and self._is_of_a_relation(at):
            ends = self._ends(at + 1) or self._frame(at + 1, "verbs-of-all")
            return Hit(at, "name", "relation-and-name") if ends else None
        is_common = self.lex.is_common(self.toks[at].text)
        if not self._named(at, "bare") and is_common:
            return None
        does = self._does(at + 1)
        if self._frame(at - 1, "relations") and does:
            return Hit(at, "name", "relation-and-name")
        met = self._frame(at - 1, "before-somebody", "meets-somebody")
        if met and self._low(at - 1) != "to" and self._ends(at + 1):
            sure = self._named(at, "surely-bare", "countable") or self._frame(at - 1, "spoken-to")
            tier = HARD if sure else SOFT
            return Hit(at, "name", _RULE, tier, grows=False)
        verb = self._low(at - 1) == "to"  # wanted to sue
        if (
            does
            and not verb
            and len(self.toks[at].low) >= SHORT
            and not self._is_spoken_of_as_a_word(at)
        ):
            sure = not is_common or self._named(at, "surely-bare")
            sure = sure and self._frame(at + 1, "person-does")
            return Hit(at, "name", "name-and-any-verb", HARD if sure else SOFT, grows=False)
        return None
