"""What somebody types, or a browser sends along, where nobody asked for it, is nowhere afterwards."""

import io
import logging
import re
import tempfile

import pytest
from builders import CASE_MANAGER, DESK, OVERHEAD, Clock, finished
from house import HouseClient
from tree import ROOT

from kiosk import desk, web
from kiosk.cli.serving import begin_log
from kiosk.storage import Account

CANARIES = (
    "Samira Kanarie",
    "Kanarienvogel",
    "kanarie@nest.example",
    "+49 2104 99887766",
    "0151-99887766",
    "سميرة كناري",
    "Самира Канар",
    "ሳሚራ ካናሪ",
    "geb. 13.07.1987",
    "AZR 990887766554",
    "Az. 33-99887766",
    "Kanarienweg 99, 42551",
    "staatenlos-kanarisch",
    "Käfig|Kanarie;=1+1",
    "<b>Kanarie</b>",
    "'; DROP TABLE kanarie; --",
    "../../kanarie.txt",
    "kanarie%0d%0aX: 1",
    "998877",
    "${jndi:kanarie}",
)
HEADERS = ("User-Agent", "Referer", "X-Forwarded-For", "X-Real-IP", "Accept-Language", "HX-Current-URL", "X-Kanarie")
ASKED = ("importing.upload", "importing.decide", "importing.draft", "access.give")
"""Where the overhead brings a list or names a program: it stands in the data list, and goes by its rules."""
FIELDS = sorted(
    {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'\bname="([\w-]+)"', path.read_text(encoding="utf-8"))
    }
)
LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR) (kiosk|waitress[\w.]*|werkzeug): "
    r"([a-z]+: [a-z_]+|[A-Z]\w+ at [\w.]+: [\w ]+|unexpected \w+ at [\w.]+|<?[\w.]+>? \d+)"
)


@pytest.fixture
def log():
    """What the running program writes into its log."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    root.handlers.clear()
    begin_log()
    root.handlers[0].setStream(written)
    yield written
    root.handlers[:], level = before[0], before[1]
    root.setLevel(level)


def sent_everywhere(client: HouseClient, key: str) -> None:
    """Every route gets canaries as address, query, form and headers."""
    for number, rule in enumerate(client.application.url_map.iter_rules()):
        if rule.endpoint in ASKED:
            continue
        for shift in (0, 10):
            canary = [CANARIES[(number + shift + place) % len(CANARIES)] for place in range(len(CANARIES))]
            headers = {name: canary[place].encode("ascii", "ignore").decode() for place, name in enumerate(HEADERS)}
            form = {name: canary[place % len(canary)] for place, name in enumerate(FIELDS)}
            for talk in (key, canary[0]) if "<key>" in rule.rule else [""]:
                path = re.sub(r"<int:\w+>", "1", re.sub(r"<key>", talk, rule.rule))
                path = re.sub(r"<[^>]+>", canary[1], path).replace("?", "")
                client.get(path, query_string=form, headers=headers)
                client.post(path, query_string=form, data=form, headers=headers)


@pytest.mark.parametrize("who", [CASE_MANAGER, OVERHEAD, "teamleitung", "stelle", ""])
def test_no_canary_is_anywhere(office, clock: Clock, clerk, log, tmp_path, monkeypatch, who):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    posts = office.pack.site.posts[0].code
    for name, role, post in (
        (CASE_MANAGER, "case_manager", ""),
        (OVERHEAD, "overhead", ""),
        ("teamleitung", "lead", ""),
        ("stelle", "post", posts),
    ):
        office.store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH, post))
    app = web.create_app(office, clock=clock, clerk=clerk)
    app.test_client_class = HouseClient
    client: HouseClient = app.test_client()
    if who:
        client.sign_in(who)
    token = client.get_cookie("session").value if who else "nobody-has-this-token"
    sent_everywhere(client, finished(office).key)
    desk.close_day(office, DESK, clock.today)
    clerk.do_all()
    places = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    places |= {"log": log.getvalue().encode(), "backup": office.store.copy().content}
    hits = [(name, one) for name, content in places.items() for one in (*CANARIES, token) if one.encode() in content]
    assert hits == []
    assert [line for line in log.getvalue().splitlines() if not LINE.fullmatch(line)] == []
