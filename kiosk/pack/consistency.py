"""Checks what must fit together across the files of a pack."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import itemgetter

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


def complaints(pack: Pack) -> Iterator[Complaint]:
    """Yield every mistake across the files, without those that only follow from a missing word is left out."""
    checks: tuple[Callable[[Pack], Iterator[Complaint]], ...] = (
        _doubled,
        _reserved,
        _privacy,
        _facts,
        _of_talk,
        _outcomes,
        _papers,
        _profiles,
        _rules,
        _directory,
    )
    for check in checks:
        yield from (complaint for complaint in check(pack) if "„“" not in complaint.problem)


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


def _unknown(file: str, where: str, codes: Iterable[str], allowed: Iterable[str], what: str) -> Iterator[Complaint]:
    known = set(allowed)
    for code in codes:
        if code not in known:
            instead = f"{what}: " + ", ".join(sorted(known))
            yield Complaint(file, where, f"„{code}“ gibt es nicht", instead)


def _doubled(pack: Pack) -> Iterator[Complaint]:
    vocabulary = pack.vocabulary
    lists: list[tuple[str, str, list[str]]] = [
        ("site.toml", "desk", [desk.code for desk in pack.site.desks]),
        ("vocabulary.toml", "need.answer", [need.code for need in vocabulary.needs.answers]),
        ("vocabulary.toml", "outcome", [outcome.code for outcome in vocabulary.outcomes]),
        ("vocabulary.toml", "reason", [reason.code for reason in vocabulary.reasons]),
        ("vocabulary.toml", "paper", [paper.code for paper in vocabulary.papers]),
        ("profiles.toml", "profile", [profile.code for profile in pack.profiles]),
        ("routing.toml", "rule", [rule.id for rule in pack.rules]),
        ("directory.toml", "door", [door.code for door in pack.doors]),
        ("directory.toml", "service", [service.code for service in pack.services]),
    ]
    lists += [
        ("vocabulary.toml", f"fact.{fact.code}.answer", [answer.code for answer in fact.answers])
        for fact in vocabulary.facts.values()
    ]
    lists += [
        ("vocabulary.toml", f"paper „{paper.code}“.row", [row.code for row in paper.rows])
        for paper in vocabulary.papers
    ]
    for file, where, codes in lists:
        yield from _each_once(file, where, codes)


def _each_once(file: str, where: str, codes: Iterable[str]) -> Iterator[Complaint]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Complaint(file, where, f"„{code}“ steht {times}-mal da", "jeden Code genau einmal")


def _in_order(file: str, where: str, entry: Profile | Rule | Service) -> Iterator[Complaint]:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        yield Complaint(file, f"{where} valid_to", "liegt vor valid_from", "ein späteres Datum")


def _reserved(pack: Pack) -> Iterator[Complaint]:
    """Complain about names that the counting and the rules use themselves."""
    for code in pack.vocabulary.facts:
        if code in RESERVED or code.startswith((tally.PAPER_PREFIX, tally.NEEDS)):
            where = f"fact.{code}"
            yield Complaint("vocabulary.toml", where, f"der Name „{code}“ ist vergeben", "einen anderen Namen")


def _privacy(pack: Pack) -> Iterator[Complaint]:
    for fact in pack.vocabulary.facts.values():
        if fact.code in NEVER_ASKED:
            yield Complaint(
                "vocabulary.toml", f"fact.{fact.code}", "sagt, wer jemand ist", "diese Frage ganz weglassen"
            )
        for answer in fact.answers:
            offered = NO_LONGER_OFFERED if answer.retired is None else ()
            if answer.code in NEVER_RECORDED or answer.code in offered:
                yield Complaint(
                    "vocabulary.toml",
                    f"fact.{fact.code} „{answer.code}“",
                    "hielte einen Aufenthalt ohne Papiere fest (§87 AufenthG)",
                    f"diese Antwort weglassen, es gibt „{NO_ANSWER}“",
                )


def _facts(pack: Pack) -> Iterator[Complaint]:
    file, facts = "vocabulary.toml", pack.vocabulary.facts
    for fact in facts.values():
        where = f"fact.{fact.code}"
        if fact.answer(NO_ANSWER) is None:
            yield Complaint(file, where, f"„{NO_ANSWER}“ fehlt in der Liste", f'eine Antwort code = "{NO_ANSWER}"')
        for other, codes in fact.asked_if.items():
            yield from _points_at(pack, f"{where} asked_if", other, codes)
        for answer in fact.answers:
            spot = f"{where} „{answer.code}“"
            for other, code in answer.implies.items():
                yield from _points_at(pack, f"{spot} implies", other, [code])
            if fact.kind is FactKind.AGE and answer.ages is None and answer.code != NO_ANSWER:
                yield Complaint(file, f"{spot} ages", "fehlt", "zwei Zahlen von–bis, zum Beispiel [27, 44]")
        if fact.kind is FactKind.AGE:
            yield from _bands(where, [answer.ages for answer in in_use(fact.answers, date.max) if answer.ages])
    for kind in (FactKind.AGE, FactKind.TOWN, FactKind.PAPER):
        found = len(list(pack.vocabulary.of_kind(kind)))
        if found != 1 and not (kind is FactKind.PAPER and found == 0):
            yield Complaint(file, "fact", f"{found} Angaben mit kind = „{kind}“", f"genau eine mit „{kind}“")


def _of_talk(pack: Pack) -> Iterator[Complaint]:
    for fact in pack.vocabulary.facts.values():
        if fact.of_talk and (fact.staff or fact.asked_if or any(answer.implies for answer in fact.answers)):
            problem = "of_talk = true geht nicht mit staff, asked_if oder implies"
            yield Complaint("vocabulary.toml", f"fact.{fact.code}", problem, "alle drei weglassen")
        if fact.several and not fact.staff:
            yield Complaint("vocabulary.toml", f"fact.{fact.code} several", "geht nur mit staff = true", "weglassen")


def _bands(where: str, bands: list[tuple[int, int]]) -> Iterator[Complaint]:
    """Complain unless age bands follow one another from 0 to 199, without a hole and without overlap."""
    expected = 0
    for low, high in sorted(bands):
        if low != expected:
            problem = f"zwischen {expected} und {low} ist eine Lücke oder Überschneidung"
            yield Complaint("vocabulary.toml", f"{where} ages", problem, "Spannen ohne Lücke von 0 bis 199")
        expected = high + 1
    if bands and expected != 200:
        yield Complaint("vocabulary.toml", f"{where} ages", f"die letzte Spanne endet bei {expected - 1}", "bis 199")


def _points_at(pack: Pack, where: str, fact: str, codes: Iterable[str]) -> Iterator[Complaint]:
    """Complain about codes of another fact of the person that there are not."""
    facts = _of_person(pack)
    yield from _unknown("vocabulary.toml", where, [fact], facts, "eine dieser Angaben")
    if fact in facts:
        known = [answer.code for answer in facts[fact].answers]
        yield from _unknown("vocabulary.toml", where, codes, known, "einer dieser Codes")


def _of_person(pack: Pack) -> dict[str, Fact]:
    """Return the facts that a person is asked; what is told after the talk decides nothing in it."""
    return {code: fact for code, fact in pack.vocabulary.facts.items() if not fact.of_talk}


def _outcomes(pack: Pack) -> Iterator[Complaint]:
    doors = [door.code for door in pack.doors]
    for outcome in pack.vocabulary.outcomes:
        where = f"outcome „{outcome.code}“"
        if outcome.kind is OutcomeKind.REFERRAL:
            yield from _unknown("vocabulary.toml", f"{where} door", [outcome.door], doors, "eine dieser Stellen")
        elif outcome.door:
            yield Complaint("vocabulary.toml", f"{where} door", "passt nicht zu dieser Art", "die Zeile weglassen")
    outcomes = in_use(pack.vocabulary.outcomes, date.max)
    for door in (door.code for door in in_use(pack.doors, date.max)):
        if sum(outcome.door == door for outcome in outcomes) != 1:
            yield Complaint(
                "vocabulary.toml",
                "outcome",
                f"die Stelle „{door}“ braucht genau ein Ergebnis",
                f'door = "{door}"',
            )
    for kind in OutcomeKind:
        found = sum(outcome.kind is kind for outcome in outcomes)
        alone = kind not in (OutcomeKind.REFERRAL, OutcomeKind.NO_NEED)
        if found == 0 or (alone and found > 1):
            yield Complaint(
                "vocabulary.toml", "outcome", f"{found} Ergebnisse mit kind = „{kind}“", "genau eines davon"
            )


def _papers(pack: Pack) -> Iterator[Complaint]:
    vocabulary = pack.vocabulary
    taken = {*vocabulary.facts, *RESERVED}
    for paper in vocabulary.papers:
        if paper.code in taken:
            where = f"paper „{paper.code}“ code"
            yield Complaint("vocabulary.toml", where, "heißt schon eine andere Tabelle", "einen anderen Code")
        rows = {row.code for row in paper.rows}
        for part in parts_of(vocabulary, paper):
            if part.row not in rows and (part.row or paper.counts != tally.OUTCOMES):
                yield Complaint(
                    "vocabulary.toml",
                    f"{paper.counts} „{part.code}“ paper_row",
                    f"„{part.row or part.code}“ ist keine Zeile von „{paper.code}“",
                    "eine von: " + ", ".join(sorted(rows)),
                )
    if not any(paper.counts == tally.OUTCOMES for paper in vocabulary.papers):
        yield Complaint("vocabulary.toml", "paper", "keine Tabelle zählt „ergebnis“", 'counts = "ergebnis"')


def _profiles(pack: Pack) -> Iterator[Complaint]:
    of_person = _of_person(pack)
    of_talk = pack.vocabulary.facts.keys() - of_person.keys()
    doors = [door.code for door in pack.doors]
    for profile in pack.profiles:
        where = f"profile „{profile.code}“"
        yield from _unknown("profiles.toml", f"{where} facts", profile.facts, of_person, "eine dieser Angaben")
        yield from _unknown("profiles.toml", f"{where} after_talk", profile.after_talk, of_talk, "mit of_talk = true")
        yield from _unknown("profiles.toml", f"{where} doors", profile.doors, doors, "eine dieser Stellen")
        yield from _each_once("profiles.toml", f"{where} facts", (*profile.facts, *profile.after_talk))
        lasting = {door.code for door in in_use(pack.doors, date.max)}
        always = [rule.door for rule in pack.rules if rule.always and not rule.valid_to]
        if always and always[0] not in lasting.intersection(profile.doors):
            instead = "die Stelle der Regel, die immer gilt, auch"
            yield Complaint("profiles.toml", f"{where} doors", f"„{always[0]}“ fehlt", instead)
        yield from _in_order("profiles.toml", where, profile)


def _rules(pack: Pack) -> Iterator[Complaint]:
    doors = [NO_DOOR, *(door.code for door in pack.doors)]
    ends = [outcome.code for outcome in pack.vocabulary.outcomes if outcome.kind is not OutcomeKind.REFERRAL]
    for rule in pack.rules:
        where = f"rule „{rule.id}“"
        yield from _unknown("routing.toml", f"{where} door", [rule.door], doors, "eine dieser Stellen")
        yield from _condition(pack, f"{where} when", rule.when)
        yield from _condition(pack, f"{where} unless", rule.unless)
        if rule.service:
            known = [one.code for one in pack.services if one.door == rule.door and not one.towns]
            yield from _unknown("routing.toml", f"{where} service", [rule.service], known, "für den ganzen Kreis")
        if rule.outcome:
            yield from _unknown("routing.toml", f"{where} outcome", [rule.outcome], ends, "ein Ergebnis ohne Stelle")
        if rule.outcome and rule.door:
            yield Complaint("routing.toml", f"{where} outcome", "passt nicht zu einer Stelle", "die Zeile weglassen")
        yield from _in_order("routing.toml", where, rule)
    if pack.title:
        papers = _paper_answers(pack)
        yield from _unknown("routing.toml", "title paper", [pack.title.paper], papers, "eines dieser Papiere")
    begins = min((profile.valid_from for profile in pack.profiles), default=date.max)
    if pack.rules and not any(
        rule.always and rule.door and not rule.valid_to and rule.valid_from <= begins for rule in pack.rules
    ):
        instead = f"when = {{}}, eine Stelle, valid_from spätestens {begins}, kein valid_to, kein unless"
        yield Complaint("routing.toml", "rule", "eine Regel muss immer gelten", instead)


def _paper_answers(pack: Pack) -> list[str]:
    return [answer.code for fact in pack.vocabulary.of_kind(FactKind.PAPER) for answer in fact.answers]


def _condition(pack: Pack, where: str, condition: Condition) -> Iterator[Complaint]:
    """Name what a row asks for and the vocabulary does not know."""
    facts, needs = _of_person(pack), pack.vocabulary.needs
    yield from _unknown("routing.toml", where, condition.facts, facts, "eine dieser Angaben")
    for name, codes in condition.facts.items():
        if name in facts:
            known = [answer.code for answer in facts[name].answers]
            yield from _unknown("routing.toml", f"{where} {name}", sorted(codes), known, "einer dieser Codes")
    chosen = sorted(condition.needs_any | condition.needs_only | condition.needs_uncounted)
    named = [need.code for need in needs.answers]
    yield from _unknown("routing.toml", f"{where} bedarf", chosen, named, "einer dieser Bedarfe")
    for number in condition.needs_count:
        if number > needs.most:
            problem = f"{number} kommt nie vor"
            yield Complaint("routing.toml", f"{where} bedarf_anzahl", problem, f"höchstens {needs.most}")


def _directory(pack: Pack) -> Iterator[Complaint]:
    doors = [door.code for door in pack.doors]
    towns = [town.code for town in pack.site.towns]
    needs = [need.code for need in pack.vocabulary.needs.answers]
    papers = _paper_answers(pack)
    for service in pack.services:
        where = f"service „{service.code}“"
        yield from _unknown("directory.toml", f"{where} door", [service.door], doors, "eine dieser Stellen")
        if towns:  # else it is they that are missing
            yield from _unknown("directory.toml", f"{where} towns", service.towns, towns, "einer dieser Orte")
        yield from _unknown("directory.toml", f"{where} needs", service.needs, needs, "einer dieser Bedarfe")
        yield from _unknown("directory.toml", f"{where} papers", service.papers, papers, "eines dieser Papiere")
        yield from _unknown("directory.toml", f"{where} topics", service.topics, needs, "einer dieser Bedarfe")
        if service.public_body and service.confidential:
            problem = "passt nicht zu public_body: ein Amt ist nicht vertraulich (§87 AufenthG)"
            yield Complaint("directory.toml", f"{where} confidential", problem, "die Zeile weglassen")
        yield from _in_order("directory.toml", where, service)
        if service.age_min is not None and service.age_max is not None and service.age_min > service.age_max:
            yield Complaint("directory.toml", f"{where} age_min", "ist größer als age_max", "das kleinere Alter zuerst")
    for plate in pack.doors:
        where = f"door „{plate.code}“ topics"
        yield from _unknown("directory.toml", where, plate.topics, needs, "einer dieser Bedarfe")
    begins = min((profile.valid_from for profile in pack.profiles), default=date.min)
    for door in (door.code for door in in_use(pack.doors, date.max)):
        if not any(
            service.door == door and not service.towns and _always(service, begins) for service in pack.services
        ):
            yield Complaint(
                "directory.toml",
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
