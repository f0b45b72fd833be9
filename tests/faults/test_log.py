"""The log says what went wrong and where, and never what somebody has answered."""

import logging
import re
import subprocess
import sys
from time import sleep

import pytest
from builders import answered

from kiosk import desk
from kiosk.clerk import FORGET
from kiosk.errors import DutyReason

ANSWER = "das-hat-jemand-geantwortet"
LOGGED_BY_OTHERS = """
import logging, sys
from kiosk.cli.serving import begin_log
begin_log()
try:
    raise ValueError(sys.argv[1])
except ValueError:
    logging.getLogger("waitress").exception("Exception while serving %s", sys.argv[1])
"""


def mistake(*_args: object, **_named: object) -> None:
    """Fail as code of ours would that puts a value into its message, from an error that does so too."""
    try:
        {}[ANSWER]
    except KeyError as error:
        raise ValueError(f"cannot use {ANSWER!r}") from error


def check_log(text: str) -> None:
    """A log has kinds and places of both errors, and no value."""
    assert "KeyError\n" in text
    assert "\nValueError" in text
    assert f'File "{__file__}", line {mistake.__code__.co_firstlineno + 5}, in mistake' in text
    assert ANSWER not in text


def test_a_mistake_behind_a_page_is_logged_without_the_form(client, caplog, monkeypatch):
    client.application.testing = False
    place = client.new_talk()
    monkeypatch.setattr(desk, "answer", mistake)
    sent = client.tap(f"{place}/fact", fact="stadt", code=ANSWER)
    assert sent.status_code == 500
    assert ANSWER not in sent.text
    check_log(caplog.text)
    assert "unexpected ValueError at conversation.fact" in caplog.text


def test_a_mistake_in_a_duty_is_logged_without_values(office, clerk, caplog, monkeypatch):
    answered(office, {"stadt": "velbert"})
    monkeypatch.setattr(desk, "turn_of_day", mistake)
    clerk.start()
    clerk.wake(FORGET)
    for _ in range(250):
        if office.store.failing.all():
            break
        sleep(0.02)
    clerk.stop()
    assert [one.reason for one in office.store.failing.all()] == [DutyReason.MISTAKE]
    check_log(caplog.text)


@pytest.mark.parametrize("path", ["/desk", "/sign-in", "/slip/de/mbe"])
def test_nothing_that_was_sent_stands_in_the_log(client, caplog, path):
    caplog.set_level(logging.DEBUG)
    client.get(path, query_string={"answer": ANSWER})
    client.get(f"/conversation/{ANSWER}", query_string={"language": ANSWER})
    client.post(f"/conversation/{ANSWER}/promise", data={"answer": ANSWER})
    client.post("/sign-in", data={"name": ANSWER, "password": ANSWER})
    assert ANSWER not in caplog.text


def test_a_duty_that_fails_is_told_in_plain_words_with_the_moment_and_its_zone():
    said = (
        "import logging\nfrom kiosk.cli.serving import begin_log\nfrom kiosk.clerk import HOW_IT_WENT\nbegin_log()\n"
        "for reason in ('gone', ''): logging.getLogger('kiosk').warning(HOW_IT_WENT, 'backup', reason)"
    )
    lines = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stderr.splitlines()
    told = ("Sicherung: Den Ordner gibt es am Ziel nicht.", "Sicherung: geht wieder.")
    for line, words in zip(lines, told, strict=True):
        assert re.match(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{{4}} WARNING kiosk: {words}", line)


def test_what_the_server_below_logs_is_told_without_values():
    command = [sys.executable, "-c", LOGGED_BY_OTHERS, ANSWER]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert re.match(r"[-\d]{10}T[:\d]{8}[+-]\d{4} ERROR waitress: <string> 8\n", told)
    assert 'File "<string>", line 6, in <module>' in told
    assert told.splitlines()[-1] == "ValueError"
    assert ANSWER not in told
