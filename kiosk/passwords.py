"""Passwords and other secrets as salted scrypt hashes with a pepper, looked at by one thread that serves nothing."""

import hashlib
import hmac
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from queue import PriorityQueue
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from werkzeug.security import check_password_hash, generate_password_hash

from kiosk.errors import PasswordsBusy

COST = "scrypt:32768:8:3"
"""What each guess costs: 32 MB, and some tenths of a second."""
SHORTEST = 12
"""Letters of a password."""
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of one-time codes: none that looks like another."""
CODE_LIVES = 24 * 3600
"""Seconds."""
PEPPERED = "peppered:"
"""How a hash begins that needs the pepper; those of before have none."""
WAITING = 2
"""So many wait for the one that is looked at; whoever comes then is told to come again."""
TRIES = 20
"""So many are remembered with what they said."""

OF_THIS_PROGRAM = ("clearing", "clearingstelle", "kiosk", "desk", "overhead", "teamleitung")
OF_THIS_HOUSE = (
    *("ausländeramt", "auslaenderamt", "ausländerbehörde", "auslaenderbehoerde", "ausländer", "auslaender", "behörde"),
    *("behoerde", "einwanderung", "migration", "integration", "integrationsmanagement", "management", "kommunal"),
    *("beratung", "ausweis", "aufenthalt", "aufenthaltstitel", "duldung", "einbürgerung", "einbuergerung"),
    *("sprechstunde",),
)
ALSO_COMMON = (
    *("willkommen", "deutschland", "kennwort", "geheim", "anmeldung", "qwertz", "qwertzuiop", "asdfghjkl", "yxcvbnm"),
    *("januar", "februar", "märz", "april", "juni", "juli", "august", "september", "oktober", "november", "dezember"),
    *("frühling", "fruehling", "sommer", "herbst", "winter", "montag", "dienstag", "mittwoch", "donnerstag", "freitag"),
    *("ichliebedich", "hallo", "passwort", "sonnabend", "samstag", "sonntag"),
)
"""What is typed first in a German office and stands on no list from elsewhere."""
LEAST_LEFT, SHORTEST_WORD, LONGEST_LOOKED = 4, 4, 100
"""Letters that a password needs besides one common word; of a word that counts as one; of what is looked at."""
SIGNS_FOR_LETTERS = tuple(str.maketrans("@4380$57+1!|", f"aaebosstt{one * 3}") for one in "il")
"""How P@ssw0rt is read."""
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "qwertyuiop", "zxcvbnm", "azertyuiop")
RUNS = (*ROWS, *(row[::-1] for row in ROWS))
RUN = 4
"""Letters or keys beside each other that count as none."""
COMMON_LIST = Path(__file__).parent / "common_passwords" / "passwords.json"

Said = TypeVar("Said")
_places, _for_strangers = BoundedSemaphore(1 + WAITING), BoundedSemaphore(1)
_copies, _tries_lock = BoundedSemaphore(WAITING), Lock()
_tries: OrderedDict[str, Future[bool]] = OrderedDict()
_queue: "PriorityQueue[tuple[bool, int, Callable[[], None]]]" = PriorityQueue()
_came = count()
_thread = ThreadPoolExecutor(1, "passwords")


def password_hash(password: str, pepper: bytes) -> str:
    """Return a salted hash, of no use to who has not the pepper."""
    return PEPPERED + generate_password_hash(_with(pepper, password), COST)


def cheap_hash(password: str) -> str:
    """Return a hash that is quickly made, for passwords that everybody knows; the first sign-in makes it anew."""
    return generate_password_hash(password, "scrypt:1024:8:1")


def fits(password: str, known: str, pepper: bytes) -> bool:
    """Tell whether the password belongs to this hash; without a hash it takes as long and never does."""
    if known and not known.startswith(PEPPERED):
        return check_password_hash(known, password)
    return check_password_hash(known.removeprefix(PEPPERED) or _nobody(), _with(pepper, password)) and bool(known)


def is_easy(password: str, names: Iterable[str]) -> bool:
    """Tell whether a password is guessed first: one that leaked often, or one common word, names, digits and signs.

    `names`: what stands near it: the account, the county, the desks.
    """
    common, typed = json.loads(COMMON_LIST.read_bytes()), password.casefold()[:LONGEST_LOOKED]
    near = sorted({*OF_THIS_PROGRAM, *OF_THIS_HOUSE, *_words(" ".join(names))}, key=len, reverse=True)
    words = [word for word in (*common, *ALSO_COMMON) if len(word) >= SHORTEST_WORD and word.isalpha()]
    readings = (typed, *(typed.translate(signs) for signs in SIGNS_FOR_LETTERS))
    return typed in common or any(_is_worn(typed, read, near, words) for read in readings)


def _is_worn(typed: str, read: str, near: Iterable[str], words: Iterable[str]) -> bool:
    """Tell whether few letters were typed beside what is near, runs, and one common word. `read`: sign for sign."""
    for word in near:
        read = read.replace(word, " " * len(word))
    runs = {at + more for at in range(len(read)) if _runs(read[at : at + RUN]) for more in range(RUN)}
    left = [
        (one, was) for at, (one, was) in enumerate(zip(read, typed, strict=True)) if one.isalpha() and at not in runs
    ]
    letters = "".join(one for one, _ in left)
    for word in ("", *(word for word in words if word in letters)):
        others = letters.replace(word, " " * len(word)) if word else letters
        if len({was for one, (_, was) in zip(others, left, strict=True) if one != " " and was.isalpha()}) < LEAST_LEFT:
            return True
    return False


def _runs(letters: str) -> bool:
    return len(letters) == RUN and any(letters in row for row in RUNS)


def _words(text: str, shortest: int = SHORTEST_WORD) -> list[str]:
    """Return runs of letters that are no shorter."""
    return [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= shortest]


def is_of_today(known: str) -> bool:
    """Tell whether a hash has the pepper and today's cost."""
    return known.startswith(f"{PEPPERED}{COST}$")


