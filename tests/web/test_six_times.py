"""Every change that a page can ask for, asked for once and five times more at once: it is done once."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from builders import CASE_MANAGER, COMPLEX_104C, DESK, OVERHEAD, TODAY, accept, answered, declined, finished
from deliveries import OTHER, day_file
from house import HouseClient
from lists import paper
from outside import give_token, keep_october, looked_at

from kiosk import desk, web
from kiosk.clerk import Clerk
from kiosk.desk import Office
from kiosk.storage import Account
from kiosk.transfer.collecting import collect
from kiosk.words import clips
from kiosk.words.states import mark_of

LEAD, POST = "teamleitung", "stelle"
Asked = tuple[str, str, dict[str, Any]]
"""Who asks, for which address, with which form."""
Example = Callable[[Office, HouseClient], Asked]
EXAMPLES: dict[str, Example] = {}
NOT_ONCE = {
    "sign_in.enter": "each sign-in is a session of its own, and the one before ends",
    "accounts.reset": "each time another code, which takes the place of the one before",
    "account.change_password": "the former password fits no more: that is a guess, and counted",
    "code.use": "a code works once: that is a guess, and counted",
    "account.change_pin": "but right after the sign-in the password is asked for: that is a guess, and counted",
    "lock.unlock": "each unlocking is a session of its own, and a locked one ends",
}
OF_SESSIONS = ('INTO "session"', 'INTO "account_log"', "'log_head'")
"""What is no part of the comparison: when somebody was seen, and the log, in which each refused try stands too."""


def example(endpoint: str, who: str = CASE_MANAGER) -> Callable[[Callable[..., tuple[str, dict[str, Any]]]], None]:
    """Register what makes an example of a route."""

    def keep(make: Callable[..., tuple[str, dict[str, Any]]]) -> None:
        EXAMPLES[endpoint] = lambda office, client: (who, *make(office, client))

    return keep


def of_person(endpoint: str, step: str, **form: str) -> None:
    """An example of a tap in an open talk."""

    def make(office: Office, _client: HouseClient) -> tuple[str, dict[str, Any]]:
        return f"/conversation/{answered(office, COMPLEX_104C, ('geld',))}/person/1/{step}", form

    example(endpoint)(make)


of_person("conversation.fact", "fact", fact="stadt", code="haan")
of_person("conversation.need", "need", add="arbeit")
of_person("conversation.refer", "refer", service="kim_cm_velbert", shown="kim_cm_velbert", reason="")
of_person("conversation.conclude", "conclude", outcome="info")


@example("sign_in.leave")
def _leave(office, client):
    return "/sign-out", {}


@example("sign_in.tongue")
def _tongue(office, client):
    return "/tongue", {"tongue": "en"}


@example("day.answer")
def _day(office, client):
    clock = client.application.extensions["kiosk"].clock
    clock.jump(days=50)
    return "/day", {"day": clock.doubted_day.isoformat(), "answer": "yes"}


@example("desk.profile")
def _profile(office, client):
    return "/desk/profile", {"profile": "clearing"}


@example("desk.close")
def _close(office, client):
    finished(office)
    answered(office, COMPLEX_104C)
    return "/desk/close", {}


@example("desk.tell")
def _tell(office, client):
    return "/talk-facts", {"key": finished(office).key, "fact": "luecke", "code": "weg"}


@example("conversation.language")
def _language(office, client):
    return f"/conversation/{answered(office, COMPLEX_104C)}/language", {"language": "en"}


@example("conversation.promise")
def _promise(office, client):
    return f"/conversation/{desk.new_key(office)}/promise", {"language": "ar", "answer": "yes"}


@example("conversation.add_person")
def _add(office, client):
    return f"/conversation/{answered(office, COMPLEX_104C)}/person", {}


@example("conversation.drop_person")
def _drop(office, client):
    key = answered(office, COMPLEX_104C)
    return f"/conversation/{key}/person/{desk.add_person(office, key, TODAY)}/drop", {}


@example("conversation.turn")
def _turn(office, client):
    return f"/conversation/{answered(office, COMPLEX_104C)}", {}


@example("lock.lock")
def _lock(office, client):
    return "/lock", {}


@example("conversation.redecide")
def _redecide(office, client):
    return f"/conversation/{finished(office).key}/person/1/redecide", {"turn": "0"}


@example("conversation.done")
def _done(office, client):
    key = answered(office, COMPLEX_104C)
    desk.conclude(office, key, 1, "info")
    return f"/conversation/{key}/done", {}


@example("conversation.take_back")
def _take_back(office, client):
    return f"/conversation/{declined(office)}/take-back", {"language": "ar"}


@example("conversation.end")
def _end(office, client):
    return f"/conversation/{answered(office, COMPLEX_104C)}/end", {"how": "discard"}


@example("slip.take")
def _take(office, client):
    facts = {"altersgruppe": "18_24", "stadt": "haan", "aufenthalt": "p104c", "restlaufzeit": "knapp"}
    key = answered(office, facts, ("wohnungsnot",))
    accept(office, key)
    return f"/conversation/{key}/person/1/slip?service=jmd", {}


@example("dates.show")
def _dates(office, client):
    key = answered(office, COMPLEX_104C)
    accept(office, key)
    return f"/conversation/{key}/person/1/dates", {"month": "2027-03"}


@example("sounds.change", LEAD)
def _sound(office, client):
    mark = mark_of(next(iter(clips.spoken(office.pack))))
    return "/sounds", {"language": "ar", "mark": mark, "do": "remove"}


@example("openings.change", LEAD)
def _opening(office, client):
    return "/openings", {"desk": DESK, "day": "2026-11-12", "state": "ill"}


@example("cases.tell", POST)
def _told(office, client):
    return "/cases", {"month": "2026-10", "faelle_aktiv:umf": "3"}


@example("cases.bring", POST)
def _bring(office, client):
    return "/cases/list", {"month": "2026-10", "file": b"Tabelle;Zeile;Bezeichnung;Anzahl\nfaelle_aktiv;umf;UMF;3\n"}


@example("releases.make", OVERHEAD)
def _release(office, client):
    keep_october(office)
    client.sign_in(OVERHEAD)
    return "/releases", looked_at(client, "2026-10")


@example("access.give", OVERHEAD)
def _give(office, client):
    return "/access", {"name": "Berichtsportal"}


@example("access.revoke", OVERHEAD)
def _revoke(office, client):
    client.sign_in(OVERHEAD)
    give_token(client)
    (token,) = office.store.tokens.tokens()
    return "/access/revoke", {"digest": token.digest}


@example("collecting.start", OVERHEAD)
def _collect(office, client):
    return "/collect", {}


@example("collecting.decide", OVERHEAD)
def _decide(office, client):
    inbox = client.application.extensions["kiosk"].clerk.inbox
    (inbox / "a.csv").write_bytes(day_file(office.pack, TODAY, 4))
    (inbox / "b.csv").write_bytes(day_file(office.pack, TODAY, 6, writer=OTHER))
    list(collect(office.store, office.pack, inbox, TODAY))
    (case,) = office.store.counts.undecided()
    numbers = [one.number for one in case.counts]
    return "/collect/decision", {"chosen": numbers[1], "seen": numbers}


@example("collecting.rest", OVERHEAD)
def _rest(office, client):
    inbox = client.application.extensions["kiosk"].clerk.inbox
    (inbox / "a.csv").write_bytes(day_file(office.pack, TODAY, 4) + b"x,y\n")
    list(collect(office.store, office.pack, inbox, TODAY))
    return "/collect/aside", {"done": "1"}


@example("accounts.make", LEAD)
def _make(office, client):
    return "/accounts", {"name": "neu", "role": "case_manager"}


@example("accounts.end_sessions", LEAD)
def _end_sessions(office, client):
    client.sign_in(OVERHEAD)
    return "/accounts/sign-out", {"name": OVERHEAD}


@example("account.end_sessions", LEAD)
def _end_own(office, client):
    return "/account/sessions", {}


@example("accounts.close", LEAD)
def _close_account(office, client):
    return "/accounts/close", {"name": OVERHEAD}


@example("accounts.forget_device", LEAD)
def _forget_device(office, client):
    client.application.test_client().sign_in(OVERHEAD)
    (device,) = office.store.devices.known()
    return "/accounts/device", {"digest": device.digest}


LIST = {"source": "Vorlage", "first": "2023-04-01", "last": "2024-04-30"}


def uploaded(client: HouseClient) -> str:
    """The address of a draft."""
    client.sign_in(OVERHEAD)
    sent = {**LIST, "file": (io.BytesIO(paper("screening_outcomes")), "liste.csv")}
    return client.post("/imports", data=sent, content_type="multipart/form-data").location


@example("importing.upload", OVERHEAD)
def _upload(office, client):
    return "/imports", {**LIST, "file": paper("screening_outcomes")}


@example("importing.decide", OVERHEAD)
def _take_in(office, client):
    return uploaded(client), {**LIST, "do": "take"}


@example("importing.undo", OVERHEAD)
def _undo(office, client):
    client.post(uploaded(client), data={**LIST, "do": "take"})
    return "/imports/undo", {"number": "1"}


@example("importing.forget", OVERHEAD)
def _forget(office, client):
    office.store.old_lists.learn({"nix": "-"}, "a;b", {"a": "b"})
    return "/imports/forget", {"about": "nix"}


@pytest.fixture
def app(office, clock, tmp_path):
    """A desk that collects too, with an account of every role."""
    for name, role, post in (
        (CASE_MANAGER, "case_manager", ""),
        (LEAD, "lead", ""),
        (OVERHEAD, "overhead", ""),
        (POST, "post", office.pack.site.posts[0].code),
    ):
        office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, post))
    (tmp_path / "inbox").mkdir()
    made = web.create_app(office, clock=clock, clerk=Clerk(office, clock, tmp_path, inbox=tmp_path / "inbox"))
    made.test_client_class = HouseClient
    return made


def changing(app) -> set[str]:
    """The endpoints that change something."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}}


