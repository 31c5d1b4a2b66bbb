"""A place in the tokens of a sentence, for a grammar that looks ahead and takes back nothing it has shown."""

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import TypeVar

from intents.timeexpr.tokens import Token
from intents.timeexpr.vocabulary import Kind

T = TypeVar("T")
_NOTHING = Token(Kind.STOP, "", -1, -1)


class Cursor:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._found: dict[tuple[object, int], tuple[object, int]] = {}
        self.place = 0

    @property
    def ended(self) -> bool:
        """Whether no token is left."""
        return self.place >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        """The token so far ahead; an empty one beyond either end."""
        place = self.place + ahead
        return self._tokens[place] if 0 <= place < len(self._tokens) else _NOTHING

    def touches(self, ahead: int = 0) -> bool:
        """Whether that token follows the one before it without a space."""
        return self.peek(ahead - 1).end == self.peek(ahead).start

    def take(self, *kinds: Kind) -> Token | None:
        """The next token, if it is of one of these kinds."""
        place = self.place
        if 0 <= place < len(self._tokens):
            token = self._tokens[place]
            if token.kind in kinds:
                self.place = place + 1
                return token
        return None

    def take_text(self, *texts: str) -> Token | None:
        """The next token, if it is one of these words."""
        token = self.peek()
        if token is not _NOTHING and token.text in texts:
            self.place += 1
            return token
        return None

    def skip(self, *kinds: Kind) -> None:
        """Passes over every token of these kinds."""
        while self.take(*kinds):
            pass

    def attempt(self, rule: Callable[["Cursor"], T]) -> T:
        """What a rule finds; where it finds nothing, the place is as before. A rule finds the same at the same place
        however often it is asked, so plain functions are asked once."""
        place = self.place
        kept = self._found.get((rule, place))
        if kept is not None:
            self.place = kept[1]
            return kept[0]  # type: ignore[return-value]  # what this very rule found
        found = rule(self)
        if found is None:
            self.place = place
        if type(rule) is FunctionType and rule.__closure__ is None:
            self._found[rule, place] = found, self.place
        return found
