"""The table of example talks beside this file, held against the rules of Kreis Mettmann."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk import desk
from kiosk.domain import conversation as talk
from kiosk.domain.conversation import Answers
from kiosk.domain.routing import Condition
from kiosk.domain.vocabulary import FactKind, Vocabulary
from kiosk.pack import Pack, Profile

TABLE = Path(__file__).with_name("routing_examples.csv")
ASKED = {
    "age": "altersgruppe",
    "town": "stadt",
    "paper": "aufenthalt",
    "left": "restlaufzeit",
    "group": "zielgruppe",
    "complexity": "komplexitaet",
}
BORN = "born "
NONE = "-"


@dataclass(frozen=True)
class Example:
    """One line of the table."""

    shows: str
    day: date
    told: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    rule: str
    door: str
    service: str
    second: str


def _example(cells: dict[str, str]) -> Example:
    return Example(
        shows=cells["shows"],
        day=date.fromisoformat(cells["day"]),
        told=tuple((fact, cells[column]) for column, fact in ASKED.items() if cells[column]),
        needs=tuple(cells["needs"].split()),
        rule=cells["rule"],
        door=cells["door"],
        service=cells["service"],
        second=cells["second"],
    )


def _read() -> list[Example]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    heading, *rows = ([cell.strip() for cell in row] for row in csv.reader(lines, delimiter=";"))
    return [_example(dict(zip(heading, row, strict=True))) for row in rows]


EXAMPLES = _read()


def _completed_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _band(vocabulary: Vocabulary, years: int) -> str:
    """The one code of the age fact whose band holds these completed years."""
    (fact,) = vocabulary.of_kind(FactKind.AGE)
    (code,) = [answer.code for answer in fact.answers if answer.ages and answer.ages[0] <= years <= answer.ages[1]]
    return code


def _profile(pack: Pack, day: date) -> Profile:
    """The profile of the day that asks the most."""
    return max(pack.profiles_on(day), key=lambda profile: len(profile.facts))


def _answers(pack: Pack, example: Example) -> Answers:
    """The answers, tapped one after the other as at the desk."""
    order = _profile(pack, example.day).facts
    answers = Answers()
    for fact, value in example.told:
        if value.startswith(BORN):
            born = date.fromisoformat(value.removeprefix(BORN))
            code = _band(pack.vocabulary, _completed_years(born, example.day))
        else:
            code = value
        answers = talk.with_fact(pack.vocabulary, order, answers, fact, code)
    for need in example.needs:
        answers = talk.with_need(pack.vocabulary, answers, need)
    assert answers.needs == example.needs
    return answers


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.shows.replace(" ", "_") for example in EXAMPLES])
def test_the_rules_say_what_the_table_says(mettmann: Pack, example: Example) -> None:
    advice = desk.advise(mettmann, _profile(mettmann, example.day), _answers(mettmann, example), example.day)
    service = advice.service.code if advice.service else NONE
    second = advice.second.door if advice.second else NONE
    assert advice.suggestion.rule_ids[0] == example.rule
    assert (advice.suggestion.door or NONE) == example.door
    assert service == (example.service or service)
    assert second == (example.second or second)


def test_the_table_has_at_least_sixty_talks_and_none_twice() -> None:
    asked = [(example.day, example.told, example.needs) for example in EXAMPLES]
    assert len(EXAMPLES) >= 60
    assert len(set(asked)) == len(asked)
    assert len({example.shows for example in EXAMPLES}) == len(EXAMPLES)


def test_every_rule_decides_a_talk_on_a_day_it_is_valid(mettmann: Pack) -> None:
    """All but those that stand behind a rule that always holds: they can only make a second choice."""
    rules = {rule.id: rule for rule in mettmann.rules}
    always = [rule.when == Condition({}) and rule.valid_to is None for rule in mettmann.rules]
    behind = {rule.id for rule in mettmann.rules[always.index(True) + 1 :]}
    assert behind == {"anlaufstelle"}
    assert {example.rule for example in EXAMPLES} == set(rules) - behind
    assert [example.shows for example in EXAMPLES if not rules[example.rule].valid_on(example.day)] == []


@pytest.mark.parametrize(
    ("town", "service"),
    [
        ("", "integrationsbuero"),
        ("velbert", "integrationsbuero"),
        ("erkrath", "integrationsbuero_erkrath"),
        ("hilden", "integrationsbuero_hilden"),
    ],
)
@pytest.mark.parametrize("age", ["27_44", "65plus"])
def test_where_nothing_else_fits_the_office_for_everybody_is_the_second_choice(
    mettmann: Pack, age: str, town: str, service: str
) -> None:
    facts = {"altersgruppe": age} | ({"stadt": town} if town else {})
    day = date(2026, 11, 23)
    advice = desk.advise(mettmann, _profile(mettmann, day), Answers(facts), day)
    assert advice.suggestion.rule_ids == ("ab-27",)
    assert advice.second is mettmann.rules[-1]
    assert advice.second_service is mettmann.service(service)


def test_every_door_is_somebodys_door(mettmann: Pack) -> None:
    assert {example.door for example in EXAMPLES} == {NONE, *(door.code for door in mettmann.doors)}


def test_each_of_the_ten_towns_has_its_own_case_management(mettmann: Pack) -> None:
    sent = {dict(example.told).get("stadt", ""): example.service for example in EXAMPLES if example.door == "kim_cm"}
    assert len(mettmann.site.towns) == 10
    for town in mettmann.site.towns:
        assert sent[town.code] == f"kim_cm_{town.code}"


def test_every_service_of_a_town_is_shown_at_work_or_stands_behind_another_of_that_town(mettmann: Pack) -> None:
    """Of two own services for the same needs the directory's first is suggested, the other is on the list."""
    shown = {example.service for example in EXAMPLES}
    own = [service for service in mettmann.services if service.towns]
    for service in own:
        rivals = [
            other
            for other in own
            if other.door == service.door
            and set(other.needs) & set(service.needs)
            and set(other.towns) & set(service.towns)
        ]
        assert shown & {service.code, *(rival.code for rival in rivals)}, service.code


def test_each_rule_that_ends_speaks_on_its_last_day_and_is_silent_the_day_after(mettmann: Pack) -> None:
    by_talk = {(example.day, example.told, example.needs): example for example in EXAMPLES}
    ending = [rule for rule in mettmann.rules if rule.valid_to]
    assert {rule.id for rule in ending} == {"frist", "104c-antrag"}
    for rule in ending:
        last = [example for example in EXAMPLES if (example.rule, example.day) == (rule.id, rule.valid_to)]
        assert last, rule.id
        for example in last:
            after = by_talk[example.day + timedelta(days=1), example.told, example.needs]
            assert after.rule != rule.id


def test_each_profile_is_offered_on_its_first_and_last_day_only_up_to_there(mettmann: Pack) -> None:
    for profile in mettmann.profiles:
        assert profile in mettmann.profiles_on(profile.valid_from)
        assert profile not in mettmann.profiles_on(profile.valid_from - timedelta(days=1))
        if profile.valid_to:
            assert profile in mettmann.profiles_on(profile.valid_to)
            assert profile not in mettmann.profiles_on(profile.valid_to + timedelta(days=1))


def test_the_hour_for_104c_cards_ends_with_june_2027(mettmann: Pack) -> None:
    assert [profile.code for profile in mettmann.profiles_on(date(2027, 6, 30))] == ["chancenaufenthalt", "clearing"]
    assert [profile.code for profile in mettmann.profiles_on(date(2027, 7, 1))] == ["clearing"]
