"""A talk from the first tap to its end, and taking it back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import COMPLEX_104C, DESK, TODAY, accept, answered, begin, beginning, declined, finished, who_came

from kiosk import desk
from kiosk.domain.conversation import Stage
from kiosk.domain.tally import column
from kiosk.domain.vocabulary import OutcomeKind
from kiosk.errors import AlreadyDecided, NotOffered, NotThere, TooLate


def talk(office, key):
    return office.store.talks.conversation(key)


def counted(office, day=TODAY) -> tuple[int, int]:
    """Talks and persons of the day so far."""
    cells = desk.day_so_far(office, DESK, day)
    return cells.get(("umfang", "gespraeche"), 0), cells.get(("umfang", "personen"), 0)


# beginning


def test_a_double_tap_on_start_is_one_talk(office):
    said_yes = beginning(office, language="ar")
    first = desk.start(office, said_yes)
    again = desk.start(office, replace(said_yes, day=TODAY + timedelta(days=1), language="en"))
    assert first == again
    assert (first.key, first.day, first.language, first.stage) == (said_yes.key, TODAY, "ar", Stage.TALK)
    assert len(office.store.talks.unfinished(DESK)) == 1


def test_a_new_language_keeps_the_answers(office):
    key = answered(office, {"stadt": "velbert"}, ("geld",))
    desk.choose_language(office, key, "en")
    after = talk(office, key)
    assert (after.language, after.stage) == ("en", Stage.TALK)
    assert (after.persons[0].answers.facts, after.persons[0].answers.needs) == ({"stadt": "velbert"}, ("geld",))


KINDS = [
    (OutcomeKind.REFUSED, "abgelehnt", "abgelehnt"),
    (OutcomeKind.LATER, "spaeter", "spaeter"),
    (OutcomeKind.BROKEN_OFF, "abgebrochen", "gegangen"),
]


@pytest.mark.parametrize(("kind", "outcome", "ending"), KINDS)
def test_what_ends_before_the_yes_is_counted_once_however_often_it_is_tapped(office, kind, outcome, ending):
    no = beginning(office)
    for _ in range(2):
        desk.decline(office, no, kind)
    assert desk.day_so_far(office, DESK, TODAY)["ergebnis", outcome] == 1
    assert counted(office) == (1, 1)
    with pytest.raises(AlreadyDecided):
        desk.decline(office, no, OutcomeKind.LATER if kind is OutcomeKind.REFUSED else OutcomeKind.REFUSED)
    with pytest.raises(AlreadyDecided):
        desk.start(office, no)
    desk.close_day(office, DESK, TODAY)
    (day,) = office.store.reported.batches(TODAY, TODAY)
    assert column(day.cells, "gespraech") == {ending: 1}
    assert desk.day_so_far(office, DESK, TODAY)["ergebnis", outcome] == 1


def everything(office) -> str:
    """All that the file holds, read by another program."""
    return "\n".join(office.store.file.db.conn.iterdump())


def test_before_the_yes_nothing_is_kept_but_the_count(office):
    """audit P07: after a no, language, day and outcome stayed fourteen days as a row."""
    key = declined(office)
    assert office.store.talks.conversations(DESK, TODAY, TODAY) == []
    assert len(list(office.store.file.db.table("before_yes").rows)) == 1
    desk.close_day(office, DESK, TODAY)
    declined(office, OutcomeKind.LATER)
    declined(office)
    desk.close_day(office, DESK, TODAY)
    rows = [(row["key"], row["kind"], row["number"]) for row in office.store.file.db.table("before_yes").rows]
    assert rows == [("", "later", 1), ("", "refused", 2)]
    assert key not in everything(office)
    assert counted(office) == (3, 3)


def test_a_missing_language_is_counted_by_its_name_and_others_are_not_kept(office):
    declined(office, language="hy")
    declined(office)
    desk.close_day(office, DESK, TODAY)
    assert column(who_came(office), "sprache") == {"hy": 1, "nicht_gefragt": 1}
    assert [row["language"] for row in office.store.file.db.table("before_yes").rows] == [""]


def test_a_no_taken_back_counts_no_more_however_late_it_is_sent_again(office):
    no = beginning(office)
    desk.decline(office, no, OutcomeKind.REFUSED)
    for _ in range(2):
        assert desk.undo_decline(office, no.key)
    desk.decline(office, no, OutcomeKind.REFUSED)
    assert counted(office) == (0, 0)
    desk.close_day(office, DESK, TODAY)
    assert not desk.undo_decline(office, no.key)


def test_a_no_right_after_the_yes_counts_in_its_place_and_leaves_nothing_of_the_talk(office):
    key = begin(office)
    for _ in range(2):
        desk.decline(office, beginning(office, key=key), OutcomeKind.REFUSED)
    with pytest.raises(NotThere):
        talk(office, key)
    assert office.store.before_yes.kind(key) == OutcomeKind.REFUSED
    assert counted(office) == (1, 1)
    with pytest.raises(AlreadyDecided):
        desk.start(office, beginning(office, key=key))


@pytest.mark.parametrize("said", [True, False], ids=["something said", "two persons"])
def test_once_something_was_said_a_no_to_the_promise_comes_too_late(office, said):
    key = begin(office)
    if said:
        desk.answer(office, key, 1, "stadt", "velbert")
    else:
        desk.add_person(office, key, TODAY)
    with pytest.raises(AlreadyDecided):
        desk.decline(office, beginning(office, key=key), OutcomeKind.REFUSED)
    assert talk(office, key).stage is Stage.TALK


def test_a_talk_that_was_never_begun_is_not_there(office):
    for ask in (
        lambda: desk.answer(office, "x" * 22, 1, "stadt", "velbert"),
        lambda: desk.finish(office, "x" * 22),
        lambda: desk.take_back(office, "x" * 22, TODAY),
        lambda: desk.break_off(office, "x" * 22),
    ):
        with pytest.raises(NotThere):
            ask()


# answers and needs


def test_each_answer_is_kept_and_the_last_one_holds(office):
    key = answered(office, {"stadt": "haan"})
    desk.answer(office, key, 1, "stadt", "velbert")
    desk.answer(office, key, 1, "stadt", "velbert")
    assert desk.answer(office, key, 1, "komplexitaet", "einfach") == talk(office, key)
    assert talk(office, key).persons[0].answers.facts == {"stadt": "velbert", "komplexitaet": "einfach"}


@pytest.mark.parametrize(
    ("fact", "code"),
    [("stadt", "koeln"), ("stadt", ""), ("name", "Ali"), ("zielgruppe", "p25ab"), ("restlaufzeit", "knapp")],
)
def test_what_is_on_no_list_is_not_kept(office, fact, code):
    key = begin(office)
    with pytest.raises(NotOffered):
        desk.answer(office, key, 1, fact, code)
    assert talk(office, key).persons[0].answers.facts == {}


def test_another_paper_drops_the_answers_that_stood_on_it(office):
    key = answered(office, {"aufenthalt": "p104c", "restlaufzeit": "knapp", "komplexitaet": "einfach"})
    desk.answer(office, key, 1, "aufenthalt", "duldung")
    assert talk(office, key).persons[0].answers.facts == {"aufenthalt": "duldung", "komplexitaet": "einfach"}


def test_needs_keep_their_order_and_a_fourth_is_not_taken(office):
    key = answered(office, {}, ("wohnen", "geld", "arbeit", "psyche", "geld"))
    assert talk(office, key).persons[0].answers.needs == ("wohnen", "geld", "arbeit")
    desk.drop_need(office, key, 1, "geld")
    desk.drop_need(office, key, 1, "geld")
    desk.add_need(office, key, 1, "psyche")
    assert talk(office, key).persons[0].answers.needs == ("wohnen", "arbeit", "psyche")


def test_wanting_nothing_stands_alone(office):
    key = answered(office, {}, ("wohnen", "nichts"))
    assert talk(office, key).persons[0].answers.needs == ("nichts",)
    desk.add_need(office, key, 1, "geld")
    assert talk(office, key).persons[0].answers.needs == ("geld",)


def test_a_need_that_is_on_no_list_is_not_kept(office):
    key = begin(office)
    with pytest.raises(NotOffered):
        desk.add_need(office, key, 1, "auto")


def test_after_the_outcome_answers_stay_as_they_are(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    for change in (
        lambda: desk.answer(office, key, 1, "stadt", "haan"),
        lambda: desk.add_need(office, key, 1, "arbeit"),
        lambda: desk.drop_need(office, key, 1, "geld"),
    ):
        with pytest.raises(AlreadyDecided):
            change()
    assert talk(office, key).persons[0].answers.facts == COMPLEX_104C


# families


def test_a_second_person_of_the_family_brings_only_the_town_along(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    place = desk.add_person(office, key, TODAY)
    assert place == 2
    assert talk(office, key).person(2).answers.facts == {"stadt": "velbert"}
    assert talk(office, key).person(2).answers.needs == ()


def test_a_double_tap_adds_one_person(office):
    key = answered(office, {"stadt": "velbert"})
    assert [desk.add_person(office, key, TODAY) for _ in range(3)] == [2, 2, 2]
    desk.answer(office, key, 2, "komplexitaet", "mehrere")
    assert desk.add_person(office, key, TODAY) == 3


def test_talks_and_persons_are_counted_apart(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, key, TODAY)
    accept(office, key, 1)
    assert desk.finish(office, key).stage is Stage.TALK
    assert counted(office) == (0, 0)
    desk.conclude(office, key, 2, "info")
    assert desk.finish(office, key).stage is Stage.FINISHED
    finished(office)
    assert counted(office) == (2, 3)
    assert desk.day_so_far(office, DESK, TODAY)["umfang", "zettel"] == 2


def test_a_person_added_by_mistake_can_be_taken_away_but_never_the_first(office):
    key = answered(office, {"stadt": "velbert"})
    with pytest.raises(NotThere):
        desk.drop_person(office, key, 1)
    desk.add_person(office, key, TODAY)
    desk.answer(office, key, 2, "komplexitaet", "mehrere")
    desk.add_person(office, key, TODAY)
    with pytest.raises(NotThere):
        desk.drop_person(office, key, 2)
    desk.drop_person(office, key, 3)
    desk.drop_person(office, key, 2)
    assert [person.place for person in talk(office, key).persons] == [1]


def test_a_person_with_answers_who_was_taken_away_comes_back_until_the_day_is_closed(office):
    key = answered(office, {"stadt": "velbert"})
    for place in (2, 3):
        desk.add_person(office, key, TODAY)
        desk.add_need(office, key, place, "arbeit")
        desk.drop_person(office, key, place)
    assert [one.place for one in talk(office, key).persons] == [1]
    assert desk.mistaken_places(office, talk(office, key)) == [2, 3]
    again = desk.take_back(office, key, TODAY, talk(office, key).turn)
    assert [one.answers.needs for one in again.persons] == [(), ("arbeit",), ("arbeit",)]
    assert desk.mistaken_places(office, again) == []
    desk.drop_person(office, key, 3)
    desk.close_day(office, DESK, TODAY)
    assert office.store.reported.batches(TODAY, TODAY)[0].cells["umfang", "personen"] == 2
    assert desk.mistaken_places(office, talk(office, key)) == []


def test_a_family_can_grow_after_the_talk_was_over(office):
    key = finished(office).key
    assert desk.add_person(office, key, TODAY) == 2
    assert talk(office, key).stage is Stage.TALK
    assert counted(office) == (0, 0)
    desk.conclude(office, key, 2, "kein_bedarf")
    desk.finish(office, key)
    assert counted(office) == (1, 2)


# ending


def test_who_leaves_in_the_middle_counts_as_broken_off_and_who_was_sent_stays_sent(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    accept(office, key)
    desk.add_person(office, key, TODAY)
    desk.break_off(office, key)
    outcomes = [person.decision.outcome for person in talk(office, key).persons]
    assert outcomes == ["v_kim_cm", "abgebrochen"]
    assert talk(office, key).stage is Stage.FINISHED
    before = talk(office, key)
    desk.break_off(office, key)
    assert talk(office, key) == before


def test_a_talk_that_ended_another_way_cannot_be_broken_off(office):
    key = finished(office).key
    with pytest.raises(AlreadyDecided):
        desk.break_off(office, key)


def test_what_was_begun_by_mistake_counts_nowhere_and_is_gone_with_the_day(office):
    key = answered(office, COMPLEX_104C)
    desk.discard(office, key)
    desk.discard(office, key)
    with pytest.raises(NotThere):
        talk(office, key)
    assert (office.store.talks.unfinished(DESK), desk.correctable(office, DESK, TODAY)) == ([], [])
    desk.close_day(office, DESK, TODAY)
    assert office.store.reported.batches(TODAY, TODAY)[0].cells == {}
    with pytest.raises(NotThere):
        desk.take_back(office, key, TODAY)


def test_a_mistake_is_taken_back_like_any_other_end(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    before = talk(office, key)
    desk.discard(office, key)
    after = desk.take_back(office, key, TODAY, before.turn)
    assert (after.persons, after.stage) == (before.persons, Stage.TALK)
    assert office.store.talks.unfinished(DESK) == [after]
    desk.discard(office, key)
    desk.take_back(office, key, TODAY, before.turn)  # the first take-back, sent once more
    with pytest.raises(NotThere):
        talk(office, key)


def test_what_is_sent_once_more_after_a_mistake_begins_nothing(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.discard(office, key)
    with pytest.raises(NotThere):
        desk.start(office, beginning(office, key=key))
    desk.decline(office, beginning(office, key=key), OutcomeKind.REFUSED)
    assert counted(office) == (0, 0)


def test_a_finished_talk_cannot_be_thrown_away(office):
    key = finished(office).key
    desk.discard(office, key)
    assert counted(office) == (1, 1)


def test_what_was_a_mistake_goes_and_who_has_an_outcome_stays(office):
    """walk.md C1: one tap deleted a family whose slips were in their hands."""
    key = answered(office, COMPLEX_104C, ("aufenthalt_antrag",))
    accept(office, key)
    desk.add_person(office, key, TODAY)
    desk.discard(office, key)
    talk = office.store.talks.conversation(key)
    assert (talk.stage, len(talk.persons)) == (Stage.FINISHED, 1)
    assert counted(office) == (1, 1)


def half_a_mistake(office, decided=1) -> str:
    """A family of three, all with answers; the one with an outcome stays, the other two were a mistake."""
    key = answered(office, COMPLEX_104C, ("geld",))
    for place in (2, 3):
        desk.add_person(office, key, TODAY)
        desk.add_need(office, key, place, "arbeit")
    accept(office, key, decided)
    desk.discard(office, key)
    return key


def test_persons_who_were_a_mistake_come_back_with_their_answers_and_an_outcome_stays(office):
    key = half_a_mistake(office)
    assert desk.take_back(office, key, TODAY, 0).stage is Stage.TALK
    persons = talk(office, key).persons
    assert [bool(person.decision) for person in persons] == [True, False, False]
    assert [person.answers.needs for person in persons] == [("geld",), ("arbeit",), ("arbeit",)]
    assert counted(office) == (0, 0)
    for place in (2, 3):
        desk.conclude(office, key, place, "info")
    desk.finish(office, key)
    assert counted(office) == (1, 3)
    assert desk.take_back(office, key, TODAY).undecided.place == 3


def test_persons_who_were_a_mistake_are_gone_with_the_day(office):
    key = half_a_mistake(office)
    desk.close_day(office, DESK, TODAY)
    assert office.store.talks.mistake(key) is None
    assert office.store.reported.batches(TODAY, TODAY)[0].cells["umfang", "personen"] == 1
    assert len(desk.take_back(office, key, TODAY).persons) == 1


def test_a_family_grows_on_after_some_of_it_were_a_mistake(office):
    key = half_a_mistake(office, decided=2)
    assert desk.add_person(office, key, TODAY) == 4
    desk.drop_person(office, key, 4)
    with pytest.raises(AlreadyDecided):
        desk.drop_person(office, key, 2)
    desk.finish(office, key)
    desk.tell(office, key, "verstaendigung", "kind", TODAY)
    assert counted(office) == (1, 1)
    assert [person.place for person in desk.take_back(office, key, TODAY).persons] == [1, 2, 3]


def test_a_take_back_sent_once_more_later_does_not_undo_the_new_decision(office):
    talk = finished(office)
    desk.take_back(office, talk.key, TODAY, talk.turn)
    accept(office, talk.key)
    desk.finish(office, talk.key)
    desk.take_back(office, talk.key, TODAY, talk.turn)
    assert counted(office) == (1, 1)


def test_a_talk_ends_once_however_often_done_is_tapped(office):
    key = finished(office).key
    for _ in range(3):
        desk.finish(office, key)
    assert counted(office) == (1, 1)


# taking back


def test_any_other_talk_taken_back_opens_at_its_last_outcome_with_all_answers(office):
    key = answered(office, COMPLEX_104C, ("geld",))
    desk.add_person(office, key, TODAY)
    accept(office, key, 1)
    desk.conclude(office, key, 2, "info")
    desk.finish(office, key)
    opened = desk.take_back(office, key, TODAY)
    assert opened.stage is Stage.TALK
    assert opened.persons[0].decision.outcome == "v_kim_cm"
    assert opened.persons[1].decision is None
    assert opened.persons[0].answers.facts == COMPLEX_104C
    assert desk.take_back(office, key, TODAY) == opened


def test_one_persons_outcome_can_be_decided_anew(office):
    key = finished(office).key
    desk.redecide(office, key, 1, TODAY)
    assert talk(office, key).persons[0].decision is None
    desk.conclude(office, key, 1, "info")
    desk.finish(office, key)
    assert desk.day_so_far(office, DESK, TODAY)["ergebnis", "info"] == 1


@pytest.mark.parametrize("days", [0, 1, 14])
def test_within_the_days_of_correction_a_talk_can_be_taken_back(office, days):
    key = finished(office).key
    assert desk.take_back(office, key, TODAY + timedelta(days=days)).stage is Stage.TALK


def test_after_the_days_of_correction_a_talk_stays_as_it_is(office):
    key, late = finished(office).key, TODAY + timedelta(days=15)
    for change in (
        lambda: desk.take_back(office, key, late),
        lambda: desk.redecide(office, key, 1, late),
        lambda: desk.add_person(office, key, late),
    ):
        with pytest.raises(TooLate):
            change()
    assert talk(office, key).stage is Stage.FINISHED


def test_corrections_list_the_finished_talks_the_newest_day_first(office):
    days = [TODAY - timedelta(days=back) for back in (15, 14, 3, 0)]
    for day in days:
        finished(office, day)
    begin(office)
    listed = [one.day for one in desk.correctable(office, DESK, TODAY)]
    assert listed == [days[3], days[2], days[1]]


def test_open_talks_wait_with_their_answers(office):
    key = answered(office, {"stadt": "velbert"})
    finished(office)
    waiting = office.store.talks.unfinished(DESK)
    assert [(one.key, one.persons[0].answers.facts) for one in waiting] == [(key, {"stadt": "velbert"})]


def test_two_desks_do_not_see_each_others_talks(musterkreis, store, tmp_path):
    office = desk.Office(store, musterkreis)
    for place in ("markt", "nord", "nord"):
        begin(office, place=place)
    assert [len(office.store.talks.unfinished(place)) for place in ("markt", "nord")] == [1, 2]


def test_only_keys_that_this_store_made_are_keys(office):
    key = desk.new_key(office)
    assert desk.is_key(office, key)
    for other in ("", "k" * 22, "Mohammed_Ali_Mustermann"[:22], key[:-1], key[:10] + "AAAA" + key[14:], key + "A"):
        assert not desk.is_key(office, other), other
