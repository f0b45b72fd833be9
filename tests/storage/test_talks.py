"""Talks in the store: each change kept at once, all or nothing, with several people at work."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread

import pytest
from builders import COMPLEX_104C, DESK, TODAY, answered, begin, finished

from kiosk import desk
from kiosk.domain.conversation import Answers, Beginning, Decision, Stage
from kiosk.errors import AlreadyDecided, NotThere
from kiosk.storage import UNKNOWN, Account, Device, Session, Store

KEY = "k" * 22


def at_the_same_time(*work: Callable[[], object]) -> list[Exception]:
    """Do these side by side; what went wrong."""
    trouble: list[Exception] = []

    def told(one: Callable[[], object]) -> None:
        try:
            one()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            trouble.append(error)

    threads = [Thread(target=told, args=[one]) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


def test_a_talk_is_read_back_as_it_was_kept(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    store.talks.set_language(KEY, "ar")
    answers = Answers({"stadt": "velbert", "komplexitaet": "einfach", "gruppe": "eine weitere"}, ("geld", "arbeit"))
    store.talks.keep_answers(KEY, 1, Answers(), answers)
    decision = Decision("v_mbe", "mbe", "kim_cm", "kim_cm", "wunsch", ("ab-27", "offen"), "abc")
    store.talks.decide(KEY, 1, decision)
    talk = store.talks.conversation(KEY)
    assert (talk.day, talk.language, talk.stage) == (TODAY, "ar", Stage.TALK)
    assert talk.persons[0].answers == answers
    assert talk.persons[0].decision == decision
    fewer = Answers({"stadt": "velbert", "gruppe": "eine"})
    store.talks.keep_answers(KEY, 1, answers, fewer)
    assert store.talks.conversation(KEY).persons[0].answers == fewer


def test_a_slip_is_kept_once_and_goes_with_the_outcome_and_with_the_talk(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    store.talks.decide(KEY, 1, Decision("info"))
    for _ in range(2):
        store.talks.take_slip(KEY, 1, "jmd_ratingen", "jmd")
    assert dict(store.talks.conversation(KEY).persons[0].slips) == {"jmd_ratingen": "jmd"}
    store.talks.set_stage(KEY, Stage.FINISHED)
    assert store.talks.slips_beside(DESK, TODAY) == {"jmd": 1}
    assert ("service", "jmd_ratingen") in store.pack_versions.codes_seen()
    store.talks.reopen(KEY, 1)
    assert not store.talks.conversation(KEY).persons[0].slips
    store.talks.take_slip(KEY, 1, "jmd", "jmd")
    store.talks.forget_before(TODAY + timedelta(days=1))
    assert store.file.db.execute("SELECT count(*) FROM slip").fetchone() == (0,)


def test_another_program_sees_a_tap_as_soon_as_it_is_acknowledged(office):
    key = answered(office, {"stadt": "velbert"})
    other = Store.create(office.store.file.path)
    assert other.talks.conversation(key).persons[0].answers.facts == {"stadt": "velbert"}
    other.close()


def test_a_second_outcome_does_not_replace_the_first(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    store.talks.decide(KEY, 1, Decision("info"))
    assert store.talks.decide(KEY, 1, Decision("info", pack="newer")) == Decision("info")
    with pytest.raises(AlreadyDecided):
        store.talks.decide(KEY, 1, Decision("kein_bedarf"))
    with pytest.raises(NotThere):
        store.talks.decide(KEY, 2, Decision("info"))
    assert store.talks.conversation(KEY).persons[0].decision == Decision("info")


def test_several_changes_are_kept_together_or_not_at_all(store):
    def stumble() -> None:
        with store.at_once():
            store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
            with store.at_once():
                store.talks.set_language(KEY, "ar")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with pytest.raises(NotThere):
        store.talks.conversation(KEY)
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    assert store.talks.conversation(KEY).language == ""


def test_a_talk_that_is_started_twice_under_one_key_is_the_first_one(store):
    first = store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    store.talks.set_language(KEY, "ar")
    again = store.talks.start_conversation(Beginning(KEY, "nord", "chancenaufenthalt", TODAY + timedelta(days=1)))
    assert again == replace(first, language="ar")
    assert len(again.persons) == 1


# after the commit


def test_a_change_between_reads_that_belong_together_is_our_mistake_and_not_lost_in_silence(store):
    with store.file.snapshot(), pytest.raises(RuntimeError):
        store.staff.keep_setting("a", "b")
    store.staff.keep_setting("a", "b")
    assert store.staff.setting("a") == "b"


# one moment


def test_reads_that_belong_together_see_the_same_moment(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    other = Store.create(store.file.path)
    with store.file.snapshot():
        before = store.talks.conversations(DESK, TODAY, TODAY)
        other.talks.set_language(KEY, "ar")
        other.talks.add_person(KEY, Answers())
        assert store.talks.conversations(DESK, TODAY, TODAY) == before
    assert len(store.talks.conversation(KEY).persons) == 2
    assert not store.file.db.conn.in_transaction
    other.close()


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store.talks.conversation(KEY),
        lambda store: store.talks.conversations(DESK, TODAY, TODAY),
        lambda store: store.talks.unfinished(DESK),
        lambda store: store.talks.outcomes(DESK, TODAY),
        lambda store: store.reported.batches(TODAY, TODAY),
    ],
)
def test_every_read_is_one_statement_or_one_transaction(store, read):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    told: list[str] = []
    store.file.db.conn.set_trace_callback(told.append)
    read(store)
    store.file.db.conn.set_trace_callback(None)
    assert len(told) == 1 or (told[0], told[-1]) == ("BEGIN", "ROLLBACK")
    assert sum(line in ("BEGIN", "ROLLBACK") for line in told) in (0, 2)


# forgetting


def test_a_talk_that_is_dropped_takes_everything_along(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, key, TODAY)
    office.store.talks.forget_before(TODAY + timedelta(days=1))
    for table in ("conversation", "person", "fact", "need"):
        assert office.store.file.db.table(table).count == 0


def test_forgetting_takes_the_earlier_days_and_no_other(store, office):
    for back in range(5):
        store.talks.start_conversation(Beginning(desk.new_key(office), DESK, "clearing", TODAY - timedelta(days=back)))
    assert store.talks.forget_before(TODAY - timedelta(days=2)) == 2
    kept = store.talks.conversations(DESK, date.min, date.max)
    assert [talk.day for talk in kept] == [TODAY - timedelta(days=back) for back in (2, 1, 0)]
    assert store.talks.forget_before(TODAY - timedelta(days=2)) == 0


def log_of(store) -> int:
    """Bytes of the file's log."""
    return store.file.path.with_name(store.file.path.name + "-wal").stat().st_size


