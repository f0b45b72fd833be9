"""Requests that no page sends, at a real server: a calm refusal each, no inner word, nothing kept, quick afterwards."""

import time
from collections import Counter
from pathlib import Path
from random import Random

from builders import DESK, begin
from faults.malformed import INNER, Answer, Made, Route, asked, is_http
from faults.served import Server
from flask import Flask
from house import HouseClient

from kiosk import web
from kiosk.clock import wall_clock
from kiosk.desk import Office
from kiosk.pack import Pack
from kiosk.storage import ROLES, Account, Session, Store
from kiosk.web.cookies import digest

NOT_ROUTED = {"HEAD", "OPTIONS"}
NAME = "who is {}"
SEED, MANY, ANEW, AT_MOST, KINDS = 20261127, 300, 50, 2, 5
"""Sessions are begun anew after so many requests, for some of them end one. Seconds for a page afterwards."""


def test_malformed_requests_are_refused_without_a_word_of_what_is_inside(tmp_path, mettmann):
    ask_for_nonsense(MANY, SEED, tmp_path, mettmann)


def ask_for_nonsense(times: int, seed: int, folder: Path, mettmann: Pack) -> Counter[int]:
    """Send so many malformed requests to a real server, signed in and not; how often which status came back."""
    office = office_with_everybody(folder / "data" / "desk.sqlite3", mettmann)
    (folder / "inbox").mkdir()
    made = Made(Random(seed), routes_of(web.create_app(office)), ["", *ROLES])
    before, statuses = accounts(office), Counter[int]()
    server = Server(folder / "data", "--collect", folder / "inbox", "--desk", DESK)
    try:
        for number in range(times):
            if number % ANEW == 0:
                begin_sessions(office)
                made.key = begin(office, wall_clock().date())
            request, seconds = made.one()
            answer = asked(server.port, request, seconds)
            found = wrong_with(request, answer)
            assert not found, f"seed {seed}, request {number}: {found}\n{request[:900]!r}"
            statuses[answer.status] += 1
        begin_sessions(office)
        server.cookie, began = "session=case_manager", time.perf_counter()
        assert server.send("/desk").status == 200
        assert time.perf_counter() - began < AT_MOST
    finally:
        server.end()
    assert (server.process.returncode, [line for line in server.said.splitlines() if " ERROR " in line]) == (0, [])
    assert (office.store.is_sound(), accounts(office)) == (True, before)
    office.store.close()
    assert len(made.kinds) == KINDS
    return statuses


def office_with_everybody(path: Path, mettmann: Pack) -> Office:
    """A desk with an account of every role, by a name that no request made by chance can close."""
    office = Office(Store.create(path), mettmann)
    for role in ROLES:
        post = mettmann.site.posts[0].code if role == "post" else ""
        office.store.staff.keep_account(Account(NAME.format(role), role, HouseClient.PASSWORD_HASH, post))
    office.store.pepper()
    return office


def wrong_with(request: bytes, answer: Answer) -> str:
    """What an answer to a malformed request does that it must not; nothing where it is as it should be."""
    meant = answer.status == 503 and ("Retry-After" in answer.head or b" /health" in request)
    if answer.status >= 500 and not meant and (answer.status not in (501, 505) or is_http(request)):
        return f"status {answer.status}"
    if found := INNER.search(answer.body):
        return f"{found[0]!r} stands on a page: {answer.body[:2000]}"
    if answer.status and "Content-Security-Policy: default-src 'none'" not in answer.head:
        return f"no headers of ours: {answer.head}"
    return ""


def routes_of(app: Flask) -> list[Route]:
    """Each method and address of the desk."""
    return [(method, rule.rule) for rule in app.url_map.iter_rules() for method in sorted(rule.methods - NOT_ROUTED)]


def begin_sessions(office: Office) -> None:
    """Sign everybody in, under a cookie that holds their role."""
    now = int(wall_clock().timestamp())
    for role in ROLES:
        desk = DESK if role in ("case_manager", "lead") else ""
        profile = office.pack.profiles[0].code if desk else ""
        post = office.pack.site.posts[0].code if role == "post" else ""
        office.store.staff.end_session(digest(role))
        session = Session(NAME.format(role), role, desk, profile, "de", "", now, now, post=post)
        office.store.staff.begin_session(digest(role), session)


def accounts(office: Office) -> list[tuple[str, str, str]]:
    """Who there is, with which password."""
    return [(one.name, one.role, one.password) for one in office.store.staff.accounts()]
