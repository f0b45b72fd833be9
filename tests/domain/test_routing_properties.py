"""What must hold of the suggestion for answers that nobody thought of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import desk
from kiosk.desk import Advice
from kiosk.domain import conversation as talk
from kiosk.domain import routing
from kiosk.domain.conversation import Answers
from kiosk.domain.routing import NO_DOOR, Condition, Rule, Suggestion
from kiosk.domain.service import Service
from kiosk.domain.vocabulary import Vocabulary, codes_of
from kiosk.pack import Pack, Profile

FIRST, LAST = date(2023, 4, 1), date(2028, 12, 31)
MANY = settings(max_examples=120, deadline=None)


@pytest.fixture(params=["mettmann", "musterkreis"], scope="module")
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the two counties."""
    return request.getfixturevalue(request.param)


@st.composite
def answers_of(draw: st.DrawFn, vocabulary: Vocabulary, order: tuple[str, ...]) -> Answers:
    """What somebody may have answered: question after question, any of them skipped, then any needs."""
    answers = Answers()
    for code in order:
        asked = {fact.code: fact for fact in talk.to_ask(vocabulary, order, answers)}
        if code in asked:
            codes = st.sampled_from([answer.code for answer in asked[code].offered])
            for chosen in draw(st.lists(codes, max_size=3 if asked[code].several else 1)):
                answers = talk.with_fact(vocabulary, order, answers, code, chosen)
    for need in draw(st.lists(st.sampled_from([need.code for need in vocabulary.needs.answers]), max_size=5)):
        answers = talk.with_need(vocabulary, answers, need)
    return answers


@st.composite
def talks(draw: st.DrawFn, pack: Pack) -> tuple[Profile, Answers, date]:
    """A profile, answers to it, and a day on which it is offered."""
    profile = draw(st.sampled_from(pack.profiles))
    day = draw(st.dates(max(FIRST, profile.valid_from), min(LAST, profile.valid_to or LAST)))
    return profile, draw(answers_of(pack.vocabulary, profile.facts)), day


def _holds_together(pack: Pack, profile: Profile, answers: Answers, day: date) -> Advice:
    """Exactly one suggestion, fully founded; the advice, for what a test wants to add."""
    advice = desk.advise(pack, profile, answers, day)
    suggestion = advice.suggestion
    assert suggestion.door in (*profile.doors, NO_DOOR)
    assert {rule.door for rule in suggestion.rules} == {suggestion.door}
    assert 1 <= len(suggestion.reasons) <= 3
    assert len(set(suggestion.reasons)) == len(suggestion.reasons)
    assert all(rule.valid_on(day) for rule in suggestion.rules)
    if suggestion.door == NO_DOOR:
        assert advice.service is None
    else:
        _serves(pack, advice.service, suggestion.door, answers, day)
    places = [
        (None if advice.service is None else advice.service.code),
        *(named.service.code for named in advice.named),
    ]
    assert len(set(places)) == len(places)
    for named in advice.named:
        _serves(pack, named.service, named.suggestion.door, answers, day)
        assert named.service.takes(desk.seeker_of(pack, answers))
        assert all(rule.valid_on(day) for rule in named.suggestion.rules)
        assert named.suggestion.must or named.suggestion.door != suggestion.door
    said = {rule.id for one in (suggestion, *(named.suggestion for named in advice.named)) for rule in one.rules}
    assert advice.beside == advice.named[1:]
    assert all(named.suggestion.must for named in advice.beside)
    assert not {rule.id for one in suggestion.others if one.must for rule in one.rules} - said
    return advice


def _serves(pack: Pack, service: Service | None, door: str, answers: Answers, day: date) -> None:
    assert service is not None
    assert service.door == door
    assert service.valid_on(day)
    assert not service.towns or desk.town_of(pack, answers) in service.towns


@MANY
@given(data=st.data())
def test_any_answers_on_any_day_give_one_founded_suggestion(pack: Pack, data: st.DataObject) -> None:
    _holds_together(pack, *data.draw(talks(pack)))


