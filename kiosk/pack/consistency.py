"""Checks what must fit together across the files of a pack."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from kiosk.domain import tally
from kiosk.domain.committee import parts_of
from kiosk.domain.own_tables import RESERVED
from kiosk.domain.routing import NO_DOOR, Condition, Rule
from kiosk.domain.service import Door, Service
from kiosk.domain.vocabulary import (
    NEVER_ASKED,
    NEVER_RECORDED,
    NO_ANSWER,
    NO_LONGER_OFFERED,
    Answer,
    Fact,
    FactKind,
    Outcome,
    OutcomeKind,
    in_use,
)
from kiosk.errors import Complaint
from kiosk.pack.model import Pack, Profile

Found = Iterator[tuple[str, str, str]]
"""Where in a file, the problem, and what to write instead."""


def complaints(pack: Pack) -> Iterator[Complaint]:
    """Yield every mistake across the files, without those that only follow from a missing word is left out."""
    for file, checks in CHECKS.items():
        for check in checks:
            yield from (Complaint(file, *found) for found in check(pack) if "„“" not in found[1])


def rules_on_retired(pack: Pack) -> Iterator[tuple[Rule, date, frozenset[str]]]:
    """Yield each rule that leads to a retired code or asks only for such, with the day on which they end."""
    vocabulary = pack.vocabulary
    ends = {name: _retired(fact.answers) for name, fact in vocabulary.facts.items()}
    ends[tally.NEEDS] = _retired(vocabulary.needs.answers)
    leads = {"door": _retired(pack.doors), "service": _retired(pack.services), "outcome": _retired(vocabulary.outcomes)}
    for rule in pack.rules:
        asked = [*rule.when.facts.items(), (tally.NEEDS, rule.when.needs_any), (tally.NEEDS, rule.when.needs_only)]
        leans_on = [(ends[name], codes) for name, codes in asked]
        leans_on += [(found, frozenset([getattr(rule, field)])) for field, found in leads.items()]
        over = [
            (max(found[code] for code in codes), codes) for found, codes in leans_on if codes and codes <= found.keys()
        ]
        day, codes = min(over, key=itemgetter(0), default=(date.max, frozenset()))
        if codes and (rule.valid_to is None or day <= rule.valid_to):
            yield rule, day, codes


def _retired(codes: Iterable[Answer | Outcome | Door | Service]) -> dict[str, date]:
    return {one.code: one.retired for one in codes if one.retired}


def _unknown(where: str, codes: Iterable[str], allowed: Iterable[str], what: str) -> Found:
    known = set(allowed)
    for code in codes:
        if code not in known:
            instead = f"{what}: " + ", ".join(sorted(known))
            yield where, f"„{code}“ gibt es nicht", instead


def _codes(listed: Iterable[Any]) -> list[str]:
    return [one.code for one in listed]


def _desks(pack: Pack) -> Found:
    yield from _each_once("desk", _codes(pack.site.desks))


def _backups(pack: Pack) -> Found:
    if pack.site.backup and pack.site.is_shared(Path(pack.site.backup.folder)):
        yield "backup.folder", "dort lesen andere mit, was geliefert wird oder auf Zetteln steht", "ein eigener Ordner"


def _lists(pack: Pack) -> Found:
    vocabulary = pack.vocabulary
    yield from _each_once("need.answer", _codes(vocabulary.needs.answers))
    yield from _each_once("outcome", _codes(vocabulary.outcomes))
    yield from _each_once("reason", _codes(vocabulary.reasons))
    yield from _each_once("paper", _codes(vocabulary.papers))
    for fact in vocabulary.facts.values():
        yield from _each_once(f"fact.{fact.code}.answer", _codes(fact.answers))
    for paper in vocabulary.papers:
        yield from _each_once(f"paper „{paper.code}“.row", _codes(paper.rows))


def _each_once(where: str, codes: Iterable[str]) -> Found:
    for code, times in Counter(codes).items():
        if times > 1:
            yield where, f"„{code}“ steht {times}-mal da", "jeden Code genau einmal"


def _in_order(where: str, entry: Profile | Rule | Service) -> Found:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        yield f"{where} valid_to", "liegt vor valid_from", "ein späteres Datum"


def _reserved(pack: Pack) -> Found:
    """Complain about names that the counting and the rules use themselves."""
    for code in pack.vocabulary.facts:
        if code in RESERVED or code.startswith((tally.PAPER_PREFIX, tally.NEEDS)):
            where = f"fact.{code}"
            yield where, f"der Name „{code}“ ist vergeben", "einen anderen Namen"


def _privacy(pack: Pack) -> Found:
    for fact in pack.vocabulary.facts.values():
        if fact.code in NEVER_ASKED:
            yield f"fact.{fact.code}", "sagt, wer jemand ist", "diese Frage ganz weglassen"
        for answer in fact.answers:
            offered = NO_LONGER_OFFERED if answer.retired is None else ()
            if answer.code in NEVER_RECORDED or answer.code in offered:
                yield (
                    f"fact.{fact.code} „{answer.code}“",
                    "hielte einen Aufenthalt ohne Papiere fest (§87 AufenthG)",
                    f"diese Antwort weglassen, es gibt „{NO_ANSWER}“",
                )


def _facts(pack: Pack) -> Found:
    facts = pack.vocabulary.facts
    for fact in facts.values():
        where = f"fact.{fact.code}"
        if fact.answer(NO_ANSWER) is None:
            yield where, f"„{NO_ANSWER}“ fehlt in der Liste", f'eine Antwort code = "{NO_ANSWER}"'
        for other, codes in fact.asked_if.items():
            yield from _points_at(pack, f"{where} asked_if", other, codes)
        for answer in fact.answers:
            spot = f"{where} „{answer.code}“"
            for other, code in answer.implies.items():
                yield from _points_at(pack, f"{spot} implies", other, [code])
            if fact.kind is FactKind.AGE and answer.ages is None and answer.code != NO_ANSWER:
                yield f"{spot} ages", "fehlt", "zwei Zahlen von–bis, zum Beispiel [27, 44]"
        if fact.kind is FactKind.AGE:
            yield from _bands(where, [answer.ages for answer in in_use(fact.answers, date.max) if answer.ages])
    for kind in (FactKind.AGE, FactKind.TOWN, FactKind.PAPER):
        found = len(list(pack.vocabulary.of_kind(kind)))
        if found != 1 and not (kind is FactKind.PAPER and found == 0):
            yield "fact", f"{found} Angaben mit kind = „{kind}“", f"genau eine mit „{kind}“"


def _of_talk(pack: Pack) -> Found:
    for fact in pack.vocabulary.facts.values():
        if fact.of_talk and (fact.staff or fact.asked_if or any(answer.implies for answer in fact.answers)):
            problem = "of_talk = true geht nicht mit staff, asked_if oder implies"
            yield f"fact.{fact.code}", problem, "alle drei weglassen"
        if fact.several and not fact.staff:
            yield f"fact.{fact.code} several", "geht nur mit staff = true", "weglassen"


def _bands(where: str, bands: list[tuple[int, int]]) -> Found:
    """Complain unless age bands follow one another from 0 to 199, without a hole and without overlap."""
    expected = 0
    for low, high in sorted(bands):
        if low != expected:
            problem = f"zwischen {expected} und {low} ist eine Lücke oder Überschneidung"
            yield f"{where} ages", problem, "Spannen ohne Lücke von 0 bis 199"
        expected = high + 1
    if bands and expected != 200:
        yield f"{where} ages", f"die letzte Spanne endet bei {expected - 1}", "bis 199"


def _points_at(pack: Pack, where: str, fact: str, codes: Iterable[str]) -> Found:
    """Complain about codes of another fact of the person that there are not."""
    facts = _of_person(pack)
    yield from _unknown(where, [fact], facts, "eine dieser Angaben")
    if fact in facts:
        known = _codes(facts[fact].answers)
        yield from _unknown(where, codes, known, "einer dieser Codes")


def _of_person(pack: Pack) -> dict[str, Fact]:
    """Return the facts that a person is asked; what is told after the talk decides nothing in it."""
    return {code: fact for code, fact in pack.vocabulary.facts.items() if not fact.of_talk}


def _outcomes(pack: Pack) -> Found:
    doors = _codes(pack.doors)
    for outcome in pack.vocabulary.outcomes:
        where = f"outcome „{outcome.code}“"
        if outcome.kind is OutcomeKind.REFERRAL:
            yield from _unknown(f"{where} door", [outcome.door], doors, "eine dieser Stellen")
        elif outcome.door:
            yield f"{where} door", "passt nicht zu dieser Art", "die Zeile weglassen"
    outcomes = in_use(pack.vocabulary.outcomes, date.max)
    for door in _codes(in_use(pack.doors, date.max)):
        if sum(outcome.door == door for outcome in outcomes) != 1:
            yield "outcome", f"die Stelle „{door}“ braucht genau ein Ergebnis", f'door = "{door}"'
    for kind in OutcomeKind:
        found = sum(outcome.kind is kind for outcome in outcomes)
        alone = kind not in (OutcomeKind.REFERRAL, OutcomeKind.NO_NEED)
        if found == 0 or (alone and found > 1):
            yield "outcome", f"{found} Ergebnisse mit kind = „{kind}“", "genau eines davon"


def _papers(pack: Pack) -> Found:
    vocabulary = pack.vocabulary
    taken = {*vocabulary.facts, *RESERVED}
    for paper in vocabulary.papers:
        if paper.code in taken:
            where = f"paper „{paper.code}“ code"
            yield where, "heißt schon eine andere Tabelle", "einen anderen Code"
        rows = {row.code for row in paper.rows}
        for part in parts_of(vocabulary, paper):
            if part.row not in rows and (part.row or paper.counts != tally.OUTCOMES):
                yield (
                    f"{paper.counts} „{part.code}“ paper_row",
                    f"„{part.row or part.code}“ ist keine Zeile von „{paper.code}“",
                    "eine von: " + ", ".join(sorted(rows)),
                )
    if not any(paper.counts == tally.OUTCOMES for paper in vocabulary.papers):
        yield "paper", "keine Tabelle zählt „ergebnis“", 'counts = "ergebnis"'


def _profiles(pack: Pack) -> Found:
    of_person = _of_person(pack)
    of_talk = pack.vocabulary.facts.keys() - of_person.keys()
    doors = _codes(pack.doors)
    yield from _each_once("profile", _codes(pack.profiles))
    for profile in pack.profiles:
        where = f"profile „{profile.code}“"
        yield from _unknown(f"{where} facts", profile.facts, of_person, "eine dieser Angaben")
        yield from _unknown(f"{where} after_talk", profile.after_talk, of_talk, "mit of_talk = true")
        yield from _unknown(f"{where} doors", profile.doors, doors, "eine dieser Stellen")
        yield from _each_once(f"{where} facts", (*profile.facts, *profile.after_talk))
        lasting = {*_codes(in_use(pack.doors, date.max))}
        always = [rule.door for rule in pack.rules if rule.always and not rule.valid_to]
        if always and always[0] not in lasting.intersection(profile.doors):
            instead = "die Stelle der Regel, die immer gilt, auch"
            yield f"{where} doors", f"„{always[0]}“ fehlt", instead
        yield from _in_order(where, profile)


def _rules(pack: Pack) -> Found:
    doors = [NO_DOOR, *_codes(pack.doors)]
    ends = [outcome.code for outcome in pack.vocabulary.outcomes if outcome.kind is not OutcomeKind.REFERRAL]
    yield from _each_once("rule", [rule.id for rule in pack.rules])
    for rule in pack.rules:
        where = f"rule „{rule.id}“"
        yield from _unknown(f"{where} door", [rule.door], doors, "eine dieser Stellen")
        yield from _condition(pack, f"{where} when", rule.when)
        yield from _condition(pack, f"{where} unless", rule.unless)
        if rule.service:
            known = [one.code for one in pack.services if one.door == rule.door and not one.towns]
            yield from _unknown(f"{where} service", [rule.service], known, "für den ganzen Kreis")
        if rule.outcome:
            yield from _unknown(f"{where} outcome", [rule.outcome], ends, "ein Ergebnis ohne Stelle")
        if rule.outcome and rule.door:
            yield f"{where} outcome", "passt nicht zu einer Stelle", "die Zeile weglassen"
        yield from _in_order(where, rule)
    if pack.title:
        papers = _paper_answers(pack)
        yield from _unknown("title paper", [pack.title.paper], papers, "eines dieser Papiere")
    begins = min((profile.valid_from for profile in pack.profiles), default=date.max)
    if pack.rules and not any(
        rule.always and rule.door and not rule.valid_to and rule.valid_from <= begins for rule in pack.rules
    ):
        instead = f"when = {{}}, eine Stelle, valid_from spätestens {begins}, kein valid_to, kein unless"
        yield "rule", "eine Regel muss immer gelten", instead


def _paper_answers(pack: Pack) -> list[str]:
    return [answer.code for fact in pack.vocabulary.of_kind(FactKind.PAPER) for answer in fact.answers]


def _condition(pack: Pack, where: str, condition: Condition) -> Found:
    """Name what a row asks for and the vocabulary does not know."""
    facts, needs = _of_person(pack), pack.vocabulary.needs
    yield from _unknown(where, condition.facts, facts, "eine dieser Angaben")
    for name, codes in condition.facts.items():
        if name in facts:
            known = _codes(facts[name].answers)
            yield from _unknown(f"{where} {name}", sorted(codes), known, "einer dieser Codes")
    chosen = sorted(condition.needs_any | condition.needs_only | condition.needs_uncounted)
    named = _codes(needs.answers)
    yield from _unknown(f"{where} bedarf", chosen, named, "einer dieser Bedarfe")
    for number in condition.needs_count:
        if number > needs.most:
            problem = f"{number} kommt nie vor"
            yield f"{where} bedarf_anzahl", problem, f"höchstens {needs.most}"


def _directory(pack: Pack) -> Found:
    doors = _codes(pack.doors)
    towns = _codes(pack.site.towns)
    needs = _codes(pack.vocabulary.needs.answers)
    papers = _paper_answers(pack)
    yield from _each_once("door", doors)
    yield from _each_once("service", _codes(pack.services))
    for service in pack.services:
        where = f"service „{service.code}“"
        yield from _unknown(f"{where} door", [service.door], doors, "eine dieser Stellen")
        if towns:  # else it is they that are missing
            yield from _unknown(f"{where} towns", service.towns, towns, "einer dieser Orte")
        yield from _unknown(f"{where} needs", service.needs, needs, "einer dieser Bedarfe")
        yield from _unknown(f"{where} papers", service.papers, papers, "eines dieser Papiere")
        yield from _unknown(f"{where} topics", service.topics, needs, "einer dieser Bedarfe")
        if service.public_body and service.confidential:
            problem = "passt nicht zu public_body: ein Amt ist nicht vertraulich (§87 AufenthG)"
            yield f"{where} confidential", problem, "die Zeile weglassen"
        yield from _in_order(where, service)
        if service.age_min is not None and service.age_max is not None and service.age_min > service.age_max:
            yield f"{where} age_min", "ist größer als age_max", "das kleinere Alter zuerst"
    for plate in pack.doors:
        where = f"door „{plate.code}“ topics"
        yield from _unknown(where, plate.topics, needs, "einer dieser Bedarfe")
    begins = min((profile.valid_from for profile in pack.profiles), default=date.min)
    for door in _codes(in_use(pack.doors, date.max)):
        if not any(
            service.door == door and not service.towns and _always(service, begins) for service in pack.services
        ):
            yield (
                f"door „{door}“",
                "hat keine Stelle für den ganzen Kreis",
                "einen [[service]] ohne towns und ohne valid_to",
            )


def _always(service: Service, begins: date) -> bool:
    return (
        service.valid_to is None
        and service.retired is None
        and (service.valid_from is None or service.valid_from <= begins)
    )


CHECKS: Mapping[str, Sequence[Callable[[Pack], Found]]] = {
    "site.toml": [_desks, _backups],
    "vocabulary.toml": [_lists, _reserved, _privacy, _facts, _of_talk, _outcomes, _papers],
    "profiles.toml": [_profiles],
    "routing.toml": [_rules],
    "directory.toml": [_directory],
}
"""What is looked at in each file."""
