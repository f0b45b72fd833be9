"""The suggestion and what is decided: accepted, another door with a reason, or no door."""

from dataclasses import replace
from datetime import date

import pytest
from builders import COMPLEX_104C, DESK, TODAY, accept, answered, beginning

from kiosk import desk
from kiosk.desk import Choice
from kiosk.domain import tally
from kiosk.domain.conversation import Answers
from kiosk.errors import AlreadyDecided, NotOffered, NotThere, SuggestionChanged

SUGGESTED = "kim_cm_velbert"


@pytest.fixture
def key(office) -> str:
    """A talk that the rules lead to KIM-CM in Velbert."""
    return answered(office, COMPLEX_104C, ("aufenthalt_antrag",))


def advice(office, key, place=1):
    talk = office.store.talks.conversation(key)
    answers = talk.person(place).answers
    return desk.advise(office.pack, desk.profile_of(office.pack, talk), answers, talk.day)


def decision(office, key, place=1):
    return office.store.talks.conversation(key).person(place).decision


def test_the_suggestion_comes_with_its_reason_and_a_second_choice(office, key):
    given = advice(office, key)
    assert (given.suggestion.door, given.service.code) == ("kim_cm", SUGGESTED)
    assert given.suggestion.reasons == ("Bei Ihnen sind viele Ämter beteiligt. Die Hilfe dauert länger.",)
    assert (given.second.suggestion.door, given.second.service.code) == (
        "regionale_beratung",
        "fluechtlingshilfe_velbert",
    )
    assert given.second.suggestion.reasons == (
        "Diese Beratung hilft bei Fragen zum Aufenthalt.",
        "Ihre Karte gilt nur noch wenige Monate.",
    )


@pytest.mark.parametrize(
    ("facts", "second"),
    [
        ({"altersgruppe": "u12"}, None),
        ({"altersgruppe": "18_24", "aufenthalt": "duldung"}, "jmd"),
        ({"altersgruppe": "18_24", "aufenthalt": "eu"}, "regeldienst"),
        ({"altersgruppe": "27_44", "aufenthalt": "eu"}, "regeldienst"),
        ({"altersgruppe": "27_44", "aufenthalt": "keine_angabe"}, "regionale_beratung"),
        ({}, "regionale_beratung"),
    ],
)
def test_the_second_choice_is_the_next_door_that_takes_the_person_by_age_and_paper(office, facts, second):
    given = desk.advise(office.pack, office.pack.profile("clearing"), Answers(facts), TODAY)
    assert (given.second.service.door if given.second else None) == second


def test_a_rule_whose_only_service_is_for_others_is_passed_over_though_its_door_comes_first(office):
    """The door of the MBE has one service, from 27; a child is not offered it, whatever else holds."""
    answers = Answers({"altersgruppe": "u12"}, ("schulden", "geld"))
    given = desk.advise(office.pack, office.pack.profile("clearing"), answers, TODAY)
    assert [named.service.code for named in given.named] == ["schuldner"]
    assert [other.door for other in given.suggestion.others] == ["fachberatung"]


def test_what_must_be_named_stands_beside_with_its_reason_and_its_note(office):
    answers = Answers({"altersgruppe": "18_24", "aufenthalt": "p104c", "restlaufzeit": "knapp"}, ("wohnungsnot",))
    given = desk.advise(office.pack, office.pack.profile("clearing"), answers, TODAY)
    assert [service.code for service in given.services] == ["regionale_beratung", "jmd", "wohnungsnot"]
    assert [named.suggestion.must for named in given.named] == [True, True]
    nothing = desk.advise(office.pack, office.pack.profile("clearing"), Answers(answers.facts, ("nichts",)), TODAY)
    assert (nothing.service, nothing.outcome) == (None, "kein_bedarf")
    assert nothing.beside[0].suggestion.notes == ("Fragen Sie dort noch heute nach §25a und §25b.",)
    assert nothing.beside[0].suggestion.urgent


def test_who_just_wants_to_know_something_is_counted_so(office):
    key = answered(office, {}, ("auskunft",))
    given = advice(office, key)
    assert (given.service, given.outcome) == (None, "info")


def test_needing_nothing_is_never_the_second_choice(musterkreis):
    answers = Answers({"menge": "nichts_offen", "nachweis": "karte"}, ("zuhause",))
    given = desk.advise(musterkreis, musterkreis.profiles[0], answers, TODAY)
    assert (given.suggestion.door, given.second.service.door) == ("fachamt", "lotsen")


def test_an_accepted_suggestion_needs_no_reason(office, key):
    accept(office, key)
    kept = decision(office, key)
    assert (kept.outcome, kept.service, kept.reason) == ("v_kim_cm", SUGGESTED, "")
    assert (kept.suggested_door, kept.suggested_service) == ("kim_cm", SUGGESTED)


