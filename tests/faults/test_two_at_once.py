"""Two tablets or two programs on the same talk: one record, one step of the count."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from builders import COMPLEX_104C, DESK, TODAY, accept, answered, beginning

from kiosk import desk
from kiosk.desk import Choice, Office
from kiosk.domain.period import month_of
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import AlreadyDecided, NotThere
from kiosk.storage import Store

TIMES = 50
SUGGESTED = Choice("kim_cm_velbert", "kim_cm_velbert")


@pytest.fixture
def offices(office):
    """The same desk, opened by two programs."""
    other = Store.create(office.store.file.path)
    yield office, Office(other, office.pack)
    other.close()


def both(offices: tuple[Office, Office], work: Callable[[Office, int], None]) -> list[Exception]:
    """Both do this at the same moment; what went wrong."""
    barrier, trouble = Barrier(len(offices)), list[Exception]()

    def one(office: Office, number: int) -> None:
        barrier.wait()
        try:
            work(office, number)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            trouble.append(error)

    threads = [Thread(target=one, args=(office, number)) for number, office in enumerate(offices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


def counted(office: Office) -> dict[tuple[str, str], int]:
    desk.close_day(office, DESK, TODAY)
    return dict(office.store.reported.batches(TODAY, TODAY)[0].cells)


def test_a_talk_that_two_finish_at_once_is_one_record_and_one_step_of_the_count(offices):
    def end(office: Office, _: int) -> None:
        desk.refer(office, key, 1, SUGGESTED)
        desk.finish(office, key)

    for _ in range(TIMES):
        key = answered(offices[0], COMPLEX_104C)
        assert both(offices, end) == []
    cells = counted(offices[0])
    assert len(offices[1].store.talks.conversations(DESK, TODAY, TODAY)) == TIMES
    assert cells["umfang", "personen"] == cells["umfang", "gespraeche"] == cells["ergebnis", "v_kim_cm"] == TIMES


def test_of_two_different_outcomes_at_once_one_holds_and_the_other_is_told(offices):
    def end(office: Office, number: int) -> None:
        desk.conclude(office, key, 1, ("info", "kein_bedarf")[number])
        desk.finish(office, key)

    for _ in range(15):
        key = answered(offices[0], {"stadt": "velbert"})
        assert [type(error) for error in both(offices, end)] == [AlreadyDecided]
    cells = counted(offices[0])
    assert cells["umfang", "personen"] == 15
    assert cells.get(("ergebnis", "info"), 0) + cells.get(("ergebnis", "kein_bedarf"), 0) == 15


def test_a_start_that_arrives_twice_at_once_is_one_talk(offices):
    def start(office: Office, _: int) -> None:
        desk.start(office, yes)

    for _ in range(15):
        yes = beginning(offices[0])
        assert both(offices, start) == []
    assert len(offices[0].store.talks.unfinished(DESK)) == 15


def test_a_refusal_that_arrives_twice_at_once_is_counted_once(offices):
    def refuse(office: Office, _: int) -> None:
        desk.decline(office, no, OutcomeKind.REFUSED)

    for _ in range(15):
        no = beginning(offices[0])
        assert both(offices, refuse) == []
    assert counted(offices[0])["ergebnis", "abgelehnt"] == 15


def test_a_family_that_grows_twice_at_once_gains_one_person(offices):
    for _ in range(15):
        key = answered(offices[0], {"stadt": "velbert"})
        assert both(offices, lambda office, _: desk.add_person(office, key, TODAY)) == []  # noqa: B023
        assert len(offices[0].store.talks.conversation(key).persons) == 2


def test_answers_that_arrive_at_once_are_both_kept(offices):
    def answer(office: Office, number: int) -> None:
        desk.answer(office, key, 1, *(("stadt", "velbert"), ("komplexitaet", "einfach"))[number])
        desk.add_need(office, key, 1, ("geld", "arbeit")[number])

    for _ in range(15):
        key = answered(offices[0], {})
        assert both(offices, answer) == []
        kept = offices[1].store.talks.conversation(key).persons[0].answers
        assert (kept.facts, set(kept.needs)) == ({"stadt": "velbert", "komplexitaet": "einfach"}, {"geld", "arbeit"})


def test_a_day_that_two_close_at_once_is_counted_once(offices):
    for _ in range(5):
        key = answered(offices[0], COMPLEX_104C)
        desk.conclude(offices[0], key, 1, "info")
        desk.finish(offices[0], key)
        assert both(offices, lambda office, _: desk.close_day(office, DESK, TODAY) and None) == []
    assert counted(offices[0])["umfang", "personen"] == 5
    assert offices[0].store.reported.batches(TODAY, TODAY)[0].revision == 5


def test_a_talk_that_one_finishes_while_another_closes_the_day_is_counted_once(offices):
    def work(office: Office, number: int) -> None:
        if number:
            desk.close_day(office, DESK, TODAY)
        else:
            desk.conclude(office, key, 1, "info")
            desk.finish(office, key)

    for times in range(1, 16):
        key = answered(offices[0], {"stadt": "velbert"})
        assert {type(error) for error in both(offices, work)} <= {AlreadyDecided}
        assert counted(offices[0])["umfang", "personen"] == times


def test_a_talk_that_one_discards_while_another_finishes_it_is_whole_or_gone(offices):
    def work(office: Office, number: int) -> None:
        if number:
            desk.discard(office, key)
        else:
            desk.conclude(office, key, 1, "info")
            desk.finish(office, key)

    for _ in range(15):
        key = answered(offices[0], {"stadt": "velbert"})
        assert {type(error) for error in both(offices, work)} <= {AlreadyDecided, NotThere}
    left = offices[0].store.talks.conversations(DESK, TODAY, TODAY)
    assert counted(offices[0]).get(("umfang", "personen"), 0) == len(left)


def test_two_programs_that_close_one_month_at_once_do_not_empty_it(offices, monkeypatch):
    server, command = offices
    accept(server, answered(server, COMPLEX_104C, ("geld",)))
    desk.close_day(server, DESK, TODAY)
    after = month_of(TODAY).last + timedelta(days=1)
    asked = server.store.counts.months_to_close
    trouble, other = list[Exception](), Thread(target=lambda: trouble.extend(closes(command, after)))

    def slowly(before: date) -> list[tuple[str, str, date]]:
        found = asked(before)
        other.start()
        other.join(0.5)  # so long as the other one closes it, or waits for us
        return found

    monkeypatch.setattr(server.store.counts, "months_to_close", slowly)
    desk.close_months(server, after)
    other.join()
    (month,) = server.store.counts.counted_here(DESK, month_of(TODAY))
    assert (trouble, month.revision, month.cells["monatsumfang", "personen"]) == ([], 1, 1)


def closes(office: Office, today: date) -> list[Exception]:
    """Close the months that are over; what went wrong."""
    try:
        desk.close_months(office, today)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return [error]
    return []
