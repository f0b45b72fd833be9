"""What one person can answer, what follows from it, and what falls away again."""

from datetime import date

import pytest
from builders import TODAY, first_profile

from kiosk.domain import conversation as talk
from kiosk.domain.conversation import Answers, Conversation, Decision, Person, Stage
from kiosk.errors import NotOffered
from kiosk.pack import Pack

ALL = "clearing"
"""The profile of Mettmann that asks every question."""


def _asked(pack: Pack, answers: Answers, profile: str = ALL) -> list[str]:
    return [fact.code for fact in talk.to_ask(pack.vocabulary, _order(pack, profile), answers)]


def _order(pack: Pack, profile: str = ALL) -> tuple[str, ...]:
    found = pack.profile(profile)
    assert found is not None
    return found.facts


def _told(pack: Pack, *answers: tuple[str, str], start: Answers | None = None) -> Answers:
    told = start or Answers()
    for fact, code in answers:
        told = talk.with_fact(pack.vocabulary, _order(pack), told, fact, code)
    return told


def _needing(pack: Pack, *needs: str) -> Answers:
    answers = Answers()
    for need in needs:
        answers = talk.with_need(pack.vocabulary, answers, need)
    return answers


# what follows


@pytest.mark.parametrize(
    ("paper", "group"),
    [
        ("p104c", "p104c"),
        ("duldung", "duldung_gestattung"),
        ("gestattung", "duldung_gestattung"),
        ("bleiberecht", "p25ab"),
    ],
)
def test_the_group_follows_from_the_paper_and_is_not_asked(mettmann: Pack, paper: str, group: str) -> None:
    answers = _told(mettmann, ("aufenthalt", paper))
    assert talk.implied(mettmann.vocabulary, answers) == {"aufenthalt": paper, "zielgruppe": group}
    assert "zielgruppe" not in _asked(mettmann, answers)
    assert dict(answers.facts) == {"aufenthalt": paper}


@pytest.mark.parametrize("paper", ["eu", "p24", "unbefristet_deutsch", "fiktion", "keine_angabe"])
def test_from_other_papers_no_group_follows(mettmann: Pack, paper: str) -> None:
    answers = _told(mettmann, ("aufenthalt", paper))
    assert talk.implied(mettmann.vocabulary, answers) == {"aufenthalt": paper}


def test_a_further_group_stands_beside_that_of_the_paper_in_whatever_order_they_are_tapped(mettmann: Pack) -> None:
    for first, second in ((0, 1), (1, 0)):
        both = (("aufenthalt", "gestattung"), ("weitere_zielgruppe", "umf"))
        answers = _told(mettmann, both[first], both[second])
        assert dict(answers.facts) == dict(both)
        assert talk.implied(mettmann.vocabulary, answers)["zielgruppe"] == "duldung_gestattung"
    alone = _told(mettmann, ("aufenthalt", "schutz"), ("weitere_zielgruppe", "umf"))
    assert talk.implied(mettmann.vocabulary, alone)["zielgruppe"] == "umf"


def test_somebody_is_in_several_groups_and_counts_once_by_the_first_of_them(mettmann: Pack) -> None:
    for order in (("ue18_u5j", "umf"), ("umf", "ue18_u5j")):
        answers = _told(mettmann, ("aufenthalt", "schutz"), *(("weitere_zielgruppe", group) for group in order))
        assert dict(answers.facts)["weitere_zielgruppe"] == "ue18_u5j umf"
        assert talk.implied(mettmann.vocabulary, answers)["zielgruppe"] == "umf"
        again = _told(mettmann, ("weitere_zielgruppe", order[0]), start=answers)
        assert again == answers


def _without(pack: Pack, answers: Answers, *groups: str) -> Answers:
    for group in groups:
        answers = talk.without_fact(pack.vocabulary, _order(pack), answers, "weitere_zielgruppe", group)
    return answers


