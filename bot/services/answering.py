"""Answering: a question to a decision, kept as a turn; picks, rejections, edits and follow-ups of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.clock import Clock
from bot.domain.dialogue import FOLLOW_UP_LIFETIME, TURN_LIFETIME, ConversationKey, Outcome, Turn
from bot.domain.errors import NotYoursError, OutdatedError
from bot.domain.feedback import Miss
from bot.domain.identity import NewId
from bot.domain.tally import Event
from bot.services.care.counting import Counting
from bot.services.knowledge import Live, LiveKnowledge
from bot.services.ports import DialogueStore, MissStore
from intents.decide import MAX_CHOICES, Answer, Decision, Disambiguation, Fallback, SmallTalk, Wish
from intents.followup import Context
from knowledge.models import Entry

MAX_KEPT_TEXT = 300
"""Characters of a missed question that are kept for the admins."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was decided."""

    turn: Turn
    decision: Decision


@dataclass(frozen=True, slots=True)
class Rejected:
    """None of the choices was meant: what else there is."""

    turn: Turn
    choices: tuple[Entry, ...]
    """The next candidates; empty when there are no more."""


class Answering:
    """Questions and what becomes of them."""

    def __init__(
        self,
        dialogues: DialogueStore,
        misses: MissStore,
        knowledge: LiveKnowledge,
        clock: Clock,
        new_id: NewId,
        *,
        counting: Counting,
    ) -> None:
        self._dialogues = dialogues
        self._misses = misses
        self._knowledge = knowledge
        self._clock = clock
        self._new_id = new_id
        self._counting = counting

    async def ask(self, key: ConversationKey, utterance: str, message_id: int | None = None) -> Asked:
        """Decide a question, in the light of the turn before it. Its turn is kept once it is :meth:`replied` to. A
        wish is no question: nothing is to be kept of it."""
        context = await self._context(key)
        asked = await self._decide(self._new_id(), key, utterance, message_id, context)
        decision = asked.decision
        if not isinstance(decision, Wish) and not (isinstance(decision, Fallback) and decision.empty):
            self._counting.count(*_counted(decision))  # an edited question is none more
        return asked

    async def edit(self, chat_id: int, message_id: int, utterance: str) -> Asked | None:
        """Decide an edited question again; none where its turn is no longer kept or nothing changed."""
        turn = await self._dialogues.turn_of_question(chat_id, message_id, self._clock.now())
        if turn is None or turn.utterance == utterance:
            return None
        # What a follow-up was completed to still says what the talk was about.
        context = self._context_of(turn) if turn.query != turn.utterance else None
        asked = await self._decide(turn.id, turn.key, utterance, message_id, context)
        kept = replace(asked.turn, reply_message_id=turn.reply_message_id)
        await self._dialogues.save_turn(kept)
        return replace(asked, turn=kept)

    async def replied(self, turn: Turn, reply_message_id: int | None) -> None:
        """Keep a turn, with the message of the bot that answers it; none where it could not be sent."""
        await self._dialogues.save_turn(replace(turn, reply_message_id=reply_message_id))

    async def pick(self, turn_id: str, ref: str, *, chat_id: int) -> Entry:
        """The entry chosen among those offered in a chat; what was asked in another one stays as it is. Raises
        OutdatedError."""
        live = self._knowledge.now
        entry = live.entry_of(ref)
        if entry is None:
            raise OutdatedError
        now = self._clock.now()
        turn = await self._dialogues.turn(turn_id, now)
        if turn is not None and turn.key.chat_id == chat_id:
            picked = replace(turn, outcome=Outcome.ANSWER, entry_id=entry.id, asked_at=now)
            await self._dialogues.save_turn(picked)
            self._counting.count(Event.PICKED, entry.id)
        return entry

    async def show(self, key: ConversationKey, ref: str, *, counted: bool = True) -> Entry:
        """The entry behind a button, which is what the talk is about from now on. Raises OutdatedError."""
        live = self._knowledge.now
        entry = live.entry_of(ref)
        if entry is None:
            raise OutdatedError
        return await self.open(key, entry, counted=counted)

    async def open(self, key: ConversationKey, entry: Entry, *, counted: bool = True) -> Entry:
        """The talk is about this entry from now on. ``counted``: it was opened by somebody who had a question."""
        now = self._clock.now()
        revision = self._knowledge.now.base.revision
        if counted:
            self._counting.count(Event.OPENED, entry.id)
        turn = Turn(
            id=self._new_id(),
            key=key,
            utterance=entry.question,
            query=entry.question,
            outcome=Outcome.ANSWER,
            entry_id=entry.id,
            ranking=(entry.id,),
            shown=1,
            revision=revision,
            asked_at=now,
            expires_at=now + TURN_LIFETIME,
        )
        await self._dialogues.save_turn(turn)
        return entry

    async def reject(self, turn_id: str, user_id: int, *, chat_id: int) -> Rejected:
        """None of the choices was meant. The question goes on the admins' list, once, and the next candidates
        come. Only the person who asked may say so, in the chat where they did; of what was asked in the name of a chat,
        anybody there. Raises NotYoursError, OutdatedError."""
        now = self._clock.now()
        turn = await self._dialogues.turn(turn_id, now)
        if turn is None or turn.key.chat_id != chat_id:
            raise OutdatedError
        if turn.key.user_id > 0 and turn.key.user_id != user_id:
            raise NotYoursError
        if turn.outcome is Outcome.DISAMBIGUATION:
            await self._misses.record(kept_text(turn.utterance), Miss.REJECTED, now, self._counting.today)
            self._counting.count(Event.REJECTED)
        choices = self._next_choices(turn, self._knowledge.now)
        last = turn.ranking.index(choices[-1].id) + 1 if choices else len(turn.ranking)
        turn = replace(turn, shown=last, outcome=Outcome.FALLBACK)
        await self._dialogues.save_turn(turn)
        return Rejected(turn, choices)

    def _next_choices(self, turn: Turn, live: Live) -> tuple[Entry, ...]:
        entries = (live.base.entry(target_id) for target_id in turn.ranking[turn.shown :])
        return tuple(entry for entry in entries if entry)[:MAX_CHOICES]

    async def asked_since(self, chat_id: int, since: datetime) -> bool:
        """Whether anybody asked in the chat after that instant."""
        return await self._dialogues.asked_since(chat_id, since)

    async def _context(self, key: ConversationKey) -> Context | None:
        now = self._clock.now()
        turn = await self._dialogues.last_turn(key, now)
        if turn is None or now - turn.asked_at > FOLLOW_UP_LIFETIME:
            return None
        return self._context_of(turn)

    def _context_of(self, turn: Turn) -> Context | None:
        """What a turn leaves behind for the next one; none where nothing was asked."""
        if not turn.query:
            return None
        entry = self._knowledge.now.base.entry(turn.entry_id) if turn.entry_id else None
        return Context(turn.query, turn.entry_id, entry.question if entry else "")

    async def _decide(
        self,
        turn_id: str,
        key: ConversationKey,
        utterance: str,
        message_id: int | None,
        context: Context | None,
    ) -> Asked:
        live = self._knowledge.now
        now = self._clock.now()
        decision, query = live.understanding.decide(utterance, context)
        entry_id = _entry_id(decision)
        if _asks_nothing(decision):
            # The talk is still about what it was about before.
            query, entry_id = (context.query, context.entry_id) if context else ("", None)
        turn = Turn(
            id=turn_id,
            key=key,
            utterance=utterance,
            query=query,
            outcome=_outcome(decision),
            entry_id=entry_id,
            ranking=_ranking(decision),
            shown=_shown(decision),
            revision=live.base.revision,
            asked_at=now,
            expires_at=now + TURN_LIFETIME,
            question_message_id=message_id,
        )
        if isinstance(decision, Fallback) and not decision.empty and decision.boundary is None:
            await self._misses.record(kept_text(utterance), Miss.UNANSWERED, now, self._counting.today)
        return Asked(turn, decision)


