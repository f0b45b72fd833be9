"""The table of example talks beside this file, held against the rules of Kreis Mettmann."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk import desk
from kiosk.domain import conversation as talk
from kiosk.domain.conversation import Answers
from kiosk.domain.vocabulary import FactKind, Vocabulary
from kiosk.pack import Pack, Profile

TABLE = Path(__file__).with_name("routing_examples.csv")
ASKED = {
    "age": "altersgruppe",
    "town": "stadt",
    "paper": "aufenthalt",
    "left": "restlaufzeit",
    "group": "weitere_zielgruppe",
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
    named: tuple[str, ...]


def _example(cells: dict[str, str]) -> Example:
    return Example(
        shows=cells["shows"],
        day=date.fromisoformat(cells["day"]),
        told=tuple((fact, code) for column, fact in ASKED.items() for code in _codes(column, cells[column])),
        needs=tuple(cells["needs"].split()),
        rule=cells["rule"],
        door=cells["door"],
        service=cells["service"],
        named=() if cells["named"] == NONE else tuple(cells["named"].split()),
    )


def _codes(column: str, cell: str) -> list[str]:
    """The codes of a cell; several only among the groups."""
    return cell.split() if column == "group" else [cell] if cell else []


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
    assert advice.suggestion.rule_ids[0] == example.rule
    assert (advice.suggestion.door or NONE) == example.door
    assert (advice.service.code if advice.service else NONE) == example.service
    assert tuple(named.service.code for named in advice.named) == example.named


def test_the_table_has_at_least_a_hundred_and_twenty_talks_and_none_twice() -> None:
    asked = [(example.day, example.told, example.needs) for example in EXAMPLES]
    assert len(EXAMPLES) >= 120
    assert len(set(asked)) == len(asked)
    assert len({example.shows for example in EXAMPLES}) == len(EXAMPLES)


def _advice(pack: Pack, example: Example) -> desk.Advice:
    return desk.advise(pack, _profile(pack, example.day), _answers(pack, example), example.day)


def test_every_rule_speaks_in_some_talk_and_only_on_days_it_is_valid(mettmann: Pack) -> None:
    spoken = set()
    for example in EXAMPLES:
        said = _advice(mettmann, example).suggestion
        rules = [rule for one in (said, *said.others) for rule in one.rules]
        assert all(rule.valid_on(example.day) for rule in rules)
        spoken.update(rule.id for rule in rules)
    assert spoken == {rule.id for rule in mettmann.rules}


def test_after_the_last_day_of_the_easements_the_deadline_has_another_wording(mettmann: Pack) -> None:
    notes = {
        example.day: _advice(mettmann, example).suggestion.notes
        for example in EXAMPLES
        if dict(example.told).get("restlaufzeit") == "knapp" and example.door == "regionale_beratung"
    }
    assert notes[date(2027, 6, 29)] == ("Fragen Sie dort noch heute nach §25a und §25b.",)
    assert notes[date(2027, 6, 30)] == ("Der Antrag auf §25a oder §25b muss heute beim Ausländeramt sein.",)
    assert notes[date(2027, 7, 1)] == ("Lassen Sie sich dort noch heute zum Aufenthalt beraten.",)


@pytest.mark.parametrize("left", ["6w_3m", "3_6m", "ue6m", "keine_angabe", ""])
@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(2027, 5, 18), "Fragen Sie dort bald nach §25a und §25b."),
        (date(2027, 5, 19), "Fragen Sie dort noch heute nach §25a und §25b."),
        (date(2027, 6, 30), "Der Antrag auf §25a oder §25b muss heute beim Ausländeramt sein."),
        (date(2027, 7, 1), "Lassen Sie sich dort bald zum Aufenthalt beraten."),
    ],
)
def test_however_long_the_card_is_valid_the_easements_end_on_the_same_day(
    mettmann: Pack, left: str, day: date, note: str
) -> None:
    facts = {"altersgruppe": "27_44", "aufenthalt": "p104c"} | ({"restlaufzeit": left} if left else {})
    advice = desk.advise(mettmann, _profile(mettmann, day), Answers(facts, ("nichts",)), day)
    assert [advice.said_of(named)[-1] for named in advice.named] == [note]


@pytest.mark.parametrize("paper", ["schutz", "gestattung"])
def test_however_much_stands_beside_nobody_goes_to_the_embassy_without_asking_first(mettmann: Pack, paper: str) -> None:
    facts = {"altersgruppe": "25_26", "aufenthalt": paper, "komplexitaet": "komplex", "weitere_zielgruppe": "ue18_u5j"}
    day = date(2026, 11, 26)
    advice = desk.advise(mettmann, _profile(mettmann, day), Answers(facts, ("pass_identitaet", "geld", "wohnen")), day)
    assert advice.suggestion.door == "kim_cm"
    assert advice.crowded
    said = [words for named in advice.named for words in advice.said_of(named)]
    assert "Fragen Sie dort, bevor Sie zur Botschaft gehen." in said


def test_the_case_managers_line_tells_row_questions_and_door(mettmann: Pack) -> None:
    example = next(one for one in EXAMPLES if one.shows == "KIM-CM of Haan")
    advice = _advice(mettmann, example)
    assert mettmann.rules[advice.number - 1] is advice.suggestion.rules[0]
    assert advice.used == ("Hilfebedarf", "Zielgruppe", "Alter", "Stadt", "Bedarf")


@pytest.mark.parametrize(
    ("need", "reason", "office"),
    [
        ("geld", "Diese Beratung hilft auch bei Geld vom Amt.", "Beim Geld hilft das Sozialamt der Stadt."),
        ("wohnen", "Diese Beratung hilft auch bei der Wohnung.", "Bei der Wohnung hilft das Sozialamt der Stadt."),
        (
            "gesundheit",
            "Diese Beratung hilft auch bei Fragen zur Gesundheit.",
            "Bei Fragen zur Gesundheit hilft das Integrationsbüro.",
        ),
        (
            "sprache",
            "Diese Beratung hilft auch bei der Suche nach einem Deutschkurs.",
            "Für Deutsch und den Test gibt es Kurse.",
        ),
    ],
)
@pytest.mark.parametrize("paper", ["duldung", "gestattung"])
def test_the_reasons_name_the_need_that_led_there(
    mettmann: Pack, paper: str, need: str, reason: str, office: str
) -> None:
    day = date(2026, 11, 26)
    answers = Answers({"altersgruppe": "27_44", "aufenthalt": paper}, (need,))
    advice = desk.advise(mettmann, _profile(mettmann, day), answers, day)
    assert reason in advice.suggestion.reasons
    assert advice.second is not None
    assert advice.second.suggestion.reasons[0] == office


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
    facts = {"altersgruppe": age, "aufenthalt": "eu"} | ({"stadt": town} if town else {})
    day = date(2026, 11, 23)
    advice = desk.advise(mettmann, _profile(mettmann, day), Answers(facts), day)
    assert advice.suggestion.rule_ids == ("ab-27",)
    assert advice.second is not None
    assert advice.second.service is mettmann.service(service)


def test_every_door_is_somebodys_door(mettmann: Pack) -> None:
    assert {example.door for example in EXAMPLES} == {NONE, *(door.code for door in mettmann.doors)}


def test_each_of_the_ten_towns_has_its_own_case_management(mettmann: Pack) -> None:
    sent = {dict(example.told).get("stadt", ""): example.service for example in EXAMPLES if example.door == "kim_cm"}
    assert len(mettmann.site.towns) == 10
    for town in mettmann.site.towns:
        assert sent[town.code] == f"kim_cm_{town.code}"


def test_every_service_of_a_town_is_shown_at_work_or_stands_behind_another_of_that_town(mettmann: Pack) -> None:
    """Of two own services for the same needs the directory's first is suggested, the other is on the list."""
    shown = {code for example in EXAMPLES for code in (example.service, *example.named)}
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
    ending = {rule.id: rule for rule in mettmann.rules if rule.valid_to}
    deadlines = ("frist", "frist-letzter-tag", "frist-endspurt", "frist-letzter-tag-alle", "frist-naht", "frist-offen")
    assert set(ending) == {*deadlines, "104c-antrag", "kurse-2026"}
    for rule in ending.values():
        last = [example for example in EXAMPLES if (example.rule, example.day) == (rule.id, rule.valid_to)]
        assert last or rule.id in ("frist-naht", "frist-offen"), rule.id
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


def test_the_hour_for_104c_cards_goes_on_until_the_county_says_otherwise(mettmann: Pack) -> None:
    for day in (date(2027, 6, 30), date(2027, 7, 1), date(2028, 1, 10)):
        assert [profile.code for profile in mettmann.profiles_on(day)] == ["chancenaufenthalt", "clearing"]