def test_forgetting_empties_the_log_also_when_there_is_nothing_to_forget(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY))
    assert log_of(store) > 0
    store.forget_before(TODAY)
    assert log_of(store) == 0


def test_forgetting_gives_the_log_up_soon_when_somebody_reads_and_waits_as_long_as_before_afterwards(store):
    store.talks.start_conversation(Beginning(KEY, DESK, "clearing", TODAY - timedelta(days=1)))
    other = Store.create(store.file.path)
    with other.file.snapshot() as db:
        db.execute("SELECT count(*) FROM conversation").fetchone()
        began = time.monotonic()
        store.forget_before(TODAY)
        assert time.monotonic() - began < 1.5
    assert store.file.db.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    assert log_of(store) > 0
    store.forget_before(TODAY)
    assert log_of(store) == 0
    other.close()


def test_a_sign_in_forgets_its_last_talk_with_the_talk_and_not_before(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    for token, back in (("old", 1), ("new", 0)):
        key = token.ljust(22, "k")
        store.talks.start_conversation(Beginning(key, DESK, "clearing", TODAY - timedelta(days=back)))
        store.staff.begin_session(token, Session("tisch", "", DESK, "clearing", "de", key, 1, 1))
        place = f"/unlock?back=/conversation/{key}/person/1"
        store.staff.begin_session(f"{token} led", Session("tisch", "", DESK, "clearing", "de", "", 1, 1, place=place))
    store.talks.forget_before(TODAY)
    assert store.staff.session("old").last_conversation == store.staff.session("old led").place == ""
    assert store.staff.session("new").last_conversation == "new".ljust(22, "k")
    assert store.staff.session("new led").place == place


def test_a_closed_day_leaves_no_sign_in_that_names_a_talk_of_it(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    for token, place, stage in (("over", DESK, "finished"), ("open", DESK, "talk"), ("there", "anderswo", "finished")):
        key = token.ljust(22, "k")
        store.talks.start_conversation(Beginning(key, place, "clearing", TODAY))
        store.file.change("UPDATE conversation SET stage = ? WHERE key = ?", [stage, key])
        told = Session("tisch", "", DESK, "clearing", "de", key, 1, 1, place=f"/conversation/{key}/person/1")
        store.staff.begin_session(token, told)
    store.talks.drop_mistakes(DESK, TODAY)
    named = {token: store.staff.session(token) for token in ("over", "open", "there")}
    assert {token: (bool(one.last_conversation), bool(one.place)) for token, one in named.items()} == {
        "over": (False, False),
        "open": (True, True),
        "there": (True, True),
    }


def test_four_people_hold_talks_at_the_same_time_and_none_is_lost(office):
    held: list[str] = []

    def hold() -> None:
        held.extend(finished(office).key for _ in range(8))

    assert at_the_same_time(hold, hold, hold, hold) == []
    stored = office.store.talks.conversations(DESK, TODAY, TODAY)
    assert sorted(talk.key for talk in stored) == sorted(held)
    assert all(talk.stage is Stage.FINISHED for talk in stored)
    assert all(talk.persons[0].answers.facts == COMPLEX_104C for talk in stored)
    assert desk.day_so_far(office, DESK, TODAY)["umfang", "personen"] == 32


def test_a_list_of_talks_can_be_read_while_others_begin(office):
    working = True

    def begin_many() -> None:
        nonlocal working
        try:
            for _ in range(60):
                begin(office)
        finally:
            working = False

    def look() -> None:
        while working:
            assert all(talk.persons for talk in office.store.talks.conversations(DESK, TODAY, TODAY))
            office.store.talks.unfinished(DESK)

    assert at_the_same_time(begin_many, look, look) == []


def test_counts_can_be_read_while_a_day_is_counted_again(office):
    key, working = finished(office).key, True
    desk.close_day(office, DESK, TODAY)

    def correct() -> None:
        nonlocal working
        try:
            for outcome in ("info", "kein_bedarf") * 25:
                desk.redecide(office, key, 1, TODAY)
                desk.conclude(office, key, 1, outcome)
                desk.finish(office, key)
        finally:
            working = False

    def look() -> None:
        while working:
            for batch in office.store.reported.batches(TODAY, TODAY):
                outcomes = {row for table, row in batch.cells if table == "ergebnis"}
                expected = {"v_kim_cm"} if batch.revision == 1 else {("kein_bedarf", "info")[batch.revision // 2 % 2]}
                assert outcomes == (set() if batch.revision % 2 == 0 else expected)

    assert at_the_same_time(correct, look, look) == []


# the staff's side


def test_a_changed_account_is_signed_out_everywhere(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    store.staff.begin_session("t", Session("tisch", "", DESK, "clearing", "de", "", 100, 200))
    assert store.staff.session("t") == Session("tisch", "case_manager", DESK, "clearing", "de", "", 100, 200)
    store.staff.keep_account(Account("tisch", "case_manager", "two"))
    assert store.staff.session("t") is None
    store.staff.change_session("t", seen=300)
    assert store.staff.session("t") is None


def test_a_session_that_two_copies_of_a_tap_begin_at_once_is_begun_once(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    for place in ("/desk", "/numbers"):
        store.staff.begin_session("t", Session("tisch", "", DESK, "clearing", "de", "", 1, 1, place=place))
    assert store.staff.session("t").place == "/desk"


def test_sign_ins_that_are_too_old_or_unused_end(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    for token, began, seen in (("old", 10, 500), ("unused", 400, 50), ("living", 400, 500)):
        store.staff.begin_session(token, Session("tisch", "", DESK, "clearing", "de", "", began, seen))
    store.staff.end_sessions_before(100, 100)
    assert [token for token in ("old", "unused", "living") if store.staff.session(token)] == ["living"]


def test_a_device_that_nobody_has_used_for_long_is_forgotten_with_what_was_guessed_on_it(store):
    store.staff.keep_account(Account("tisch", "case_manager", "one"))
    store.devices.keep(Device("old", "tisch", DESK, TODAY - timedelta(days=2)), date.min)
    for device in ("old", UNKNOWN):
        store.devices.look_once_more(device, 1, TODAY)
    store.devices.keep(Device("new", "tisch", DESK, TODAY), TODAY - timedelta(days=1))
    assert [one.digest for one in store.devices.known()] == ["new"]
    assert [store.devices.tries(device, TODAY).looked for device in ("old", UNKNOWN)] == [0, 1]


def test_a_screening_hour_that_was_closed_can_open_again(store):
    store.staff.open_hour(DESK, "clearing", TODAY)
    store.staff.close_hours(DESK, TODAY)
    assert [hour.closed for hour in store.staff.hours(DESK, TODAY)] == [True]
    assert store.staff.hours_left_open(TODAY + timedelta(days=1)) == []
    store.staff.open_hour(DESK, "clearing", TODAY)
    assert [hour.closed for hour in store.staff.hours(DESK, TODAY)] == [False]
    assert len(store.staff.hours_left_open(TODAY + timedelta(days=1))) == 1
    assert store.staff.hours_left_open(TODAY) == []


def test_an_account_that_is_not_there_cannot_be_removed(store):
    with pytest.raises(NotThere):
        store.staff.drop_account("niemand")
