"""The door: what people type or dictate goes in, what they probably meant comes out."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from intents.hearing.mending import Mender
from intents.hearing.pinyin import Speller
from intents.hearing.script import script
from intents.hearing.sounds import sounds
from intents.hearing.wordbook import Wordbook


class Ear:
    """Hears the words and names of one knowledge base. Immutable but for what it prepares when first needed."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        names: Iterable[str],
        everyday: Mapping[str, int] | None = None,
        previous: "Ear | None" = None,
    ) -> None:
        """``vocabulary``: the words of the base with their counts, function words too; ``names``: the surfaces of
        its terms; both as :func:`script` leaves them. ``everyday``: the frequencies of everyday words, where a
        tokeniser has them in memory; jieba's, read when first needed, where none are given. ``previous``: the ear of
        another base; what that one had to prepare is prepared here at once: nobody who types pinyin waits again."""
        ordered = sorted(dict.fromkeys(names), key=lambda name: -vocabulary.get(name, 0))
        self._wordbook = Wordbook(vocabulary, ordered, everyday)
        self._names = ordered
        self._mender = Mender(self._wordbook, sounds())
        if previous is not None and "_speller" in previous.__dict__:
            self.prepare()

    def prepare(self) -> None:
        """Make now what is otherwise made when pinyin is first heard."""
        self._speller.prepare()

    def hear(self, query: str) -> str:
        """What was probably meant, in simplified characters. ``query`` is normalised."""
        text = script(query)
        if any("a" <= character <= "z" for character in text):
            text = script(self._speller.spell(text))
        return self._mender.mend(text)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._wordbook, sounds(), self._names)
