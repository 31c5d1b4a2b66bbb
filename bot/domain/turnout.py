"""Who is expected at a meeting, and what they answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.meeting import Answer, Rsvp
from bot.domain.roster import Member


@dataclass(frozen=True, slots=True)
class Turnout:
    """A roster and the answers to one notice, brought together."""

    expected: tuple[Member, ...]
    """应到: everybody on the roster who is not excused."""
    answers: tuple[Answer, ...]
    """The answers of those on the roster, excused ones included, earliest first."""
    guests: tuple[Answer, ...]
    """The answers of others, earliest first."""
    silent: tuple[Member, ...]
    """未回复: expected, and has not answered; also who cannot, being on the roster by name only."""
    earlier: tuple[Answer, ...] = ()
    """Answers for a time that the meeting has no more, earliest first; they count for nothing."""

    @classmethod
    def of(cls, members: Iterable[Member], answers: Iterable[Answer], starts_at: datetime) -> "Turnout":
        """Bring them together for the time at which the meeting begins."""
        known, every = list(members), list(answers)
        given = [answer for answer in every if answer.starts_at == starts_at]
        on_roster = {member.user_id for member in known if member.user_id is not None}
        answered = {answer.user_id for answer in given}
        expected = tuple(member for member in known if not member.excused)
        return cls(
            expected=expected,
            answers=tuple(answer for answer in given if answer.user_id in on_roster),
            guests=tuple(answer for answer in given if answer.user_id not in on_roster),
            silent=tuple(member for member in expected if member.user_id not in answered),
            earlier=tuple(answer for answer in every if answer.starts_at != starts_at),
        )

    def who(self, rsvp: Rsvp) -> tuple[Answer, ...]:
        """Those on the roster who answered that."""
        return tuple(answer for answer in self.answers if answer.rsvp is rsvp)

    def count(self, rsvp: Rsvp) -> int:
        """How many answered that, guests included."""
        return sum(answer.rsvp is rsvp for answer in (*self.answers, *self.guests))
