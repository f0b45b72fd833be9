"""The answer to a tap is the next part; a plain form is led there."""

import re
from itertools import count
from pathlib import Path

import pytest
from builders import CASE_MANAGER, COMPLEX_104C
from house import Element, HouseClient, Reader

AT_MOST = 12
"""Requests of a whole talk with its slip, from the desk and back to it."""
YES, FACT, REFER, DONE = 8, 6, 8, 8
"""What the store is asked and told in a tap, beginning and end of a change among them."""

LINE = Path(__file__).parents[2] / "kiosk/web/static/line.js"
STAYS = {f"conversation.{name}" for name in ("fact", "need", "language", "promise")} | {"slip.take", "dates.show"}
"""After these taps of a talk another one of the same page is taken; the no is told apart by its answer."""


class Finger:
    """Taps the buttons that stand on the screen, as htmx sends them, and counts the requests."""

    def __init__(self, client: HouseClient) -> None:
        self.client, self.requests = client, 0
        self.screen = client.get("/desk").text

    def tap(self, action: str, **named: str) -> None:
        """Tap the button of this name and value in the form that leads there; the answer is the screen then."""
        elements = Reader(self.screen).elements
        buttons = [one for one in elements if one.name == "button" and is_(one, named)]
        form = next(form for one in buttons if (form := one.within("form")) and leads(form, action))
        hidden = {
            one.attributes["name"]: one.attributes["value"]
            for one in elements
            if one.name == "input" and one.within("form") is form
        }
        part = form.around("hx-boost:inherited")
        target = part.attributes.get("id", "body") if part else ""
        address, sent = form.attributes["action"], hidden | named
        if form.attributes.get("method") == "post":
            answer = self.client.post(address, data=sent, tap=target)
        else:
            answer = self.client.get(address, query_string=sent, tap=target)
        assert answer.status_code == 200, answer.text
        self.screen, self.requests = answer.text, self.requests + 1

    def take_back(self, key: str) -> None:
        """Take the tablet out of the client's hands: one touch and the PIN, which are no taps."""
        here = {"Referer": f"http://localhost/conversation/{key}/person/1"}
        self.screen = self.client.post("/lock", tap="body", headers=here).text
        self.type_pin()

    def type_pin(self) -> None:
        [back] = re.findall(r'name="back" value="([^"]+)"', self.screen)
        self.screen = self.client.post("/unlock", data={"back": back, "secret": HouseClient.PIN}, tap="body").text


def leads(form: Element, action: str) -> bool:
    return form.attributes["action"].endswith(action)


def is_(button: Element, named: dict[str, str]) -> bool:
    return all((button.attributes.get("name"), button.attributes.get("value")) == one for one in named.items())


def test_a_whole_talk_takes_a_request_a_tap(client):
    finger = Finger(client)
    (key,) = re.findall(r'action="/conversation/([^"]+)" class="new-talk"', finger.screen)
    finger.tap(key)
    finger.tap(key, language="ar")
    finger.tap("/promise", answer="yes")
    for fact, code in COMPLEX_104C.items():
        if fact == "komplexitaet":
            finger.take_back(key)
        assert f'value="{fact}"' in finger.screen
        finger.tap("/fact", code=code)
    finger.tap("/need", add="aufenthalt_antrag")
    finger.tap("/refer", service="kim_cm_velbert")
    assert '<article class="slip">' in finger.screen
    finger.tap("/done")
    finger.type_pin()
    assert "Ein Gespräch, eine Person. Ein Zettel." in " ".join(finger.screen.split())
    assert finger.requests <= AT_MOST


def test_a_tap_asks_the_store_no_more_than_it_needs(client, store):
    place, start = client.new_talk(), f"/conversation/{client.new_key()}"
    client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    asked, number = list[str](), count(1)
    store.file.db.conn.set_trace_callback(asked.append)

    def cost(path: str, part: str = "body", **form: str) -> int:
        asked.clear()
        assert client.post(path, data=form, tap=part, headers={"Tap": f"page {next(number)}"}).status_code == 200
        return len(asked)

    assert cost(f"{start}/promise", language="de", answer="yes") <= YES
    assert cost(f"{place}/fact", "talk", fact="stadt", code="mettmann") <= FACT
    assert cost(f"{place}/refer", service="mbe", shown="mbe") <= REFER
    assert cost(place.replace("/person/1", "/done")) <= DONE


