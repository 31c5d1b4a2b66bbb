"""Plain Chinese to a schedule."""

from intents.timeexpr.reader import read
from intents.timeexpr.rules import LunarRule, Once, Question, Reading, RRule, Rule, Schedule, WorkdayRule

__all__ = ["LunarRule", "Once", "Question", "RRule", "Reading", "Rule", "Schedule", "WorkdayRule", "read"]
