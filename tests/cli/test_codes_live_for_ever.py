"""A code that was counted and is then retired, removed or renamed: every page, file and delivery goes on."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from builders import CASE_MANAGER, OVERHEAD, TODAY, Clock, begin
from house import HouseClient
from outside import looked_at

from kiosk import desk, overhead, web
from kiosk import pack as packs
from kiosk.cli.root import remember
from kiosk.clock import wall_clock
from kiosk.desk import Choice, Office
from kiosk.domain.calendar import DayState
from kiosk.domain.conversation import Stage
from kiosk.domain.period import Period, month_of
from kiosk.domain.tally import Scope
from kiosk.pack import Pack
from kiosk.storage import Account, Store
from kiosk.words.former_codes import former_codes, with_former

MUSTERKREIS = Path(__file__).resolve().parent.parent / "packs" / "musterkreis"
EXTRA = {
    "site.toml": '[[town]]\ncode = "nebendorf"\nname = "Nebendorf"\n',
    "vocabulary.toml": (
        '[[fact.menge.answer]]\ncode = "mittelviel"\nlabel = "einige Fragen"\n'
        '[[need.answer]]\ncode = "garten"\nlabel = "Garten"\npicture = "dots"\npaper_row = "sonstiges"\n'
        '[[reason]]\ncode = "guter_rat"\nlabel = "guter Rat"\n'
        '[[outcome]]\ncode = "zu_haus"\nlabel = "Zum Haus"\nkind = "referral"\ndoor = "haus"\npaper_row = "fachamt"\n'
        '[[outcome]]\ncode = "kein_wunsch"\nlabel = "kein Wunsch"\nkind = "no_need"\npaper_row = "ohne_verweis"\n'
    ),
    "directory.toml": (
        '[[door]]\ncode = "haus"\nname = "Haus"\nmeaning = "Beratung zu allen Themen"\n'
        'picture = "route"\ncolour = "kim"\n'
        '[[service]]\ncode = "haus_kreis"\ndoor = "haus"\nname = "Haus Musterkreis"\n'
        'meaning = "Beratung zu allen Themen"\nsource = "Musterhandbuch"\nvalid_from = 2025-01-01\n'
        'hours = [{ days = ["mo"], from = "09:00", to = "12:00" }]\n'
    ),
}
"""What the pack has more of while the talks are held: one code of every kind."""
CODES = ("nebendorf", "mittelviel", "garten", "guter_rat", "zu_haus", "kein_wunsch", "haus", "haus_kreis")
RETIRED = f"retired = {TODAY + timedelta(days=1)}"
FILES = ("/numbers.xlsx", "/numbers.docx", "/numbers.csv", "/numbers.machine.csv", "/numbers.json")


def changed(folder: Path, change: Callable[[str, str], str]) -> Pack:
    """The pack with its extra codes after a change of their lines."""
    shutil.copytree(MUSTERKREIS, folder)
    for name, lines in EXTRA.items():
        path = folder / name
        path.write_text(path.read_text("utf-8") + change(name, lines), "utf-8")
    if change("directory.toml", "[[door]]"):
        path = folder / "profiles.toml"
        path.write_text(path.read_text("utf-8").replace('"fachamt"]', '"fachamt", "haus"]'), "utf-8")
    if 'code = "haus_neu"' in change("directory.toml", EXTRA["directory.toml"]):
        path = folder / "profiles.toml"
        path.write_text(path.read_text("utf-8").replace('"haus"]', '"haus_neu"]'), "utf-8")
    return packs.load(folder)


def renamed(_: str, lines: str) -> str:
    """Every code under another name."""
    for code in CODES:
        lines = lines.replace(f'"{code}"', f'"{code}_neu"')
    return lines


def retired(name: str, lines: str) -> str:
    """Every code with the day from which it is not offered."""
    return "\n".join(f"{line}\n{RETIRED}" if line.startswith("code =") else line for line in lines.splitlines())


CHANGES = {"retired": retired, "removed": lambda *_: "", "renamed": renamed}


@pytest.fixture
def before(tmp_path) -> Pack:
    """The pack while the talks are held."""
    return changed(tmp_path / "before", lambda _, lines: lines)


@pytest.fixture(params=CHANGES)
def after(tmp_path, request) -> Pack:
    """The pack after the change."""
    return changed(tmp_path / "after", CHANGES[request.param])


@pytest.fixture
def held(store: Store, before: Pack) -> Office:
    """A desk that held a talk with every extra code, closed its day, and left one talk of it open."""
    office = Office(store, before)
    store.staff.open_hour("markt", "allgemein", TODAY)
    for number in range(3):
        key = begin(office, language="de", place="markt")
        for fact, code in {"altersklasse": "mittel", "ort": "nebendorf", "menge": "mittelviel"}.items():
            desk.answer(office, key, 1, fact, code)
        desk.add_need(office, key, 1, "garten")
        if number == 0:
            desk.refer(office, key, 1, Choice("haus_kreis", "lotsen_kreis", "guter_rat"))
        elif number == 1:
            desk.conclude(office, key, 1, "kein_wunsch")
        if number < 2:
            desk.finish(office, key)
    return office


def browser(store: Store, pack: Pack, clock: Clock, name: str, role: str, place: str = "markt") -> HouseClient:
    """A signed-in browser at a server with this pack."""
    store.staff.keep_account(Account(name, role, HouseClient.PASSWORD_HASH))
    app = web.create_app(Office(store, with_former(store, pack)), clock=clock)
    app.test_client_class = HouseClient
    client: HouseClient = app.test_client()  # type: ignore[assignment]
    answer = client.post("/sign-in", data={"name": name, "password": HouseClient.PASSWORD, "desk": place})
    assert answer.status_code == 303
    return client


def test_the_desk_goes_on(held, store, after, clock):
    client = browser(store, after, clock, CASE_MANAGER, "case_manager")
    page = client.get("/desk")
    assert page.status_code == 200
    (open_talk,) = held.store.talks.unfinished("markt")
    address = f"/conversation/{open_talk.key}"
    assert client.get(address, follow_redirects=True).status_code == 200
    assert client.post(f"{address}/end", data={"how": "broken_off"}).status_code == 303
    assert client.get("/desk/close").status_code == 200
    assert client.post("/desk/close").status_code == 303
    assert client.get("/corrections").status_code == 200
    for talk in store.talks.conversations("markt", TODAY, TODAY):
        assert client.post(f"/conversation/{talk.key}/take-back").status_code == 303
        assert client.get(f"/conversation/{talk.key}", follow_redirects=True).status_code == 200


WORDS = {"nebendorf": "Nebendorf", "mittelviel": "einige Fragen", "garten": "Garten"}
"""What the former codes of a first talk were called."""


@pytest.mark.parametrize("change", ["removed", "renamed"])
def test_what_left_the_pack_keeps_its_last_words_on_every_page_and_in_files(
    held, store, before, tmp_path, clock, change
):
    remember(store, before)
    after = changed(tmp_path / "after", CHANGES[change])
    client = browser(store, after, clock, CASE_MANAGER, "case_manager")
    corrections = client.get("/corrections").text
    desk.close_day(held, "markt", TODAY)
    clock.pass_by(days=14)
    desk.close_months(held, clock.today)
    chief = browser(store, after, clock, OVERHEAD, "overhead")
    numbers = [chief.get(f"/numbers?part={part}").text for part in ("ergebnis", "menschen", "bedarf", "vorschlag")]
    assert "früher: Zum Haus (zu_haus)" in corrections
    for text in ("".join(numbers), chief.get("/numbers/print").text, chief.get("/numbers.csv").text):
        assert "früher: kein Wunsch (kein_wunsch)" in text
        for code, word in WORDS.items():
            assert f"früher: {word} ({code})" in corrections
            assert f"früher: {word} ({code})" in text
    assert "früher: guter Rat (guter_rat)" in numbers[-1]


@pytest.mark.parametrize("change", ["removed", "renamed"])
def test_a_printed_month_says_the_same_after_the_pack_changed(held, store, before, tmp_path, kiosk, change):
    remember(store, before)
    desk.close_day(held, "markt", TODAY)
    after = changed(tmp_path / "after", CHANGES[change])

    def printed(pack: Pack) -> list[str]:
        told = kiosk("numbers", "--pack", pack.folder, "--data", store.file.path.parent, "--format", "machine.csv").out
        return [line for line in told.splitlines() if line.startswith(("wohin,", "themen,", "gespraech,", "zettel,"))]

    assert printed(after) == printed(before)
    (line,) = [line for line in printed(after) if line.startswith("wohin,") and ",fachamt," in line]
    assert ",fachamt,Fachamt,1,33.3,,,0," in line
    months = [overhead.report(store, with_former(store, one), Scope(month_of(TODAY)), TODAY) for one in (before, after)]
    assert len({(month.referred, month.no_need.total) for month in months}) == 1


def test_a_day_is_counted_anew_as_the_kept_pack_would(held, store, before, tmp_path):
    remember(store, before)
    after = changed(tmp_path / "after", CHANGES["removed"])
    finished = [one for one in store.talks.conversations("markt", TODAY, TODAY) if one.stage is Stage.FINISHED]
    profile = before.profiles[0]
    counted = [with_former(store, one).register.count(profile.facts, finished) for one in (before, after)]
    assert counted[0] == counted[1]


def test_a_release_says_the_last_word_and_not_the_code(held, store, before, tmp_path, clock):
    remember(store, before)
    desk.close_day(held, "markt", TODAY)
    clock.pass_by(days=23)
    desk.close_months(held, clock.today)
    client = browser(store, changed(tmp_path / "after", CHANGES["removed"]), clock, OVERHEAD, "overhead")
    page = client.post(
        "/releases", data=looked_at(client, "2026-11", "alter", "altersklasse"), follow_redirects=True
    ).text
    for text in (page, *(client.get(f"/releases/1.{kind}").text for kind in ("csv", "json"))):
        assert "früher: Nebendorf" in text
        assert "(nebendorf)" not in text


@pytest.mark.parametrize("change", ["removed", "renamed"])
def test_what_check_prints_makes_the_pack_whole(held, store, before, tmp_path, clock, change):
    remember(store, before)
    after = changed(tmp_path / "after", CHANGES[change])
    assert_pasting_makes_whole(store, after, {*CODES})


@pytest.mark.parametrize("code", ["nebendorf", "mittelviel", "garten", "guter_rat", "kein_wunsch"])
def test_the_lines_of_one_code_make_the_pack_whole(held, store, before, tmp_path, code):
    remember(store, before)
    after = changed(tmp_path / "after", lambda _, lines: without(code, lines))
    assert_pasting_makes_whole(store, after, {code})


def test_a_question_that_was_removed_comes_back_whole_and_unasked(store, before, tmp_path, held):
    remember(store, before)
    folder = tmp_path / "after"
    shutil.copytree(MUSTERKREIS, folder)
    words, profiles = folder / "vocabulary.toml", folder / "profiles.toml"
    head, _, rest = words.read_text("utf-8").partition("[fact.menge]")
    words.write_text(head + rest[rest.index("[need]") :], "utf-8")
    profiles.write_text(profiles.read_text("utf-8").replace(', "menge"]', "]"), "utf-8")
    rules = folder / "routing.toml"
    parts = rules.read_text("utf-8").replace('unless = { menge = ["nichts_offen"] }\n', "").split("[[rule]]")
    rules.write_text("[[rule]]".join(part for part in parts if "menge =" not in part), "utf-8")
    assert_pasting_makes_whole(store, packs.load(folder), {"menge"})


def without(code: str, lines: str) -> str:
    """The blocks of other codes."""
    return "".join(f"[[{block}" for block in lines.split("[[")[1:] if f'code = "{code}"' not in block)


def assert_pasting_makes_whole(store: Store, pack: Pack, codes: set[str]) -> None:
    """All printed lines make a pack that is accepted, knows every code and has nothing more to print."""
    found = former_codes(store, pack)
    assert codes <= {one.code or one.table for one in found}
    for one in found:
        path = pack.folder / one.file
        path.write_text(f"{path.read_text('utf-8')}\n{one.lines(TODAY)}\n", "utf-8")
    assert former_codes(store, packs.load(pack.folder)) == ()


def test_a_day_left_open_is_counted_with_the_changed_pack(held, store, after):
    desk.close_day(Office(store, after), "markt", TODAY)
    (batch,) = store.reported.batches(TODAY, TODAY)
    cells = {**batch.cells, **store.counts.running("markt", batch.profile, TODAY)}
    for cell in (("umfang", "personen"), ("ort", "nebendorf"), ("menge", "mittelviel"), ("bedarf", "garten")):
        assert cells[cell] == 3
    for cell in (("ergebnis", "zu_haus"), ("umfang", "zettel"), ("grund", "guter_rat")):
        assert cells[cell] == 1


def test_numbers_print_page_files_and_releases_go_on(held, store, after, clock):
    desk.close_day(held, "markt", TODAY)
    client = browser(store, after, clock, OVERHEAD, "overhead")
    for part in ("ergebnis", "menschen", "bedarf", "vorschlag"):
        assert client.get(f"/numbers?part={part}").status_code == 200
    assert client.get("/numbers/print").status_code == 200
    for file in FILES:
        assert client.get(file).status_code == 200, file
    clock.pass_by(days=23)
    client = browser(store, after, clock, OVERHEAD, "overhead")
    made = client.post("/releases", data=looked_at(client, "2026-11"), follow_redirects=True)
    assert made.status_code == 200


@pytest.mark.parametrize("newer_desk", [True, False])
def test_days_reach_the_overhead_in_both_orders_of_update(held, store, before, after, tmp_path, kiosk, newer_desk):
    at_desk, at_overhead = (after, before) if newer_desk else (before, after)
    desk.close_day(Office(store, at_desk), "markt", TODAY)
    (tmp_path / "inbox").mkdir()
    site = at_desk.folder / "site.toml"
    target = f'\n[delivery]\nkind = "folder"\naddress = "{tmp_path / "inbox"}"\n'
    site.write_text(site.read_text("utf-8") + target, "utf-8")
    assert kiosk("deliver", "--all", "--pack", at_desk.folder, "--data", store.file.path.parent).code == 0
    theirs = tmp_path / "overhead"
    Store.create(theirs / "desk.sqlite3").close()
    told = kiosk("collect", tmp_path / "inbox", "--pack", at_overhead.folder, "--data", theirs)
    assert "1 neu" in told.out, told.out + told.err
    assert "0 neu zur Seite gelegt" in told.out
    whole = kiosk("numbers", "--pack", at_overhead.folder, "--data", theirs, "--format", "machine.csv")
    totals = [line for line in whole.out.splitlines() if ",gesamt,gesamt,3," in line]
    assert [line for line in totals if line.startswith("wohin,")], whole.out + whole.err


@pytest.fixture
def family(held: Office) -> str:
    """The address of an open talk: the first person has an outcome of an extra code, the second none yet."""
    (talk,) = held.store.talks.unfinished("markt")
    desk.add_person(held, talk.key, TODAY)
    desk.conclude(held, talk.key, 1, "kein_wunsch")
    return f"/conversation/{talk.key}"


def test_an_outcome_of_an_open_talk_is_shown_and_taken_back(family, store, after, clock):
    client = browser(store, after, clock, CASE_MANAGER, "case_manager")
    page = client.get(f"{family}/person/1").text
    assert "Diese Person hat schon ein Ergebnis." in page
    assert "kein_wunsch" in page or "kein Wunsch" in page
    assert client.post(f"{family}/person/1/redecide", data={"turn": "0"}).status_code == 303
    assert client.post(f"{family}/person/1/conclude", data={"outcome": "hinweis"}).status_code == 303


def test_a_slip_of_a_service_that_left_the_pack_says_what_to_do(held, store, before, tmp_path, clock):
    slip = "/desk/slip/haus_kreis"
    assert browser(store, before, clock, CASE_MANAGER, "case_manager").get(slip).status_code == 200
    after = changed(tmp_path / "after", CHANGES["removed"])
    answer = browser(store, after, clock, CASE_MANAGER, "case_manager").get(slip)
    assert answer.status_code == 410
    assert "Diese Stelle steht nicht mehr im Verzeichnis." in answer.text


def test_check_names_each_rule_that_leads_to_a_retired_code_or_asks_only_for_one(tmp_path, kiosk):
    folder = changed(tmp_path / "pack", lambda _, lines: lines).folder
    with (folder / "routing.toml").open("a", encoding="utf-8") as rules:
        for number, line in enumerate(
            (
                'door = "haus"\nwhen = { bedarf = ["beruf"] }',
                'door = "lotsen"\nwhen = { bedarf = ["garten"] }',
                'door = "lotsen"\nwhen = { ort = ["nebendorf"] }',
                'door = "lotsen"\nwhen = { bedarf_nur = ["garten", "beruf"] }',
            )
        ):
            rules.write(
                f'[[rule]]\nid = "neu-{number}"\nreason = "Grund."\nsource = "Buch"\nsource_date = "2026"\n'
                f"valid_from = 2026-01-01\n{line}\n"
            )
    assert "hängt an" not in kiosk("check", "--pack", folder).out
    for name, lines in EXTRA.items():
        path = folder / name
        path.write_text(path.read_text("utf-8").replace(lines, retired(name, lines)), "utf-8")
    told = kiosk("check", "--pack", folder).out
    day = f"{TODAY + timedelta(days=1):%d.%m.%Y}"
    for number, code in enumerate(("haus", "garten", "nebendorf")):
        assert f"Regel neu-{number} hängt an „{code}“, ab dem {day} nicht mehr da" in told
    assert "Regel neu-3" not in told


def desk_changed(folder: Path, old: str, new: str) -> Pack:
    """The pack with another line or block in its desks."""
    shutil.copytree(MUSTERKREIS, folder)
    path = folder / "site.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return packs.load(folder)


MARKET = "[[desk]]" + (MUSTERKREIS / "site.toml").read_text("utf-8").split("[[desk]]")[1]


@pytest.fixture(params=["removed", "renamed"])
def without_desk(store, held, before, tmp_path, request) -> Pack:
    """The pack after the desk that counted was removed or renamed."""
    remember(store, before)
    desk.close_day(held, "markt", TODAY)
    new = MARKET.replace('"markt"', '"markt_neu"') if request.param == "renamed" else ""
    return desk_changed(tmp_path / "desk", MARKET, new)


def test_a_desk_that_left_stays_in_calendar_and_numbers(store, without_desk, clock, kiosk):
    client = browser(store, without_desk, clock, OVERHEAD, "overhead", "nord")
    word = "früher: Bürgerhaus am Markt (markt)"
    page = client.get("/numbers?period=month").text
    assert f'<th scope="row">{word}</th>' in page
    assert f'value="markt"> {word}' in page
    assert client.get("/numbers?period=month&desk=markt").status_code == 200
    assert word in client.get("/numbers.json?period=month&desk=markt").text
    data = store.file.path.parent
    told = kiosk("numbers", "--desk", "markt", "--pack", without_desk.folder, "--data", data)
    assert told.code == 0
    assert "3  gesamt" in told.out


def test_check_prints_the_lines_of_a_desk_that_left(store, without_desk, kiosk):
    told = kiosk("check", "--pack", without_desk.folder, "--data", store.file.path.parent)
    assert '[[desk]]\n    code = "markt"' in told.out
    assert_pasting_makes_whole(store, without_desk, {"markt"})


def test_a_retired_desk_is_corrected_for_fourteen_days_and_begins_no_talk(store, held, before, tmp_path, clock):
    desk.close_day(held, "markt", TODAY)
    after = desk_changed(tmp_path / "desk", 'code = "markt"', f'code = "markt"\nretired = {TODAY}')
    assert [one.code for one in after.on(TODAY).site.desks] == ["nord"]
    client = browser(store, after, clock, CASE_MANAGER, "case_manager")
    listed = client.get("/corrections").text
    assert all(talk.key in listed for talk in store.talks.conversations("markt", TODAY, TODAY))
    assert "Neues Gespräch" not in client.get("/desk").text
    key = desk.new_key(held)
    assert client.get(f"/conversation/{key}").status_code == 422
    chief = browser(store, after, clock, OVERHEAD, "overhead")
    assert "Bürgerhaus am Markt" in chief.get("/numbers?period=month").text
    (row, _) = overhead.calendar(store, after, month_of(TODAY), TODAY + timedelta(days=7)).rows
    assert not any(one.state is DayState.MISSING for one in row.days if one.day > TODAY)
    clock.pass_by(days=after.site.retention_days)
    app = web.create_app(Office(store, after), clock=clock)
    assert 'value="markt"' not in app.test_client().get("/sign-in").text


@pytest.mark.parametrize("kept", [True, False], ids=["known", "unknown"])
def test_a_talk_whose_profile_left_the_pack_is_finished_corrected_and_counted(
    held, store, before, tmp_path, clock, kept
):
    if kept:
        remember(store, before)
    shutil.copytree(before.folder, tmp_path / "after")
    path = tmp_path / "after" / "profiles.toml"
    path.write_text(path.read_text("utf-8").replace('"allgemein"', '"neu"'), "utf-8")
    client = browser(store, packs.load(path.parent), clock, CASE_MANAGER, "case_manager")
    (talk,) = store.talks.unfinished("markt")
    first = f"/conversation/{talk.key}/person/1"
    assert ("einige Fragen" in client.get(first).text) == kept
    assert client.post(f"{first}/fact", data={"fact": "menge", "code": "viel"}).status_code == (303 if kept else 422)
    assert client.get(f"{first}?panel=doors").status_code == 200
    assert client.post(f"{first}/conclude", data={"outcome": "kein_wunsch"}).status_code == 303
    assert client.post(f"/conversation/{talk.key}/done").location == "/desk"
    assert client.post("/desk/close").location == "/desk"
    (counted,) = store.counts.counts_of("markt", TODAY)
    assert (counted.revision, counted.cells["umfang", "personen"]) == (1, 3)
    assert store.counts.running("markt", "allgemein", TODAY).get(("menge", "viel")) == (1 if kept else None)
    assert client.post(f"{first}/redecide").status_code == 303
    assert client.post(f"{first}/conclude", data={"outcome": "ohne_anliegen"}).status_code == 303
    client.post(f"/conversation/{talk.key}/done")
    assert store.counts.counts_of("markt", TODAY)[0].cells["ergebnis", "ohne_anliegen"] == 1


def test_a_profile_that_is_over_begins_no_talk_and_ends_the_ones_it_has(held, store, before, tmp_path, clock):
    shutil.copytree(before.folder, tmp_path / "after")
    path = tmp_path / "after" / "profiles.toml"
    over = f"valid_to = {TODAY - timedelta(days=1)}\n"
    path.write_text(path.read_text("utf-8").replace("facts =", over + "facts =", 1), "utf-8")
    client = browser(store, before, clock, CASE_MANAGER, "case_manager")
    client.application.extensions["kiosk"] = web.running(Office(store, packs.load(path.parent)), clock)
    assert "Neues Gespräch" not in client.get("/desk").text
    assert client.get(f"/conversation/{desk.new_key(held)}").status_code == 422
    (talk,) = store.talks.unfinished("markt")
    assert client.get(f"/conversation/{talk.key}/person/1").status_code == 200
    assert (
        client.post(f"/conversation/{talk.key}/person/1/conclude", data={"outcome": "kein_wunsch"}).status_code == 303
    )


CASES = (
    '[[cases]]\ncode = "beratungen"\ntitle = "Beratungen"\nunit = "beratungen"\n'
    '[[cases.row]]\ncode = "lang"\nlabel = "lang"\n'
)
SHORT = '[[cases.row]]\ncode = "kurz"\nlabel = "Kurzberatung"\n'
POST = '[[post]]\ncode = "stelle"\nname = "Stelle Nord"\n'


def with_cases(folder: Path, more: str = "", post: str = "") -> Pack:
    """The small county with monthly case counts."""
    shutil.copytree(MUSTERKREIS, folder)
    for name, lines in {"vocabulary.toml": CASES + more, "site.toml": post}.items():
        (folder / name).write_text((folder / name).read_text("utf-8") + lines, "utf-8")
    return packs.load(folder)


@pytest.fixture
def told(store: Store, tmp_path) -> Period:
    """A month that three posts have told, in a row that has left since."""
    remember(store, with_cases(tmp_path / "before", SHORT, POST))
    month = month_of(month_of(TODAY).first - timedelta(days=1))
    for post in ("stelle", "zweite", "dritte"):
        store.cases.tell(post, month.first, {("beratungen", "kurz"): 4}, month.last + timedelta(days=5))
    return month


def test_case_counts_of_a_row_that_left_stay_told_and_keep_their_word(store, told, tmp_path, clock):
    after = with_cases(tmp_path / "after", "", POST)
    client = browser(store, after, clock, OVERHEAD, "overhead")
    assert "früher: Kurzberatung" in client.get("/numbers.csv?period=last_month").text
    store.staff.keep_account(Account("nord", "post", HouseClient.PASSWORD_HASH, "stelle"))
    client.sign_in("nord")
    client.post("/cases", data={"month": f"{told.first:%Y-%m}", "beratungen:lang": "2"})
    cells = store.cases.told_by("stelle", told.first).cells
    assert cells == {("beratungen", "kurz"): 4, ("beratungen", "lang"): 2}


def test_a_retired_row_of_case_counts_is_not_asked_for_and_still_counted(store, told, tmp_path, clock):
    for day, asked in ((told.last, True), (told.first, False)):
        after = with_cases(tmp_path / f"after_{asked}", f"{SHORT}retired = {day}\n", POST)
        client = browser(store, after, clock, OVERHEAD, "overhead")
        store.staff.keep_account(Account("nord", "post", HouseClient.PASSWORD_HASH, "stelle"))
        client.sign_in("nord")
        assert ("Kurzberatung" in client.get(f"/cases?month={told.first:%Y-%m}").text) == asked
        client = browser(store, after, clock, OVERHEAD, "overhead")
        table = client.get("/numbers.csv?period=last_month").text
        assert "Kurzberatung;12" in table
        assert "früher" not in table
    assert {one.table for one in former_codes(store, after)} == {"post"}


def test_a_row_of_case_counts_that_left_is_named_with_the_lines_that_retire_it(store, told, tmp_path):
    row, *_ = former_codes(store, with_cases(tmp_path / "after"))
    assert (row.table, row.code, row.heading) == ("beratungen", "kurz", "cases.row")
    assert row.lines(TODAY) == f'[[cases.row]]\ncode = "kurz"\nlabel = "Kurzberatung"\nretired = {TODAY}'


def test_check_prints_the_lines_of_a_post_that_left(store, told, tmp_path, kiosk):
    after = with_cases(tmp_path / "after", SHORT)
    out = kiosk("check", "--pack", after.folder, "--data", store.file.path.parent).out
    assert f'[[post]]\n    code = "stelle"\n    name = "Stelle Nord"\n    retired = {wall_clock().date()}' in out