def test_a_group_is_taken_back_alone_and_the_last_one_leaves_no_answer(mettmann: Pack) -> None:
    both = _told(mettmann, ("weitere_zielgruppe", "umf"), ("weitere_zielgruppe", "ue18_u5j"))
    assert dict(_without(mettmann, both, "umf").facts) == {"weitere_zielgruppe": "ue18_u5j"}
    assert _without(mettmann, both, "weitere") == both
    assert not _without(mettmann, both, "umf", "ue18_u5j").facts
    with pytest.raises(NotOffered):
        talk.without_fact(mettmann.vocabulary, _order(mettmann), both, "aufenthalt", "duldung")


def test_no_further_group_and_a_further_group_take_each_others_place(mettmann: Pack) -> None:
    none = _told(mettmann, ("weitere_zielgruppe", "umf"), ("weitere_zielgruppe", "keine"))
    assert dict(none.facts) == {"weitere_zielgruppe": "keine"}
    one = _told(mettmann, ("weitere_zielgruppe", "weitere"), start=none)
    assert dict(one.facts) == {"weitere_zielgruppe": "weitere"}


def test_what_a_person_said_themself_goes_before_what_follows(mettmann: Pack) -> None:
    kept_from_before = Answers({"aufenthalt": "duldung", "zielgruppe": "umf"})
    assert talk.implied(mettmann.vocabulary, kept_from_before)["zielgruppe"] == "umf"


def test_from_codes_the_pack_no_longer_has_nothing_follows(mettmann: Pack) -> None:
    old = Answers({"aufenthalt": "gibt_es_nicht_mehr", "schuhgroesse": "43"})
    assert talk.implied(mettmann.vocabulary, old) == dict(old.facts)


# what is asked


def test_questions_come_in_the_order_of_the_profile(mettmann: Pack) -> None:
    assert _asked(mettmann, Answers()) == [
        "altersgruppe",
        "stadt",
        "aufenthalt",
        "komplexitaet",
        "weitere_zielgruppe",
    ]


def test_what_the_case_manager_judges_is_no_question_to_the_client(mettmann: Pack) -> None:
    facts = mettmann.vocabulary.facts
    to_client = [code for code in _asked(mettmann, Answers()) if not facts[code].staff]
    assert to_client == ["altersgruppe", "stadt", "aufenthalt"]
    sentences = set(mettmann.client_sentences())
    assert not sentences & {facts["komplexitaet"].question, facts["weitere_zielgruppe"].question}


def test_time_left_is_asked_of_those_with_a_104c_card_only(mettmann: Pack) -> None:
    with_card, with_passport = (_told(mettmann, ("aufenthalt", paper)) for paper in ("p104c", "eu"))
    assert "restlaufzeit" in _asked(mettmann, with_card)
    assert "restlaufzeit" not in _asked(mettmann, with_passport)


def test_an_answered_question_stays_where_it_was_asked(mettmann: Pack) -> None:
    answers = _told(mettmann, ("stadt", "velbert"))
    assert _asked(mettmann, answers) == _asked(mettmann, Answers())


# answering


def test_a_second_answer_takes_the_place_of_the_first(mettmann: Pack) -> None:
    answers = _told(mettmann, ("stadt", "velbert"), ("stadt", "haan"))
    assert dict(answers.facts) == {"stadt": "haan"}


def test_another_paper_takes_the_time_left_away_and_leaves_the_rest(mettmann: Pack) -> None:
    before = _told(mettmann, ("stadt", "haan"), ("aufenthalt", "p104c"), ("restlaufzeit", "knapp"))
    after = _told(mettmann, ("aufenthalt", "duldung"), start=before)
    assert dict(after.facts) == {"stadt": "haan", "aufenthalt": "duldung"}
    back = _told(mettmann, ("aufenthalt", "p104c"), start=after)
    assert "restlaufzeit" not in back.facts


def test_a_paper_from_which_the_group_follows_takes_away_the_group_tapped_before_it_was_judged(mettmann: Pack) -> None:
    before = Answers({"aufenthalt": "eu", "zielgruppe": "soe", "deutsch": "a1"})
    other = _told(mettmann, ("stadt", "haan"), start=before)
    assert dict(other.facts) == {**before.facts, "stadt": "haan"}
    after = _told(mettmann, ("aufenthalt", "gestattung"), start=before)
    assert dict(after.facts) == {"aufenthalt": "gestattung", "deutsch": "a1"}
    assert talk.implied(mettmann.vocabulary, after)["zielgruppe"] == "duldung_gestattung"


