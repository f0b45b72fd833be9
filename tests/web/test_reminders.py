"""Whom the overhead reminds of what: right names, right days, and not a word or number about anybody who came."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import DESK, TODAY, finished

from kiosk import desk, overhead
from kiosk.domain.calendar import Opening
from kiosk.words.labels import Labels
from kiosk.words.reminder_mails import MOST_NAMED, mail

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def late(office):
    """A desk that told one of three days, posts of which one told September."""
    finished(office, OCTOBER)
    desk.close_day(office, DESK, OCTOBER)
    days = [OCTOBER, date(2026, 10, 5), date(2026, 10, 6)]
    office.store.openings.put(DESK, days, Opening.OPEN, "leitung")
    office.store.cases.tell("kreis_haan", SEPTEMBER, {("faelle_aktiv", "umf"): 4711}, date(2026, 10, 5))


def mails(office, today=TODAY):
    return {
        one.name: one
        for one in (mail(Labels(office.pack), r) for r in overhead.reminders(office.store, office.pack, today))
    }


def test_each_is_reminded_of_its_own_days_and_months(office, late):
    found = mails(office)
    posts = [post.name for post in office.pack.site.posts]
    assert [*found] == [office.pack.desk(DESK).name, *posts]
    assert re.findall(r"- (.*)", found[office.pack.desk(DESK).name].text) == ["05.10.2026", "06.10.2026", "10/2026"]
    assert re.findall(r"- (.*)", found["Kreis, Haan"].text) == ["10/2026"]
    assert re.findall(r"- (.*)", found["Kreis, Hilden"].text) == ["09/2026", "10/2026"]


def test_nothing_of_a_person_or_a_count_is_in_a_mail(office, late):
    for one in mails(office).values():
        said = re.sub(r"\d\d\.\d\d\.\d{4}|\d\d/\d{4}", "", (one.subject + one.text).replace(one.name, ""))
        assert not re.search(r"\d", said), said
        assert "4711" not in one.address


def test_who_told_all_of_it_is_not_reminded(office, late):
    for month in (SEPTEMBER, OCTOBER):
        office.store.cases.tell("kreis_haan", month, {}, TODAY)
    office.store.openings.put(DESK, [date(2026, 10, 5), date(2026, 10, 6)], Opening.CLOSED, "leitung")
    desk.close_months(office, TODAY)
    assert not {"Kreis, Haan", office.pack.desk(DESK).name} & mails(office).keys()


def test_a_long_list_says_how_many_more_there_are(office, late):
    days = [OCTOBER + timedelta(days=number) for number in range(MOST_NAMED + 5)]
    office.store.openings.put(DESK, days, Opening.OPEN, "leitung")
    text = mails(office)[office.pack.desk(DESK).name].text
    assert len(re.findall(r"- \d\d\.", text)) == MOST_NAMED
    assert "- und 4 weitere" in text


def test_the_page_of_arrivals_has_the_text_and_opens_the_mail_program(overhead_client, office, late):
    page = overhead_client.get("/collect").text
    opened = [urlsplit(unescape(one)) for one in re.findall(r'href="(mailto:[^"]*)"', page)]
    said = {parse_qs(one.query)["subject"][0]: parse_qs(one.query)["body"][0].replace("\r\n", "\n") for one in opened}
    assert {one.path for one in opened} == {""}
    assert said == {one.subject: one.text for one in mails(office).values()}
    assert [unescape(one) for one in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)] == [
        *said.values()
    ]
