"""What a case manager can do: hold talks, decide, take them back, close the day."""

from kiosk.desk.advice import Advice, advise, ages_of, seeker_of, services_behind, town_of
from kiosk.desk.after_talk import after_talk, tell
from kiosk.desk.counting import day_so_far
from kiosk.desk.day import DRAFT_DAYS, close_day, turn_of_day
from kiosk.desk.decision import Choice, conclude, refer
from kiosk.desk.ending import break_off, correctable, decline, discard, finish, redecide, take_back, unfinished
from kiosk.desk.office import Office, outcome_of, profile_of
from kiosk.desk.talk import (
    add_need,
    add_person,
    agree,
    answer,
    choose_language,
    drop_need,
    drop_person,
    is_key,
    new_key,
    start,
)

__all__ = [
    "DRAFT_DAYS",
    "Advice",
    "Choice",
    "Office",
    "add_need",
    "add_person",
    "advise",
    "after_talk",
    "ages_of",
    "agree",
    "answer",
    "break_off",
    "choose_language",
    "close_day",
    "conclude",
    "correctable",
    "day_so_far",
    "decline",
    "discard",
    "drop_need",
    "drop_person",
    "finish",
    "is_key",
    "new_key",
    "outcome_of",
    "profile_of",
    "redecide",
    "refer",
    "seeker_of",
    "services_behind",
    "start",
    "take_back",
    "tell",
    "town_of",
    "turn_of_day",
    "unfinished",
]
