"""Every error, reason, duty and finding has its sentence, and every sentence says what to do."""

import re
from enum import StrEnum
from typing import get_type_hints

import pytest

from kiosk import errors
from kiosk.errors import (
    DeliveryReason,
    DutyName,
    DutyReason,
    KioskError,
    LastLead,
    Locked,
    NotSignedIn,
    SignInFailed,
    StoreReason,
    StoreUnavailable,
)
from kiosk.overhead import Kind
from kiosk.words.notices import FAILING, MISTAKE, NOTICES, failing, notice_of
from kiosk.words.old_list_findings import SENTENCES

TOLD_WHERE_IT_HAPPENS = {LastLead, Locked, NotSignedIn, SignInFailed}
"""The last account is told in the list of accounts, a refused sign-in beside its field; two lead to PIN and sign-in."""


def kinds():
    """Every error, or its reasons where it has several, and the reasons of the clerk."""
    for error in KioskError.__subclasses__():
        reason = get_type_hints(error.__init__).get("reason")
        yield from reason or {error} - TOLD_WHERE_IT_HAPPENS
    yield from DutyReason


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: getattr(kind, "__name__", str(kind)))
def test_every_error_and_reason_has_its_sentence(kind):
    notice = NOTICES[kind]
    assert notice.title.endswith(".")
    assert notice.todo.endswith(".")
    assert notice.in_terminal.endswith(".")


def test_no_two_reasons_have_one_value():
    reasons = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, StrEnum)]
    values = [member.value for one in reasons if one not in (StrEnum, DutyName) for member in one]
    assert len(values) == len({*values})
    assert len(NOTICES) == len([*kinds()])


def test_every_notice_for_the_desk_has_a_number_to_quote():
    for notice in NOTICES.values():
        assert re.fullmatch(r"(D-\d\d)?", notice.code)
        assert notice.code or notice.status == 500


def test_every_duty_and_every_finding_has_its_sentence():
    assert FAILING.keys() == {*DutyName}
    assert SENTENCES.keys() == {*Kind}


@pytest.mark.parametrize("reason", [*DutyReason, *StoreReason, *DeliveryReason])
@pytest.mark.parametrize("duty", DutyName)
def test_whatever_a_duty_can_fail_of_is_told_to_staff_and_at_the_machine(duty, reason):
    told = failing(duty, reason)
    assert ("%(day)s" in told) == (duty != DutyName.COLLECT)
    assert told.endswith(".")
    assert notice_of(str(reason)).in_terminal.endswith(".")
    assert (notice_of(str(reason)) is not MISTAKE) == (reason in NOTICES)


@pytest.mark.parametrize("unknown", ["of_an_older_version", ZeroDivisionError(), KioskError()])
def test_what_nobody_foresaw_has_a_sentence_too(unknown):
    assert notice_of(unknown) is MISTAKE


@pytest.mark.parametrize("reason", StoreReason)
def test_a_store_that_fails_is_told_by_its_reason(reason):
    assert notice_of(StoreUnavailable(reason)) == NOTICES[reason]