@MANY
@given(data=st.data())
def test_rules_that_have_ended_or_not_begun_never_speak(pack: Pack, data: st.DataObject) -> None:
    profile, answers, _ = data.draw(talks(pack))
    rule = data.draw(st.sampled_from([rule for rule in pack.rules if rule.valid_to or rule.valid_from > FIRST]))
    edges = [rule.valid_from - timedelta(days=1)] + ([rule.valid_to + timedelta(days=1)] if rule.valid_to else [])
    day = data.draw(st.sampled_from(edges))
    if any(rule.always and rule.valid_on(day) for rule in pack.rules):
        advice = desk.advise(pack, profile, answers, day)
        assert rule.id not in advice.suggestion.rule_ids
        assert not any(rule in other.rules for other in advice.suggestion.others)


@MANY
@given(data=st.data())
def test_no_row_that_holds_is_left_unread(pack: Pack, data: st.DataObject) -> None:
    _, answers, day = data.draw(talks(pack))
    facts = talk.implied(pack.vocabulary, answers)
    touched = pack.rule_index.touched(facts, answers.needs)
    assert routing.suggest(touched, facts, answers.needs, day) == routing.suggest(pack.rules, facts, answers.needs, day)


@MANY
@given(data=st.data())
def test_the_same_talk_gets_the_same_advice(pack: Pack, data: st.DataObject) -> None:
    profile, answers, day = data.draw(talks(pack))
    again = Answers(dict(reversed(answers.facts.items())), answers.needs)
    assert desk.advise(pack, profile, answers, day) == desk.advise(pack, profile, again, day)


@MANY
@given(data=st.data())
def test_it_does_not_matter_in_which_order_needs_are_named(pack: Pack, data: st.DataObject) -> None:
    profile, answers, day = data.draw(talks(pack))
    shuffled = Answers(answers.facts, tuple(data.draw(st.permutations(answers.needs))))
    assert desk.advise(pack, profile, answers, day) == desk.advise(pack, profile, shuffled, day)


@MANY
@given(data=st.data())
def test_it_does_not_matter_in_which_order_facts_are_tapped(pack: Pack, data: st.DataObject) -> None:
    """A question that is not open yet is tapped as soon as it is."""
    profile, answers, _ = data.draw(talks(pack))
    waiting = data.draw(st.permutations(list(answers.facts)))
    tapped = Answers()
    while waiting:
        open_now = {fact.code for fact in talk.to_ask(pack.vocabulary, profile.facts, tapped)}
        code = next(code for code in waiting if code in open_now)
        for chosen in reversed(codes_of(answers.facts[code])):
            tapped = talk.with_fact(pack.vocabulary, profile.facts, tapped, code, chosen)
        waiting = [code for code in answers.facts if tapped.facts.get(code) != answers.facts[code]]
    assert dict(tapped.facts) == dict(answers.facts)


ASKED_ANEW = date(2026, 11, 23)
"""First day of the questions of today."""
Protection = Callable[[Advice, Mapping[str, str], tuple[str, ...]], Iterator[bool]]


def _notes(advice: Advice) -> list[str]:
    """What the page says is to be done first, of every service that is named."""
    beside = [words for named in advice.named for words in advice.said_of(named) if words in named.suggestion.notes]
    return [*advice.suggestion.notes, *beside]


def _by_age(advice: Advice, told: Mapping[str, str], needs: tuple[str, ...]) -> Iterator[bool]:
    """What age decides."""
    age, alone = told.get("altersgruppe", ""), "umf" in codes_of(told.get("weitere_zielgruppe", ""))
    services = [one.code for one in advice.services]
    second = advice.second.service.door if advice.second else ""
    if age in ("u12", "12_17"):
        yield not advice.suggestion.door.startswith("kim")
        yield not alone or "jugendamt" in services
        yield not alone or services[:1] == ["jugendamt"] or {"auskunft"} >= set(needs) or needs == ("nichts",)
    if age == "u12":
        yield alone or "kinder" in needs or "jugendamt" not in services
    if age in ("12_17", "18_24", "25_26"):
        yield "jmd" in (advice.suggestion.door, second)
    if age == "25_26" and advice.suggestion.door == "kim_cm":
        yield "Wenn Sie möchten, fragen wir zuerst den JMD." in advice.suggestion.notes
    if age == "65plus" and "geld" in needs:
        yield not any(code.startswith("jobcenter") for code in services)


