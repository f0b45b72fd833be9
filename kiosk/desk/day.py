"""Closing the day, and what a new one brings."""

from datetime import date, timedelta

from kiosk.desk.counting import keep_count
from kiosk.desk.ending import break_off, unfinished
from kiosk.desk.office import Office
from kiosk.domain.conversation import Conversation, Stage
from kiosk.domain.tally import Batch

DRAFT_DAYS = 14
"""How long an uploaded list that nobody took in is kept: it may hold more than counts."""


def close_day(office: Office, desk: str, day: date) -> list[Batch]:
    """Count the day; open talks count as broken off. Return its counts, none when the desk was not open.

    Closing again after a correction makes a higher revision; without a change everything stays.
    """
    with office.store.at_once():
        for conversation in office.store.talks.conversations(desk, day, day):
            _wind_up(office, conversation)
        office.store.talks.drop_mistakes(desk, day)
        hours = office.store.staff.hours(desk, day)
        office.store.staff.close_hours(desk, day)
        return [keep_count(office, desk, hour.profile, day) for hour in hours]


def turn_of_day(office: Office, today: date) -> None:
    """Do what a new day brings: earlier days are closed, old talks and drafts are forgotten."""
    for hour in office.store.staff.hours_left_open(today):
        close_day(office, hour.desk, hour.day)
    for desk in office.pack.site.desks:
        for conversation in unfinished(office, desk.code):
            if conversation.day < today:
                _wind_up(office, conversation)
    office.store.forget_before(today - timedelta(days=office.pack.site.retention_days))
    office.store.old_lists.drop_drafts_before(today - timedelta(days=DRAFT_DAYS))


def _wind_up(office: Office, conversation: Conversation) -> None:
    """End a talk that is open at the end of its day: before the yes nothing is kept, after it the person left."""
    if conversation.stage in (Stage.LANGUAGE, Stage.PROMISE):
        office.store.talks.drop_conversation(conversation.key)
    elif conversation.stage is Stage.TALK:
        break_off(office, conversation.key)
