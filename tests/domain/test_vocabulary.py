"""The closed lists of both counties, and the questions they answer about themselves."""

from datetime import date

import pytest

from kiosk.domain.vocabulary import (
    NEVER_ASKED,
    NEVER_RECORDED,
    NO_ANSWER,
    NO_LONGER_OFFERED,
    Answer,
    Fact,
    FactKind,
    OutcomeKind,
)
from kiosk.pack import Pack


@pytest.fixture(params=["mettmann", "musterkreis"])
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the two counties."""
    return request.getfixturevalue(request.param)


def test_every_completed_year_of_a_life_lies_in_exactly_one_band(pack: Pack) -> None:
    (fact,) = pack.vocabulary.of_kind(FactKind.AGE)
    bands = [answer.ages for answer in fact.answers if answer.ages]
    for age in range(121):
        assert sum(low <= age <= high for low, high in bands) == 1, age


def test_nobody_has_to_answer(pack: Pack) -> None:
    for fact in pack.vocabulary.facts.values():
        assert fact.staff or NO_ANSWER in {answer.code for answer in fact.offered}


def test_no_list_says_who_somebody_is_or_that_papers_are_missing(pack: Pack) -> None:
    facts = pack.vocabulary.facts
    assert not NEVER_ASKED & facts.keys()
    answers = [answer for fact in facts.values() for answer in fact.answers]
    assert not NEVER_RECORDED & {answer.code for answer in answers}
    assert not NO_LONGER_OFFERED & {answer.code for answer in answers if answer.retired is None}


@pytest.mark.parametrize("code", ["name", "geburtsdatum", "adresse", "nationalitaet", "religion", "notiz"])
def test_a_question_that_names_a_person_can_be_in_no_pack(code: str) -> None:
    assert code in NEVER_ASKED


def test_the_towns_of_the_county_stand_before_the_other_answers(pack: Pack) -> None:
    (fact,) = pack.vocabulary.of_kind(FactKind.TOWN)
    assert fact.answers[: len(pack.site.towns)] == pack.site.towns
    assert fact.answers[-1].code == NO_ANSWER


def test_every_door_has_the_outcome_of_being_sent_there(pack: Pack) -> None:
    for door in pack.doors:
        outcome = pack.vocabulary.referral(door.code)
        assert (outcome.kind, outcome.door) == (OutcomeKind.REFERRAL, door.code)


def test_outcomes_of_a_kind_come_in_the_packs_order(mettmann: Pack) -> None:
    found = mettmann.vocabulary.outcomes_of(OutcomeKind.REFUSED, OutcomeKind.NO_NEED, OutcomeKind.LATER)
    assert [outcome.code for outcome in found] == ["kein_bedarf", "schon_beraten", "abgelehnt", "spaeter"]


def test_codes_that_no_list_has_are_nothing(mettmann: Pack) -> None:
    vocabulary = mettmann.vocabulary
    assert vocabulary.outcome("gibt_es_nicht") is None
    assert vocabulary.paper("gibt_es_nicht") is None
    assert vocabulary.needs.answer("gibt_es_nicht") is None
    assert vocabulary.facts["stadt"].answer("gibt_es_nicht") is None


def test_a_hidden_answer_is_known_but_not_offered() -> None:
    shown, hidden = Answer("a", "A"), Answer("b", "B", hidden=True)
    fact = Fact("f", "F", "F?", "dots", FactKind.PLAIN, (shown, hidden))
    assert fact.offered == (shown,)
    assert fact.answer("b") is hidden


def test_where_room_is_scarce_the_short_label_stands() -> None:
    assert Answer("a", "Chancen-Aufenthalt §104c", short="§104c").brief == "§104c"
    assert Answer("a", "Duldung").brief == "Duldung"


def test_the_committees_screening_table_keeps_its_six_rows_in_its_order(mettmann: Pack) -> None:
    paper = mettmann.vocabulary.paper("screening")
    assert paper is not None
    assert [row.code for row in paper.rows if not row.added] == [
        "foerdern_fordern",
        "jmd",
        "mbe",
        "kim_cm",
        "fluechtlingshilfe_velbert",
        "kein_bedarf",
    ]


def test_what_is_told_after_the_talk_is_asked_of_no_person(mettmann: Pack) -> None:
    of_talk = {fact.code for fact in mettmann.vocabulary.facts.values() if fact.of_talk}
    assert of_talk == {"verstaendigung", "deutschstand", "zugangsweg", "luecke", "anruf"}
    for profile in mettmann.profiles:
        assert set(profile.after_talk) == of_talk
        assert not of_talk & set(profile.facts)
    assert not of_talk & {name for rule in mettmann.rules for name in rule.when.facts}


def test_no_two_tiles_of_a_page_have_the_same_picture_and_to_say_nothing_does_not_say_no_papers(
    pack: Pack,
) -> None:
    today = pack.on(date(2026, 11, 26)).vocabulary
    for answers in (*(fact.offered for fact in today.facts.values()), today.needs.answers):
        pictures = [answer.picture for answer in answers if answer.picture]
        assert len(set(pictures)) == len(pictures)
    for paper in today.of_kind(FactKind.PAPER):
        assert {answer.picture for answer in paper.offered if answer.code == NO_ANSWER} == {"eye-off"}


def test_most_of_what_a_client_reads_has_less_than_ten_words(pack: Pack) -> None:
    words = [len(sentence.split()) for sentence in pack.client_sentences()]
    assert sum(number < 10 for number in words) / len(words) > 0.9