def _by_paper(advice: Advice, told: Mapping[str, str], needs: tuple[str, ...]) -> Iterator[bool]:
    """What the paper decides."""
    paper, doors = told.get("aufenthalt", ""), {service.door for service in advice.services}
    yield paper in ("p104c", "duldung") or "foerdern_fordern" not in doors
    if paper in ("", "keine_angabe"):
        yield not any(service.reports for service in advice.services)
    if paper == "p104c" and "aufenthalt_antrag" in needs:
        yield "regionale_beratung" in doors
    if paper == "p104c" and told.get("restlaufzeit", "") != "beantragt":
        yield "regionale_beratung" in doors
        yield any("§25a" in note or "zum Aufenthalt" in note for note in _notes(advice))
    if "pass_identitaet" in needs and paper not in ("p104c", "duldung") and told.get("altersgruppe") != "u12":
        yield "Fragen Sie dort, bevor Sie zur Botschaft gehen." in _notes(advice)


def _by_need(advice: Advice, told: Mapping[str, str], needs: tuple[str, ...]) -> Iterator[bool]:
    """What cannot wait, and for whom the county's own services are there."""
    suggestions = (advice.suggestion, *(named.suggestion for named in advice.named))
    hurry = [rule.id for one in suggestions for rule in one.rules if rule.urgent]
    doors = {service.door for service in advice.services}
    yield told.get("restlaufzeit") != "knapp" or any(code.startswith("frist") for code in hurry)
    yield told.get("restlaufzeit") != "knapp" or "regionale_beratung" in doors
    yield "brief" not in needs or any(code.startswith("brief") for code in hurry)
    yield _notes(advice).count("Gehen Sie noch heute mit dem Brief dorthin.") == ("brief" in needs)
    for need in {"wohnungsnot", "familie"}.intersection(needs):
        yield any(service.door == "fachberatung" and need in service.needs for service in advice.services)
    if doors & {"kim_cm", "kim_kurz"}:
        group = told.get("weitere_zielgruppe", "")
        yield told.get("aufenthalt") in ("p104c", "duldung", "gestattung", "bleiberecht") or group not in ("", "keine")
        yield told.get("stadt") != "ausserhalb"


@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("protects", [_by_age, _by_paper, _by_need])
@given(data=st.data())
def test_what_protects_people_holds_for_any_answers(mettmann: Pack, protects: Protection, data: st.DataObject) -> None:
    profile = data.draw(st.sampled_from(mettmann.profiles))
    answers = data.draw(answers_of(mettmann.on(ASKED_ANEW).vocabulary, profile.facts))
    advice = desk.advise(mettmann, profile, answers, data.draw(st.dates(ASKED_ANEW, LAST)))
    assert all(protects(advice, answers.facts, answers.needs))


def _all_answers(pack: Pack) -> Iterator[Answers]:
    facts = pack.vocabulary.facts
    needs = pack.vocabulary.needs
    urgent = {need.code for need in needs.answers if need.acute}
    codes = [need.code for need in needs.answers]
    every = (some for size in range(needs.most + 1) for some in combinations(codes, size))
    chosen = [some for some in every if len(set(some) - urgent) <= needs.at_most]
    for codes in product(*(["", *(answer.code for answer in fact.offered)] for fact in facts.values())):
        told = {fact: code for fact, code in zip(facts, codes, strict=True) if code}
        yield from (Answers(told, some) for some in chosen)


