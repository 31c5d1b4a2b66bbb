"""Plain Chinese to a schedule."""

from intents.timeexpr.reader import read
from intents.timeexpr.rules import LunarRule, Once, Question, Reading, RRule, Rule, Schedule, WorkdayRule
from intents.timeexpr.warming import warm

__all__ = ["LunarRule", "Once", "Question", "RRule", "Reading", "Rule", "Schedule", "WorkdayRule", "read", "warm"]