def test_needs_stay_when_a_fact_changes(mettmann: Pack) -> None:
    answers = _told(mettmann, ("aufenthalt", "eu"), start=_needing(mettmann, "geld"))
    assert answers.needs == ("geld",)


@pytest.mark.parametrize(
    ("before", "fact", "code"),
    [
        ((), "schuhgroesse", "43"),
        ((), "stadt", "duesseldorf"),
        ((), "restlaufzeit", "knapp"),
        ((("aufenthalt", "eu"),), "restlaufzeit", "knapp"),
        ((("aufenthalt", "duldung"),), "zielgruppe", "umf"),
        ((), "komplexitaet", "keine_angabe"),
        ((), "stadt", ""),
    ],
    ids=["no_such_question", "no_such_town", "paper_unknown", "other_paper", "follows", "hidden", "empty"],
)
def test_what_is_not_on_the_screen_cannot_be_answered(
    mettmann: Pack, before: tuple[tuple[str, str], ...], fact: str, code: str
) -> None:
    answers = _told(mettmann, *before)
    with pytest.raises(NotOffered) as refused:
        _told(mettmann, (fact, code), start=answers)
    assert (refused.value.field, refused.value.value) == (fact, code)


def test_a_refusal_does_not_repeat_what_was_sent(mettmann: Pack) -> None:
    with pytest.raises(NotOffered) as refused:
        _told(mettmann, ("stadt", "Erika Mustermann"))
    assert "Erika" not in str(refused.value)


def test_the_other_county_has_its_own_questions(musterkreis: Pack) -> None:
    order = first_profile(musterkreis).facts
    answers = talk.with_fact(musterkreis.vocabulary, order, Answers(), "ort", "beispielheim")
    assert dict(answers.facts) == {"ort": "beispielheim"}
    with pytest.raises(NotOffered):
        talk.with_fact(musterkreis.vocabulary, order, answers, "stadt", "velbert")


def test_what_was_told_after_the_talk_stays_when_the_talk_is_opened_again_and_answered(mettmann: Pack) -> None:
    told = Answers({"aufenthalt": "p104c", "restlaufzeit": "u6w", "verstaendigung": "tablet"})
    changed = talk.with_fact(mettmann.vocabulary, _order(mettmann), told, "aufenthalt", "eu")
    assert changed.facts == {"aufenthalt": "eu", "verstaendigung": "tablet"}


def test_what_is_told_after_the_talk_is_no_question_of_the_talk(mettmann: Pack) -> None:
    with pytest.raises(NotOffered):
        talk.with_fact(mettmann.vocabulary, _order(mettmann), Answers(), "verstaendigung", "tablet")


def test_answering_leaves_the_earlier_answers_untouched(mettmann: Pack) -> None:
    before = _told(mettmann, ("stadt", "velbert"))
    _told(mettmann, ("stadt", "haan"), start=before)
    assert dict(before.facts) == {"stadt": "velbert"}


# needs


def test_needs_stand_in_the_order_of_tapping_and_the_fourth_is_not_taken(mettmann: Pack) -> None:
    assert _needing(mettmann, "wohnen", "geld", "arbeit", "kinder").needs == ("wohnen", "geld", "arbeit")


def test_what_is_acute_is_taken_over_the_limit_and_takes_no_place_of_others(mettmann: Pack) -> None:
    assert _needing(mettmann, "wohnen", "geld", "arbeit", "brief").needs == ("wohnen", "geld", "arbeit", "brief")
    assert _needing(mettmann, "familie", "wohnen", "geld", "arbeit").needs == ("familie", "wohnen", "geld", "arbeit")


def test_nothing_of_it_does_not_wipe_away_what_is_acute(mettmann: Pack) -> None:
    assert _needing(mettmann, "geld", "wohnungsnot", "nichts").needs == ("geld", "wohnungsnot")