def test_what_is_stored_reproduces_the_suggestion(office, key):
    desk.refer(office, key, 1, Choice("mbe", SUGGESTED, "wunsch"))
    kept, again = decision(office, key), advice(office, key)
    assert kept.pack == office.pack.version
    assert kept.rules == again.suggestion.rule_ids == ("komplex-zielgruppe",)
    assert (kept.suggested_door, kept.suggested_service) == (again.suggestion.door, again.service.code)
    assert (kept.outcome, kept.service, kept.reason) == ("v_mbe", "mbe", "wunsch")


@pytest.mark.parametrize("reason", ["", "weil halt", "Wunsch der Person"])
def test_another_door_needs_a_reason_of_the_list(office, key, reason):
    with pytest.raises(NotOffered) as refused:
        desk.refer(office, key, 1, Choice("mbe", SUGGESTED, reason))
    assert refused.value.field == "grund"
    assert decision(office, key) is None


def test_every_reason_of_the_list_is_taken(office):
    for reason in office.pack.vocabulary.reasons:
        key = answered(office, COMPLEX_104C)
        desk.refer(office, key, 1, Choice("mbe", SUGGESTED, reason.code))
        assert decision(office, key).reason == reason.code


def test_the_suggested_door_takes_no_reason(office, key):
    with pytest.raises(NotOffered):
        desk.refer(office, key, 1, Choice(SUGGESTED, SUGGESTED, "wunsch"))


def test_another_service_behind_the_same_door_needs_no_reason(office, key):
    desk.refer(office, key, 1, Choice("kim_cm_haan", SUGGESTED))
    assert (decision(office, key).outcome, decision(office, key).service) == ("v_kim_cm", "kim_cm_haan")


@pytest.mark.parametrize("service", ["", "bahnhof", "kim_cm "])
def test_a_service_of_no_directory_is_not_taken(office, key, service):
    with pytest.raises(NotOffered) as refused:
        desk.refer(office, key, 1, Choice(service, SUGGESTED, "wunsch"))
    assert refused.value.field == "stelle"


def test_a_service_that_has_ended_is_not_taken(office, key):
    services = [replace(one, valid_to=date(2026, 11, 22)) if one.code == "mbe" else one for one in office.pack.services]
    later = replace(office, pack=replace(office.pack, services=tuple(services)))
    with pytest.raises(NotOffered):
        desk.refer(later, key, 1, Choice("mbe", SUGGESTED, "wunsch"))


@pytest.mark.parametrize("shown", ["", "mbe", "kim_kurz"])
def test_an_old_screen_decides_nothing(office, key, shown):
    with pytest.raises(SuggestionChanged):
        desk.refer(office, key, 1, Choice(SUGGESTED, shown))
    assert decision(office, key) is None


def test_a_screen_from_before_an_answer_decides_nothing(office, key):
    desk.answer(office, key, 1, "komplexitaet", "einfach")
    with pytest.raises(SuggestionChanged):
        desk.refer(office, key, 1, Choice(SUGGESTED, SUGGESTED))
    accept(office, key)
    assert decision(office, key).outcome == "v_kim_kurz"


def test_the_same_decision_once_more_changes_nothing(office, key):
    choice = Choice("mbe", SUGGESTED, "wunsch")
    desk.refer(office, key, 1, choice)
    kept = decision(office, key)
    desk.refer(office, key, 1, choice)
    desk.finish(office, key)
    desk.refer(office, key, 1, choice)
    assert decision(office, key) == kept
    assert desk.day_so_far(office, DESK, TODAY)["umfang", "personen"] == 1


@pytest.mark.parametrize(
    "other",
    [Choice(SUGGESTED, SUGGESTED), Choice("mbe", SUGGESTED, "naeher"), Choice("jmd", SUGGESTED, "wunsch")],
)
def test_another_decision_does_not_replace_the_first(office, key, other):
    desk.refer(office, key, 1, Choice("mbe", SUGGESTED, "wunsch"))
    kept = decision(office, key)
    with pytest.raises(AlreadyDecided):
        desk.refer(office, key, 1, other)
    with pytest.raises(AlreadyDecided):
        desk.conclude(office, key, 1, "info")
    assert decision(office, key) == kept


def test_a_person_who_is_not_there_is_not_sent_anywhere(office, key):
    with pytest.raises(NotThere):
        desk.refer(office, key, 2, Choice(SUGGESTED, SUGGESTED))
    with pytest.raises(NotThere):
        desk.conclude(office, key, 2, "info")


@pytest.mark.parametrize("outcome", ["info", "kein_bedarf", "schon_beraten"])
def test_a_talk_can_end_without_a_door_and_still_says_what_the_rules_said(office, key, outcome):
    desk.conclude(office, key, 1, outcome)
    desk.conclude(office, key, 1, outcome)
    kept = decision(office, key)
    assert (kept.outcome, kept.service, kept.suggested_service) == (outcome, "", SUGGESTED)
    assert kept.rules == ("komplex-zielgruppe",)
    with pytest.raises(AlreadyDecided):
        desk.conclude(office, key, 1, "info" if outcome != "info" else "kein_bedarf")
    with pytest.raises(AlreadyDecided):
        desk.refer(office, key, 1, Choice(SUGGESTED, SUGGESTED))


