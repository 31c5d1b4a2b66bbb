"""Who was at a meeting, with a button for everybody; and what is asked of those who are not confirmed."""

from bot.domain.minute_taking import Part
from bot.domain.minutes import Attendee, Presence
from bot.services.minutes import Page
from bot.views import minutes_words as words
from bot.views.calendar import with_word
from bot.views.markup import Button, Reply, Text, say
from bot.views.minutes import Rows, add_attendance, name_of, say_names
from bot.views.minutes_buttons import PICKING, What, button, ref_of
from bot.views.words import NEXT_PAGE, PREVIOUS_PAGE

PEOPLE_ON_A_PAGE = 30

_NEXT = {
    Presence.PRESENT: Presence.ON_LEAVE,
    Presence.ON_LEAVE: Presence.ABSENT,
    Presence.ABSENT: Presence.PRESENT,
    Presence.UNCONFIRMED: Presence.PRESENT,
}


def render_people(page: Page, at: int = 0, word: str = "", *, picking: bool = False) -> Reply:
    """Everybody with a button that says what they are now, and makes it the next; after a sentence of what was done.
    ``picking``: a button asks what somebody is to be instead."""
    attendees, meeting_id = page.minutes.attendees, page.meeting.id
    last = max(len(attendees) - 1, 0) // PEOPLE_ON_A_PAGE
    at = min(max(at, 0), last)
    ask = words.PEOPLE_ASK.format(name=name_of(page.meeting, page.kind_name))
    text = Text().line(words.PERSON_PICK if picking else ask)
    if not attendees:
        text.line(words.PEOPLE_NOBODY)
    else:
        text.line()
        add_attendance(text, page.minutes)
    first = at * PEOPLE_ON_A_PAGE
    shown = enumerate(attendees[first : first + PEOPLE_ON_A_PAGE], first)
    buttons = [_person(page, place, each, at, picking=picking) for place, each in shown]
    pairs = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    mode = (PICKING,) if picking else ()
    turns = (
        *((button(PREVIOUS_PAGE, What.PEOPLE, meeting_id, at - 1, *mode),) if at > 0 else ()),
        *((button(NEXT_PAGE, What.PEOPLE, meeting_id, at + 1, *mode),) if at < last else ()),
    )
    reply = text.reply((*pairs, *((turns,) if turns else ()), *_ends(page, at, picking=picking)))
    return with_word(word, reply) if word else reply


def _person(page: Page, place: int, each: Attendee, at: int, *, picking: bool) -> Button:
    meeting_id, ref = page.meeting.id, ref_of(each.name)
    label = words.PERSON.format(mark=words.GUEST if each.guest else words.MARKS[each.presence], name=each.name)
    if picking:
        return button(label, What.PERSON, meeting_id, place, ref, at)
    after = Presence.ABSENT if each.guest else _NEXT[each.presence]
    return button(label, What.PRESENCE, meeting_id, place, ref, after.value, at)


def _ends(page: Page, at: int, *, picking: bool) -> Rows:
    meeting_id = page.meeting.id
    if picking:
        return ((button(words.BACK, What.PEOPLE, meeting_id, at),),)
    some = bool(page.minutes.attendees)
    more = (
        *((button(words.EVERYBODY, What.EVERYBODY, meeting_id),) if some else ()),
        button(words.ADD_PEOPLE, What.ASK, meeting_id, Part.PEOPLE.value),
        *((button(words.PICK, What.PEOPLE, meeting_id, at, PICKING),) if some else ()),
    )
    return (more, (button(words.BACK, What.PAGE, meeting_id),))


def render_person(page: Page, place: int, at: int) -> Reply:
    """Somebody, with a button for everything that they can be; ``at`` is the page that they stand on."""
    each, meeting_id = page.minutes.attendees[place], page.meeting.id
    ref = ref_of(each.name)
    now = words.GUEST if each.guest else words.PRESENCES[each.presence]
    states = [Presence.PRESENT, Presence.ON_LEAVE, Presence.ABSENT]
    if each.guest:
        states = [Presence.PRESENT]  # anything else takes a guest out
    change = tuple(
        button(words.PRESENCES[state], What.PRESENCE, meeting_id, place, ref, state.value, at)
        for state in states
        if each.guest or state is not each.presence
    )
    guest = () if each.guest else (button(words.GUEST, What.AS_GUEST, meeting_id, place, ref, at),)
    out = button(words.REMOVE, What.REMOVE, meeting_id, place, ref, at)
    back = button(words.BACK, What.PEOPLE, meeting_id, at, PICKING)
    return say(words.PERSON_ASK.format(name=each.name, now=now), (change, (*guest, out), (back,)))


def render_file_unconfirmed(page: Page) -> Reply:
    """Asks about those of whom nobody said whether they were there, before the minutes are filed."""
    people = [each for each in page.minutes.attendees if each.presence is Presence.UNCONFIRMED and not each.guest]
    said = words.FILE_UNCONFIRMED.format(count=len(people), names=say_names(people))
    if page.lacking:
        said += words.LACKING_TOO.format(parts="、".join(words.LACKING[part] for part in page.lacking))
    meeting_id = page.meeting.id
    there = words.EVERYBODY_ELSE if page.minutes.count(Presence.ABSENT) else words.EVERYBODY
    return say(
        said,
        (
            (button(there, What.FILE_REST, meeting_id, Presence.PRESENT.value),),
            (button(words.REST_ABSENT, What.FILE_REST, meeting_id, Presence.ABSENT.value),),
            (button(words.ONE_BY_ONE, What.PEOPLE, meeting_id, 0),),
            (button(words.FILE_UNSETTLED, What.FILE_ANYWAY, meeting_id),),
            (button(words.BACK, What.PAGE, meeting_id),),
        ),
    )