def test_in_the_small_county_every_combination_there_is_holds_together(musterkreis: Pack) -> None:
    days = (date(2026, 6, 30), date(2026, 7, 1))
    spoken = set()
    for answers, day in product(_all_answers(musterkreis), days):
        said = _holds_together(musterkreis, musterkreis.profiles[0], answers, day).suggestion
        spoken.update(rule.id for one in (said, *said.others) for rule in one.rules)
    assert spoken == {rule.id for rule in musterkreis.rules}


# the table itself, with rules made up for the purpose

DAY = date(2026, 11, 23)
OLD = Condition({"alter": frozenset({"alt"})})
IS_OLD = {"alter": "alt"}


def _rule(name: str, door: str, reason: str = "", when: Condition | None = None, **more: date) -> Rule:
    return Rule(name, when or Condition({}), door, reason or name, "made up", **{"valid_from": FIRST, **more})


def _paths(suggestion: Suggestion) -> list[tuple[str, ...]]:
    return [other.rule_ids for other in suggestion.others]


def test_the_first_row_that_holds_decides_and_the_rows_to_other_doors_follow_in_their_order() -> None:
    doors = ["x", "z", "x", NO_DOOR, "y", "z", "w"]
    rules = [_rule(str(place), door, when=OLD) for place, door in enumerate(doors)]
    rules.insert(0, _rule("young", "v", when=Condition({"alter": frozenset({"jung"})})))
    suggestion = routing.suggest([*rules, _rule("sonst", "u")], IS_OLD, (), DAY)
    assert suggestion.rule_ids == ("0", "2")
    assert _paths(suggestion) == [("1", "5"), ("4",), ("6",), ("sonst",)]


def test_where_nothing_is_needed_every_door_is_another_door() -> None:
    rules = [_rule("a", NO_DOOR, when=OLD), _rule("b", NO_DOOR, when=OLD), _rule("c", "x")]
    suggestion = routing.suggest(rules, IS_OLD, (), DAY)
    assert (suggestion.door, suggestion.rule_ids, _paths(suggestion)) == (NO_DOOR, ("a", "b"), [("c",)])


def test_at_most_three_different_reasons_are_given_the_urgent_one_first() -> None:
    names = ("eins", "zwei", "drei", "vier")
    rules = [_rule("a", "x", "eins", OLD), *(_rule(name, "x", name, OLD) for name in names)]
    assert routing.suggest(rules, IS_OLD, (), DAY).reasons == ("eins", "zwei", "drei")
    hurry = replace(rules[-1], urgent=True)
    assert routing.suggest([*rules[:-1], hurry], IS_OLD, (), DAY).reasons == ("vier", "eins", "zwei")


def test_the_row_that_always_holds_gives_no_further_reason_but_may_decide() -> None:
    rules = [_rule("alt", "x", when=OLD), _rule("sonst", "x"), _rule("auch", "x")]
    assert routing.suggest(rules, IS_OLD, (), DAY).rule_ids == ("alt",)
    assert routing.suggest(rules, {}, (), DAY).rule_ids == ("sonst",)


def test_rows_that_lead_nowhere_are_passed_over_unless_all_do() -> None:
    rules = [_rule("a", "x"), _rule("b", "y"), _rule("c", "z")]
    suggestion = routing.suggest(rules, {}, (), DAY, lambda rule: None if rule.door == "x" else rule.door)
    assert (suggestion.door, _paths(suggestion)) == ("y", [("c",)])
    assert routing.suggest(rules, {}, (), DAY, lambda _: None).door == "x"


def test_what_must_be_named_comes_first_among_the_others_in_its_own_order_even_behind_the_same_door() -> None:
    places = (("a", "x", 3), ("b", "y", 0), ("c", "z", 2), ("d", "x", 1))
    rules = [replace(_rule(name, door, when=OLD), beside=beside) for name, door, beside in places]
    suggestion = routing.suggest(rules, IS_OLD, (), DAY, lambda rule: rule.id)
    assert (suggestion.rule_ids, _paths(suggestion)) == (("a",), [("d",), ("c",), ("b",)])
    assert [other.must for other in suggestion.others] == [True, True, False]


