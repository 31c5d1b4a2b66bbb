"""What is awaited of somebody about a card: which card, which of its fields, and below which messages it was asked."""

from dataclasses import dataclass, replace

from bot.services.drafted import Field

_MOST_PROMPTS = 6
"""Questions that are still told apart; older ones count as the latest."""
_CARD = "k"
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class CardWait:
    """The subject of an expectation about a card."""

    draft_id: str
    field: Field | None
    """What was asked for; None where nothing was, and the card itself may be corrected."""
    card: int = 0
    """The message that shows the card; 0 where none is known. Its buttons go once a newer one shows it."""
    begun: str = ""
    """The frequency whose days are shown to choose from."""
    prompts: tuple[tuple[int, "CardWait"], ...] = ()
    """What was asked in messages of their own, by message, the latest last: each may still be replied to."""

    @classmethod
    def of(cls, subject: str) -> "CardWait":
        """From the text that is kept of it. Raises ValueError."""
        head, *prompts = subject.split(" | ")
        asked = (prompt.partition(" ") for prompt in prompts)
        return replace(cls._one(head), prompts=tuple((int(message), cls._one(rest)) for message, _, rest in asked))

    @classmethod
    def _one(cls, text: str) -> "CardWait":
        draft_id, field, card, begun = [*text.split(), "0", _NOTHING][:4]
        return cls(draft_id, None if field == _CARD else Field(field), int(card), "" if begun == _NOTHING else begun)

    @property
    def subject(self) -> str:
        """As the one text that is kept."""
        asked = (f"{message} {prompt._head}" for message, prompt in self.prompts[-_MOST_PROMPTS:])
        return " | ".join((self._head, *asked))

    @property
    def _head(self) -> str:
        field = self.field.value if self.field else _CARD
        return f"{self.draft_id} {field} {self.card} {self.begun or _NOTHING}"

    def asked_in(self, message_id: int) -> "CardWait":
        """The same, and it was asked in that message."""
        return replace(self, prompts=(*self.prompts, (message_id, replace(self, prompts=()))))

    def replied_to(self, message_id: int | None) -> "CardWait":
        """What a reply to that message answers; a message that asked for nothing else counts as the latest."""
        found = dict(self.prompts).get(message_id or 0)
        return replace(found, prompts=self.prompts) if found else self