def test_a_need_tapped_twice_stands_once(mettmann: Pack) -> None:
    assert _needing(mettmann, "wohnen", "geld", "wohnen").needs == ("wohnen", "geld")


def test_nothing_of_it_takes_the_place_of_all_needs_even_of_a_full_list(mettmann: Pack) -> None:
    assert _needing(mettmann, "wohnen", "geld", "arbeit", "nichts").needs == ("nichts",)


def test_nothing_of_it_gives_way_to_a_need(mettmann: Pack) -> None:
    assert _needing(mettmann, "nichts", "geld").needs == ("geld",)


def test_a_need_that_is_on_no_list_is_refused(mettmann: Pack) -> None:
    with pytest.raises(NotOffered) as refused:
        _needing(mettmann, "reichtum")
    assert refused.value.field == "bedarf"


def test_a_need_can_be_taken_back_also_one_that_was_not_there(mettmann: Pack) -> None:
    answers = _needing(mettmann, "wohnen", "geld")
    assert talk.without_need(answers, "wohnen").needs == ("geld",)
    assert talk.without_need(answers, "kinder") == answers


# persons


def test_a_further_person_of_the_family_starts_with_the_town_and_nothing_else(mettmann: Pack) -> None:
    first = _told(
        mettmann,
        ("altersgruppe", "27_44"),
        ("stadt", "velbert"),
        ("aufenthalt", "p104c"),
        start=_needing(mettmann, "geld"),
    )
    assert talk.for_family(mettmann.vocabulary, first) == Answers({"stadt": "velbert"})
    assert talk.for_family(mettmann.vocabulary, Answers()) == Answers()


def test_no_answers_are_no_answers() -> None:
    assert not Answers()
    assert Answers({"stadt": "haan"})
    assert Answers(needs=("geld",))


def _family() -> Conversation:
    persons = (Person(1, decision=Decision("v_mbe")), Person(2), Person(3))
    return Conversation("key", "mettmann", ALL, date(2026, 11, 23), "ar", Stage.TALK, persons)


def test_the_first_person_without_an_outcome_comes_next() -> None:
    family = _family()
    assert family.undecided == Person(2)
    one_more = talk.with_person(family, Person(2, decision=Decision("info")))
    assert one_more.undecided == Person(3)
    assert talk.with_person(one_more, Person(3, decision=Decision("info"))).undecided is None


def test_a_person_is_found_by_place() -> None:
    assert _family().person(3) == Person(3)
    assert _family().person(4) is None
    assert _family().person(0) is None


@pytest.mark.parametrize(
    ("persons", "at_promise"),
    [
        ([Person(1, decision=Decision("abgelehnt"))], True),
        ([Person(1, decision=Decision("spaeter"))], True),
        ([Person(1, decision=Decision("abgelehnt", rules=("offen",)))], False),
        ([Person(1, Answers({"stadt": "haan"}), Decision("spaeter"))], False),
        ([Person(1, decision=Decision("abgebrochen"))], False),
        ([Person(1)], False),
        ([Person(1, decision=Decision("info")), Person(2, decision=Decision("abgelehnt"))], False),
    ],
    ids=["no", "later", "no in the talk", "later with answers", "left", "open", "family"],
)
def test_a_no_to_the_promise_is_told_from_a_no_in_the_talk(
    mettmann: Pack, persons: list[Person], at_promise: bool
) -> None:
    conversation = Conversation("key", "mettmann", "clearing", TODAY, "de", Stage.FINISHED, tuple(persons))
    assert talk.ended_at_promise(mettmann.vocabulary, conversation) is at_promise


def test_only_who_is_sent_to_a_door_gets_a_slip(mettmann: Pack) -> None:
    vocabulary = mettmann.vocabulary
    with_slip = {one.code for one in vocabulary.outcomes if talk.gives_slip(vocabulary, Decision(one.code))}
    assert with_slip == {vocabulary.referral(door.code).code for door in mettmann.doors}
    assert not talk.gives_slip(vocabulary, None)
    assert not talk.gives_slip(vocabulary, Decision("gibt_es_nicht_mehr"))