@pytest.mark.parametrize("part", ["body", "talk"])
def test_an_answer_comes_with_the_address_it_has(client, part):
    place = client.new_talk()
    panel = f"{place}?panel=doors"
    for asked in ("", "&door=mbe", "&door=mbe&service=mbe_caritas"):
        assert client.get(panel + asked, tap=part).headers["HX-Replace-Url"] == panel
    for path, form, address in (
        ("/fact", {"fact": "altersgruppe", "code": "27_44"}, place),
        ("/need", {"add": "arbeit"}, f"{place}?open=bedarf"),
        ("/conclude", {"outcome": "info"}, "/desk"),
    ):
        answer = client.tap(place + path, part, **form)
        assert (answer.status_code, answer.headers["HX-Replace-Url"]) == (200, address)


@pytest.mark.parametrize("turned", [False, True])
def test_a_page_that_is_shown_at_once_is_the_one_that_its_address_shows(client, turned):
    talk = f"/conversation/{client.new_key()}"
    if turned:
        client.post(talk)

    def tap(path: str, **form: str) -> str:
        answer = client.tap(talk + path, "body", **form)
        assert client.get(answer.headers["HX-Replace-Url"], tap="body").text == answer.text
        return answer.text

    tap("/promise", language="ar", answer="yes")
    shown = tap("/person/1/fact", fact="stadt", code="mettmann")
    if turned:
        client.post("/lock")
        shown = client.post("/unlock", data={"secret": client.PIN, "back": f"{talk}/person/1"}, tap="body").text
    [suggested] = re.findall(r'name="shown" value="([^"]+)"', shown)
    assert '<article class="slip">' in tap("/person/1/refer", service=suggested, shown=suggested)
    assert 'id="secret"' in tap("/done")


def test_a_page_takes_the_place_of_the_page_and_a_part_of_the_part(client):
    place = client.new_talk()
    assert "HX-Retarget" not in client.tap(f"{place}/fact", fact="altersgruppe", code="27_44").headers
    ended = client.tap(f"{place}/conclude", outcome="info")
    assert (ended.headers["HX-Retarget"], ended.headers["HX-Reswap"]) == ("body", "outerSync swap:1ms")


def test_where_a_tap_leads_is_guarded_like_a_request_of_its_own(client, anonymous):
    place = client.new_talk()
    client.post("/sign-out")
    entrance = client.tap(f"{place}/fact", fact="altersgruppe", code="27_44")
    assert entrance.headers["HX-Replace-Url"] == "/sign-in"
    assert "Anmelden" in entrance.text


def test_a_refusal_keeps_the_address_of_the_page_that_was_tapped(client):
    place = client.new_talk()
    gone = client.tap(f"{place}/drop")
    assert gone.status_code == 404
    assert "HX-Replace-Url" not in gone.headers


def test_a_page_with_another_stylesheet_is_loaded_anew(overhead_client):
    answer = overhead_client.get("/", tap="body")
    assert (answer.headers["HX-Redirect"], answer.data) == ("/numbers", b"")


@pytest.mark.parametrize(
    ("left", "anew"), [("/numbers?part=who", True), ("/account", True), ("/desk", False), ("/no", False)]
)
@pytest.mark.parametrize(("hides", "leads"), [("/lock", "/unlock"), ("/sign-out", "/sign-in")])
def test_what_hides_a_page_with_another_stylesheet_loads_the_next_one_anew(client, hides, leads, left, anew):
    answer = client.post(hides, tap="body", headers={"HX-Current-URL": f"http://localhost{left}"})
    assert (answer.status_code, answer.headers.get("HX-Redirect", "").partition("?")[0]) == (200, leads if anew else "")
    assert bool(answer.data) != anew
    assert client.get("/desk").location.startswith(leads)


def test_a_new_cookie_counts_on_the_way_and_comes_with_the_page(anonymous):
    form = {"name": CASE_MANAGER, "password": anonymous.PASSWORD, "desk": "mettmann"}
    answer = anonymous.tap("/sign-in", "body", **form)
    assert answer.headers["HX-Replace-Url"] == "/desk"
    assert "Neues Gespräch" in answer.text
    assert "session=" in " ".join(answer.headers.getlist("Set-Cookie"))
    assert anonymous.get("/desk").status_code == 200


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 5000, "9" * 5000 + "x"])
def test_a_tap_with_a_number_that_no_page_gives_counts_as_it_comes(client, number):
    for _ in range(2):
        assert client.post("/tongue", data={"tongue": "en"}, headers={"Tap": f"page {number}"}).status_code == 303


def test_every_tap_of_a_talk_ends_its_page_or_stays(client):
    [leaves] = re.findall(r'LEAVES = "(.*)"', LINE.read_text(encoding="utf-8"))
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/conversation/") and "POST" in rule.methods:
            address = rule.rule.replace("<int:place>", "1").replace("<key>", "x" * 22)
            ends = re.search(f"/({leaves})$".replace("\\\\", "\\"), address)
            assert bool(ends) != (rule.endpoint in STAYS), rule.rule