def kept_text(utterance: str) -> str:
    """What is kept of a question that failed: one line, cut to a readable length."""
    return " ".join(utterance.split())[:MAX_KEPT_TEXT]


def _asks_nothing(decision: Decision) -> bool:
    """Whether it was small talk, a wish, or no words at all."""
    return isinstance(decision, SmallTalk | Wish) or (isinstance(decision, Fallback) and decision.empty)


def _outcome(decision: Decision) -> Outcome:
    if isinstance(decision, Answer):
        return Outcome.ANSWER
    if isinstance(decision, Disambiguation):
        return Outcome.DISAMBIGUATION
    return Outcome.SMALLTALK if isinstance(decision, SmallTalk | Wish) else Outcome.FALLBACK


def _counted(decision: Decision) -> tuple[Event, str]:
    """What a question became, and the entry or boundary that it led to."""
    if isinstance(decision, Answer):
        return Event.ANSWER, decision.entry.id
    if isinstance(decision, Disambiguation):
        return Event.DISAMBIGUATION, ""
    if isinstance(decision, Fallback):
        boundary = decision.boundary
        return (Event.BOUNDARY, boundary.id) if boundary else (Event.UNANSWERED, "")
    return Event.SMALLTALK, ""


def _entry_id(decision: Decision) -> str | None:
    if isinstance(decision, Answer):
        return decision.entry.id
    if isinstance(decision, Fallback) and decision.boundary:
        return decision.boundary.id
    return None


def _ranking(decision: Decision) -> tuple[str, ...]:
    """The ids of the candidates, those that were offered first; none that is about a look-alike."""
    if isinstance(decision, SmallTalk | Wish):
        return ()
    offered = [entry.id for entry in decision.choices] if isinstance(decision, Disambiguation) else []
    rest = (ranked.target_id for ranked in decision.ranking if not ranked.look_alike)
    return tuple(dict.fromkeys((*offered, *rest)))


def _shown(decision: Decision) -> int:
    """How far into the ranking the person has seen."""
    if not isinstance(decision, Disambiguation):
        return 1 if isinstance(decision, Answer) else 0
    return len(decision.choices)
