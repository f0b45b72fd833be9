"""The overhead's page for taking in what desks delivered: a button, how far it is, what was set aside and why."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kiosk.clerk import COLLECT, NO_FOLDER
from kiosk.errors import NotThere
from kiosk.messages import gettext_noop
from kiosk.storage import Aside
from kiosk.web.htmx import wants_fragment
from kiosk.web.running import here
from kiosk.web.voices import staff

bp = Blueprint("collecting", __name__)

AGAIN = gettext_noop("Den Tag am Desk neu liefern lassen.")
RENEW = gettext_noop("Das Paket hier erneuern und die Datei zurücklegen.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not counted and what to do, in German; `lined`: the detail is a line's number."""

    why: str
    todo: str = AGAIN
    lined: bool = False


REFUSALS = {
    "too_large": Refusal(gettext_noop("Die Datei ist zu groß für eine Tageszählung.")),
    "encoding": Refusal(gettext_noop("Die Datei ist kein Text in UTF-8.")),
    "heading": Refusal(gettext_noop("Die Überschriften sind nicht die einer Tageszählung.")),
    "line": Refusal(gettext_noop("Eine Zeile hat nicht die richtigen Spalten."), lined=True),
    "count": Refusal(gettext_noop("Eine Anzahl ist keine ganze Zahl von 0 bis 100000."), lined=True),
    "doubled": Refusal(gettext_noop("Eine Zeile steht zweimal da."), lined=True),
    "empty": Refusal(gettext_noop("Die Datei enthält keine Zählung.")),
    "several": Refusal(gettext_noop("Die Datei mischt mehrere Tage, Desks oder Fassungen.")),
    "forbidden": Refusal(
        gettext_noop("Die Datei zählt etwas, das niemand fragen darf."),
        gettext_noop("Das Paket am Desk berichtigen und den Tag neu liefern lassen."),
    ),
    "revision": Refusal(gettext_noop("Die Nummer der Fassung ist falsch.")),
    "sums": Refusal(gettext_noop("Zeilen und Summe stimmen nicht überein.")),
    "day": Refusal(
        gettext_noop("Der Tag ist keiner."),
        gettext_noop("Die Uhr am Desk prüfen und den Tag neu liefern lassen."),
    ),
    "not_yet": Refusal(
        gettext_noop("Der Tag liegt noch in der Zukunft."),
        gettext_noop("Die Uhr am Desk prüfen. Die Datei bleibt liegen und zählt an ihrem Tag."),
    ),
    "desk": Refusal(gettext_noop("Diesen Desk kennt das Paket nicht."), RENEW),
    "profile": Refusal(gettext_noop("Der Anlass ist kein Code.")),
    "unknown": Refusal(gettext_noop("Eine Liste oder Zeile hat keinen Code, der zählen kann.")),
    "contradicts": Refusal(
        gettext_noop("Für diesen Desk und Tag kamen schon andere Zahlen. Genannt sind beide Absender."),
        gettext_noop("Beim Desk nachfragen, welche stimmen. Bis dahin zählen die ersten."),
    ),
    "not_a_file": Refusal(
        gettext_noop("Das ist eine Verknüpfung, ein Ordner oder ein Gerät."),
        gettext_noop("Die Datei selbst in den Ordner legen."),
    ),
    "unreadable": Refusal(
        gettext_noop("Die Datei lässt sich nicht lesen."),
        gettext_noop("Das Leserecht geben und die Datei zurücklegen."),
    ),
}
"""The words for every reason of `overhead.collect`."""


@bp.get("/collect")
def page() -> str:
    """The state of the round under way or the last one; of an open page only the part that changes."""
    template = "numbers/round.html" if wants_fragment() else "numbers/collect.html"
    clerk = here().clerk
    return render_template(
        template,
        inbox=clerk.inbox if clerk else None,
        running=clerk.collecting if clerk else False,
        state=clerk.collected if clerk else None,
        problem=_problem(),
        aside=here().store.collection.aside(),
        words=REFUSALS,
        about=about,
    )


@bp.post("/collect")
def start() -> BaseResponse | Response:
    """Begin a round in the background, unless one is under way."""
    clerk = here().clerk
    if clerk is None or clerk.inbox is None:
        raise NotThere
    if not clerk.collecting:
        clerk.wake(COLLECT)
    return redirect(url_for("collecting.page"), 303)


def about(one: Aside) -> str:
    """What in the file the reason is about."""
    if one.detail and REFUSALS[one.reason].lined:
        return staff("Zeile %(number)s", number=one.detail)
    return one.detail


def _problem() -> str:
    reason = next((one.reason for one in here().store.failing.all() if one.duty == COLLECT), "")
    if not reason:
        return ""
    if reason == NO_FOLDER:
        return staff("Der Ordner lässt sich nicht lesen. Prüfen Sie, ob er da und verbunden ist.")
    return staff("Das Einsammeln brach ab. Was gezählt ist, ist sicher. Sammeln Sie noch einmal ein.")