def in_turn(work: Callable[[], Said], *, stranger: bool = False) -> Said:
    """Return what the work says, done in the one thread for it. Raises PasswordsBusy where too many wait.

    Of strangers there is one at a time, so that nobody waits behind a crowd of them; who is known goes before.
    """
    with ExitStack() as taken:
        for places in (_for_strangers, _places) if stranger else (_places,):
            if not places.acquire(blocking=False):
                raise PasswordsBusy
            taken.callback(places.release)
        done: Future[Said] = Future()
        _queue.put((stranger, next(_came), lambda: _settle(done, work)))
        _thread.submit(_look_at_the_next)
        return done.result()


def in_one_try(name: str, look: Callable[[], bool]) -> bool:
    """Return what looking says; under the same name once more the same, without looking again.

    Raises what looking raises, which is not remembered, and PasswordsBusy where too many wait for others' looking.
    """
    with _tries_lock:
        mine = name not in _tries
        said = _tries.setdefault(name, Future())
        if len(_tries) > TRIES:
            _tries.popitem(last=False)
    if mine:
        _settle(said, look)
        if said.exception():
            _tries.pop(name, None)
    elif not said.done():
        if not _copies.acquire(blocking=False):
            raise PasswordsBusy
        wait([said])
        _copies.release()
    return said.result()


def _look_at_the_next() -> None:
    _queue.get()[2]()


def _settle(done: Future[Said], work: Callable[[], Said]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
        done.set_exception(error)


def new_code() -> str:
    """Return a code that nobody guesses, in four groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def code_hash(typed: str) -> str:
    """Return the hash of a code, however it was typed."""
    return hashlib.sha256("".join(letter for letter in typed.upper() if letter.isalnum()).encode()).hexdigest()


def _with(pepper: bytes, password: str) -> str:
    return hmac.digest(pepper, password.encode(), "sha256").hex()


@cache
def _nobody() -> str:
    """Return a hash that no password fits."""
    return generate_password_hash(secrets.token_urlsafe(16), COST)
