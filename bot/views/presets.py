"""/presets: the duties that the documents state, and which of them stand in a calendar."""

from collections.abc import Sequence

from bot.services.duties import Preset
from bot.services.knowledge import reference
from bot.views import calendar_buttons
from bot.views import presets_words as words
from bot.views.answers import add_citations
from bot.views.duties import say_how_often
from bot.views.markup import Reply, Style, Text
from bot.views.presets_buttons import Row, What, button
from bot.views.zones import say_at
from knowledge.models import KnowledgeBase, Obligation, Standing


def render_presets(
    presets: Sequence[Preset], base: KnowledgeBase, chat_id: int, *, group: str = "", everything: bool = False
) -> Reply:
    """The duties that bind today, each with where it is written and how it stands in the calendar of the chat; with
    ``everything`` those of other documents behind them. ``group``: the name of the chat, where it is another one."""
    text = Text().line(words.HEAD, Style.BOLD)
    if group:
        text.line(words.HEAD_OF_GROUP.format(title=group))
    text.line(words.HINT)
    binding = [preset for preset in presets if not preset.obligation.off_by_default]
    others = [preset for preset in presets if preset.obligation.off_by_default]
    for preset in binding:
        _add(text, preset, base)
    rows = [_row(preset, chat_id) for preset in binding]
    if others and everything:
        standing = base.standing_of(others[0].obligation.cites)
        text.line().line(words.HISTORICAL_HEAD if standing is Standing.HISTORICAL else words.REFERENCE_HEAD)
        for preset in others:
            _add(text, preset, base)
        rows += [_row(preset, chat_id) for preset in others]
        rows.append((button(words.HIDE_HISTORICAL, What.LIST, chat_id),))
    elif others:
        rows.append((button(words.SHOW_HISTORICAL, What.ALL, chat_id),))
    return text.reply(tuple(rows))


def _add(text: Text, preset: Preset, base: KnowledgeBase) -> None:
    """One duty: its title, whose it is and how often, whether it is set, and where it is written."""
    duty = preset.obligation
    text.line().line(duty.title, Style.BOLD)
    text.line(words.WHO.format(who=duty.who, often=say_how_often(duty)))
    text.line(_state(preset))
    add_citations(text, duty.cites, base)


def _state(preset: Preset) -> str:
    if preset.reminder is None:
        return words.NOT_SET
    if preset.coming is None:
        return words.PAUSED
    return words.SET.format(date=say_at(preset.coming, preset.reminder.series.zone))


def _row(preset: Preset, chat_id: int) -> Row:
    """Sets it; where it stands in the calendar, the way to its card."""
    duty = preset.obligation
    if preset.reminder is not None:
        label = words.SEE.format(title=duty.title)
        return (calendar_buttons.button(label, calendar_buttons.What.CARD, preset.reminder.series.id),)
    return (button(_offer(duty), What.SET, chat_id, reference(duty.id)),)


def _offer(duty: Obligation) -> str:
    days = "、".join(map(str, duty.proposed))
    if not days:
        return words.SET_UP_OPEN.format(title=duty.title)
    return words.SET_UP.format(title=duty.title, days=f"每月{days}" if duty.every == "month" else days)