def test_what_is_urgent_for_the_same_reason_sends_to_one_place() -> None:
    rules = [
        _rule("a", "x", when=OLD),
        *(replace(_rule(name, name, "Brief", OLD), urgent=True, beside=1) for name in "xyz"),
        _rule("y2", "y", when=OLD),
    ]
    suggestion = routing.suggest(rules, IS_OLD, (), DAY)
    assert (suggestion.rule_ids, _paths(suggestion)) == (("a", "x"), [("y2",)])


def test_one_fact_or_one_need_of_unless_silences_a_row() -> None:
    unless = Condition({"alter": frozenset({"alt"}), "ort": frozenset({"fern"})}, frozenset({"geld"}))
    rule = replace(_rule("a", "x"), unless=unless)
    assert rule.holds({"alter": ["jung"]}, {"arbeit"})
    assert not rule.holds({"alter": ["jung"], "ort": ["fern"]}, set())
    assert not rule.holds({"alter": ["alt"]}, set())
    assert not rule.holds({}, {"arbeit", "geld"})
    assert not rule.always


def test_a_question_nobody_answered_holds_nothing() -> None:
    asks_age = Condition({"alter": frozenset({"alt", "jung"})})
    assert not asks_age.holds({}, set())
    assert not asks_age.holds({"ort": ["alt"]}, set())
    assert asks_age.holds({"alter": ["alt"]}, set())


@pytest.mark.parametrize(
    ("condition", "needs", "holds"),
    [
        (Condition({}, needs_any=frozenset({"geld"})), ("arbeit", "geld"), True),
        (Condition({}, needs_any=frozenset({"geld"})), ("arbeit",), False),
        (Condition({}, needs_any=frozenset({"geld"})), (), False),
        (Condition({}, needs_only=frozenset({"geld", "arbeit"})), ("arbeit",), True),
        (Condition({}, needs_only=frozenset({"geld", "arbeit"})), ("arbeit", "kinder"), False),
        (Condition({}, needs_only=frozenset({"geld", "arbeit"})), (), False),
        (Condition({}, needs_count=frozenset({1, 2})), ("arbeit", "geld"), True),
        (Condition({}, needs_count=frozenset({1, 2})), ("arbeit", "geld", "kinder"), False),
        (Condition({}, needs_count=frozenset({1, 2})), (), False),
        (Condition({}, frozenset(), frozenset(), frozenset({3}), frozenset({"brief"})), ("a", "b", "brief"), False),
        (Condition({}, frozenset(), frozenset(), frozenset({3}), frozenset({"brief"})), ("a", "b", "c", "brief"), True),
    ],
)
def test_needs_hold_by_any_by_only_and_by_number(condition: Condition, needs: tuple[str, ...], holds: bool) -> None:
    assert condition.holds({}, frozenset(needs)) is holds


def test_a_rule_speaks_on_its_first_and_its_last_day() -> None:
    rule = _rule("a", "x", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [rule.valid_on(day) for day in days] == [False, True, True, False]


def test_the_overhead_hears_of_rules_that_end_within_ninety_days_the_next_first(mettmann: Pack) -> None:
    late = _rule("late", "x", valid_to=DAY + timedelta(days=90))
    soon = _rule("soon", "x", valid_to=DAY)
    rules = [late, _rule("later", "x", valid_to=DAY + timedelta(days=91)), soon, _rule("never", "x")]
    gone = _rule("gone", "x", valid_to=DAY - timedelta(days=1))
    assert routing.ending_soon([*rules, gone], DAY) == [soon, late]
    ending = [rule.id for rule in routing.ending_soon(mettmann.rules, date(2027, 4, 1))]
    assert ending == ["frist-naht", "frist-offen", "frist"]
    assert routing.ending_soon(mettmann.rules, date(2027, 2, 16)) == []