@pytest.mark.parametrize("outcome", ["v_mbe", "", "gut"])
def test_a_referral_is_no_end_without_a_door(office, key, outcome):
    with pytest.raises(NotOffered):
        desk.conclude(office, key, 1, outcome)
    assert decision(office, key) is None


def test_who_needs_nothing_is_sent_nowhere_unless_with_a_reason(office):
    key = answered(office, COMPLEX_104C, ("nichts",))
    given = advice(office, key)
    assert (given.suggestion.door, given.service) == ("", None)
    with pytest.raises(NotOffered):
        desk.refer(office, key, 1, Choice("mbe", ""))
    desk.refer(office, key, 1, Choice("mbe", "", "wunsch"))
    assert (decision(office, key).suggested_door, decision(office, key).outcome) == ("", "v_mbe")


def test_a_rule_that_ended_speaks_on_its_last_day_and_not_on_the_next(office):
    facts = {"aufenthalt": "p104c", "restlaufzeit": "knapp"}
    for day, rule in ((date(2027, 6, 29), "frist"), (date(2027, 6, 30), "frist-letzter-tag")):
        key = desk.start(office, replace(beginning(office, day), profile="clearing")).key
        for fact, code in facts.items():
            desk.answer(office, key, 1, fact, code)
        accept(office, key)
        assert decision(office, key).rules[0] == rule


# slips of what is named beside


def slips(office, key):
    """What the day counts of them so far: all, those beside by door, and what the talk itself holds."""
    cells = desk.day_so_far(office, DESK, TODAY)
    return (
        tally.slips(cells),
        tally.column(cells, tally.BESIDE),
        dict(office.store.talks.conversation(key).persons[0].slips),
    )


@pytest.fixture
def with_two_beside(office) -> str:
    """A talk whose rules name the JMD and the help for the home beside the advice on the card."""
    return answered(
        office,
        {"altersgruppe": "18_24", "stadt": "haan", "aufenthalt": "p104c", "restlaufzeit": "knapp"},
        ("wohnungsnot",),
    )


def test_a_slip_named_beside_counts_when_it_is_taken_and_once(office, with_two_beside):
    key = with_two_beside
    accept(office, key)
    desk.finish(office, key)
    assert slips(office, key) == (1, {}, {})
    for _ in range(2):
        desk.take_slip(office, key, 1, "jmd")
        desk.take_slip(office, key, 1, decision(office, key).service)
    assert slips(office, key) == (2, {"jmd": 1}, {"jmd": "jmd"})
    desk.take_slip(office, key, 1, "wohnungsnot_caritas")
    assert slips(office, key)[:2] == (3, {"jmd": 1, "fachberatung": 1})
    with pytest.raises(NotOffered):
        desk.take_slip(office, key, 1, "kim_cm")


def test_of_a_closed_day_the_slip_that_was_taken_is_there_no_other_and_it_goes_with_the_outcome(
    office, with_two_beside
):
    key = with_two_beside
    accept(office, key)
    desk.finish(office, key)
    desk.take_slip(office, key, 1, "jmd")
    desk.close_day(office, DESK, TODAY)
    chosen = decision(office, key).service
    taken = desk.slips_of(office.pack, *desk.found_person(office, key, 1))
    assert [one.code for one in taken] == [chosen, "jmd"]
    with pytest.raises(NotOffered):
        desk.take_slip(office, key, 1, "wohnungsnot_caritas")
    (kept,) = office.store.counts.counts_of(DESK, TODAY)
    assert tally.column(kept.cells, tally.BESIDE) == {"jmd": 1}
    assert (kept.cells["umfang", "zettel"], kept.cells["umfang", "personen"]) == (1, 1)
    desk.redecide(office, key, 1, TODAY)
    desk.refer(office, key, 1, Choice(chosen, ""))
    desk.finish(office, key)
    (again,) = office.store.counts.counts_of(DESK, TODAY)
    assert tally.column(again.cells, tally.BESIDE) == {}


def test_who_goes_nowhere_and_is_shown_what_must_be_named_takes_one_slip(office):
    facts = {"altersgruppe": "27_44", "aufenthalt": "p104c", "restlaufzeit": "knapp"}
    key = answered(office, facts, ("nichts",))
    desk.conclude(office, key, 1, "kein_bedarf")
    desk.finish(office, key)
    assert slips(office, key)[:2] == (1, {"regionale_beratung": 1})
    plain = answered(office, {"altersgruppe": "27_44", "aufenthalt": "eu"}, ("nichts",))
    desk.conclude(office, plain, 1, "kein_bedarf")
    desk.finish(office, plain)
    assert slips(office, plain) == (1, {"regionale_beratung": 1}, {})
