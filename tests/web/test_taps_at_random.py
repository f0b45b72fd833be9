"""Taps at random, with losses, repeats, late copies, restarts and wrong clocks between them: each is done once."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from builders import CASE_MANAGER, DESK, Clock, begin
from house import HouseClient
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiosk import desk, web
from kiosk.desk import Office
from kiosk.domain import tally
from kiosk.domain.conversation import Person, Stage
from kiosk.storage import Account, Store
from kiosk.words import catalogues

TALKS, TAPS = 14, 25
FAMILY = 3
"""Persons of a talk at most."""
ALWAYS_ASKED = {
    "altersgruppe": ("25_26", "27_44", "45_64"),
    "stadt": ("haan", "velbert", "ratingen"),
    "komplexitaet": ("einfach", "mehrere", "komplex"),
}
NEEDS = ("arbeit", "sprache", "geld", "schulden", "wohnen")
"""None of them acute: of these a person names so many at most."""
FAULTS = (
    *("", "", "answer lost", "sent three times", "copy on the line", "copy on the line"),
    *("restart", "restart, answer lost", "page loaded anew"),
)
LATE = "late copies that the running desk does not know", "late copies"
CLOCKS = (0, 0, 20, -20, 11 * 60, -11 * 60, 3 * 24 * 60)
"""How many minutes the wall clock is wrong; a session that this ends is begun anew."""
TRIED: Counter[str] = Counter()
"""How many taps and faults there were."""


@dataclass(frozen=True)
class Someone:
    """What must be stored of a person."""

    facts: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    outcome: str = ""


@dataclass
class Model:
    """What must be stored of the talk: each tap once, in the order of the taps. `most`: needs of a person."""

    most: int
    persons: list[Someone] = field(default_factory=lambda: [Someone()])

    def answer(self, place: int, fact: str, code: str) -> None:
        self._change(place, facts={**self.persons[place - 1].facts, fact: code})

    def add(self, place: int, need: str) -> None:
        before = self.persons[place - 1].needs
        if need not in before and len(before) < self.most:
            self._change(place, needs=(*before, need))

    def drop(self, place: int, need: str) -> None:
        self._change(place, needs=tuple(one for one in self.persons[place - 1].needs if one != need))

    def conclude(self, place: int, outcome: str) -> None:
        self._change(place, outcome=outcome)

    def take_back(self, place: int) -> None:
        self.persons[place - 1] = replace(self.persons[place - 1], outcome="")

    def add_person(self) -> None:
        new = Someone({fact: code for fact, code in self.persons[0].facts.items() if fact == "stadt"})
        if len(self.persons) == 1 or self.persons[-1] != new:
            self.persons.append(new)

    def drop_person(self, place: int) -> None:
        if place == len(self.persons) > 1 and not self.persons[-1].outcome:
            self.persons.pop()

    def _change(self, place: int, **changes: object) -> None:
        if not self.persons[place - 1].outcome:
            self.persons[place - 1] = replace(self.persons[place - 1], **changes)


class Tablet:
    """Taps with numbers, through a line that loses and repeats, at a desk that is started anew."""

    def __init__(self, office: Office) -> None:
        self.office, self.clock = office, Clock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
        self.page, self.number = 1, 0
        self.on_the_line: list[tuple[str, dict[str, str], str]] = []
        self.words = catalogues.load(office.pack)
        self.key, self.wrong = begin(office), 0
        self.start()

    def start(self) -> None:
        """Start the desk."""
        app = web.create_app(self.office, clock=self.clock, desk=DESK, words=self.words)
        self.client = app.test_client()
        self.sign_in()

    def set_clock(self, wrong: int) -> None:
        """Let the wall clock be wrong by so many minutes."""
        self.clock.jump(minutes=wrong - self.wrong)
        self.wrong = wrong

    def sign_in(self) -> None:
        form = {"name": CASE_MANAGER, "password": HouseClient.PASSWORD, "desk": DESK}
        self.client.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "same-origin"})

    def tap(self, path: str, fault: str, **form: str) -> None:
        """One tap with what befalls it."""
        if fault == "page loaded anew":
            self.page, self.number = self.page + 1, 0
        self.number += 1
        sent = f"/conversation/{self.key}{path}", form, self.newest
        if "restart" in fault:
            self.start()
        for _ in range(3 if fault == "sent three times" else 2 if "lost" in fault else 1):
            done = self.send(*sent) == 200
        if done and fault == "copy on the line":
            self.on_the_line.append(sent)
        TRIED.update(["taps", fault or "no fault"])

    @property
    def newest(self) -> str:
        """The page and number of the newest tap."""
        return f"page{self.page} {self.number}"

    def send(self, path: str, form: dict[str, str], tap: str) -> int:
        """Send it until somebody who is signed in has sent it."""
        headers = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "HX-Target": "body", "Tap": tap}
        answer = self.client.post(path, data=form, headers=headers)
        where = answer.headers.get("HX-Replace-Url", "")
        if where == "/sign-in":
            self.sign_in()
        if where.startswith("/unlock"):
            self.client.post(
                "/unlock", data={"secret": HouseClient.PASSWORD}, headers={"Sec-Fetch-Site": "same-origin"}
            )
        if where.startswith(("/sign-in", "/unlock")):
            answer = self.client.post(path, data=form, headers=headers)
        assert answer.status_code in (200, 404, 409), answer.text
        return answer.status_code

    def deliver_late(self) -> None:
        """Let copies of overtaken taps arrive: they change nothing."""
        before = self.persons()
        while self.on_the_line and self.on_the_line[-1][2] != self.newest:
            late = self.on_the_line.pop()
            answer = self.send(*late)
            assert self.persons() == before, late
            TRIED[LATE[answer == 409]] += 1

    def persons(self) -> tuple[Person, ...]:
        return self.office.store.talks.conversation(self.key).persons


@pytest.fixture(scope="module")
def office_at_random(tmp_path_factory, mettmann):
    store = Store.create(tmp_path_factory.mktemp("random") / "desk.sqlite3")
    store.file.db.execute("PRAGMA synchronous = OFF")
    store.staff.keep_account(Account(CASE_MANAGER, "case_manager", HouseClient.PASSWORD_HASH))
    yield Office(store, mettmann)
    store.close()


@dataclass(frozen=True)
class Step:
    """Something that can be tapped, with what befalls it and the clock before it."""

    kind: str
    place: int
    answer: tuple[str, str]
    need: str
    outcome: str
    fault: str
    clock: int
    then_late: bool


STEPS = st.builds(
    Step,
    kind=st.sampled_from(("answer",) * 3 + ("add",) * 3 + ("drop", "end", "back", "more", "less", "done")),
    place=st.integers(0, FAMILY - 1),
    answer=st.sampled_from([(fact, code) for fact, codes in ALWAYS_ASKED.items() for code in codes]),
    need=st.sampled_from(NEEDS),
    outcome=st.sampled_from(("info", "kein_bedarf")),
    fault=st.sampled_from(FAULTS),
    clock=st.sampled_from(CLOCKS),
    then_late=st.sampled_from((True, False, False, False)),
)


def one_tap(step: Step, tablet: Tablet, model: Model) -> None:
    """One tap, in the model and on the tablet."""
    place, fault = step.place % len(model.persons) + 1, step.fault
    talk = tablet.office.store.talks.conversation(tablet.key)
    person, turn = f"/person/{talk.persons[place - 1].place}", str(talk.turn)
    if step.kind == "answer":
        fact, code = step.answer
        model.answer(place, fact, code)
        tablet.tap(f"{person}/fact", fault, fact=fact, code=code)
    elif step.kind in ("add", "drop"):
        (model.add if step.kind == "add" else model.drop)(place, step.need)
        tablet.tap(f"{person}/need", fault, **{step.kind: step.need})
    elif step.kind == "end":
        model.conclude(place, step.outcome)
        tablet.tap(f"{person}/conclude", fault, outcome=step.outcome)
    elif step.kind == "back":
        model.take_back(place)
        tablet.tap(f"{person}/redecide", fault, turn=turn)
    elif step.kind == "more" and len(model.persons) < FAMILY:
        model.add_person()
        tablet.tap("/person", fault, after=str(talk.persons[-1].place))
    elif step.kind == "less":
        model.drop_person(place)
        tablet.tap(f"{person}/drop", fault)
    else:
        tablet.tap("/done", fault)


def test_each_tap_is_done_once_whatever_befalls_it(office_at_random):
    @settings(max_examples=TALKS, deadline=None, database=None, phases=[Phase.generate])
    @given(steps=st.lists(STEPS, min_size=15, max_size=TAPS))
    def holds(steps):
        tablet, model = Tablet(office_at_random), Model(office_at_random.pack.vocabulary.needs.at_most)
        for step in steps:
            tablet.set_clock(step.clock)
            one_tap(step, tablet, model)
            if step.then_late:
                tablet.deliver_late()
        talk = office_at_random.store.talks.conversation(tablet.key)
        stored = [
            Someone(dict(one.answers.facts), one.answers.needs, one.decision.outcome if one.decision else "")
            for one in talk.persons
        ]
        assert stored == model.persons, (stored, model.persons)
        if talk.stage is Stage.FINISHED:
            counted = desk.day_so_far(office_at_random, DESK, talk.day)
            talks = [
                one
                for one in office_at_random.store.talks.conversations(DESK, talk.day, talk.day)
                if one.stage is Stage.FINISHED
            ]
            assert counted[tally.VOLUME, tally.PERSONS] == sum(len(one.persons) for one in talks)

    holds()


def test_there_were_many_taps_and_faults_of_every_kind():
    assert TRIED["taps"] > 150, TRIED
    assert all(TRIED[kind] > 0 for kind in ("no fault", *LATE, *filter(None, FAULTS))), TRIED