def kept(office: Office) -> list[str]:
    """Everything in the store that the comparison is about."""
    lines = office.store.file.db.conn.iterdump()
    return [line for line in lines if not any(part in line for part in OF_SESSIONS)]


def test_every_route_that_changes_something_has_an_example(app):
    assert changing(app) == EXAMPLES.keys() | NOT_ONCE.keys()


@pytest.mark.parametrize("endpoint", EXAMPLES)
def test_asked_for_six_times_it_is_done_once(app, office, clock, endpoint):
    client: HouseClient = app.test_client()
    who, path, form = EXAMPLES[endpoint](office, client)
    client.sign_in(who)
    cookie, before = client.get_cookie("session").value, kept(office)

    def ask(_number: int) -> int:
        other: HouseClient = app.test_client()
        other.set_cookie("session", cookie)
        data = {name: (io.BytesIO(one), "liste.csv") if isinstance(one, bytes) else one for name, one in form.items()}
        return other.post(path, data=data).status_code

    assert ask(0) < 400
    once = kept(office)
    with ThreadPoolExecutor(5) as threads:
        answers = [*threads.map(ask, range(5))]
    assert kept(office) == once
    assert all(status < 500 for status in answers)
    assert once != before or endpoint in LEAVES_NOTHING


LEAVES_NOTHING = (
    "sign_in.leave",
    "account.end_sessions",
    "accounts.end_sessions",
    "sign_in.tongue",
    "cases.bring",
    "collecting.start",
    "desk.profile",
    "conversation.turn",
    "lock.lock",
    "dates.show",
    "sounds.change",
)
"""They change a session or a file beside the store, fill in a form, show something, or wake the clerk."""
