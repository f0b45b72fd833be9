"""What people read when something goes wrong: what is safe, what to do next, a short number to quote."""

import logging
from dataclasses import dataclass, replace

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from kiosk.errors import (
    AlreadyDecided,
    ForeignRequest,
    KioskError,
    NotAllowed,
    NotOffered,
    NotSignedIn,
    NotThere,
    SettingWrong,
    StoreUnavailable,
    SuggestionChanged,
    SumsDisagree,
    TokenRefused,
    TooLate,
)
from kiosk.messages import client_noop, gettext_noop
from kiosk.web.htmx import wants_fragment
from kiosk.web.voices import staff

log = logging.getLogger("kiosk")


@dataclass(frozen=True)
class Notice:
    """One kind of failure for people; `code` is what they quote. Both sentences stand in two languages.

    `detail`: what exactly disagrees, in codes and figures.
    """

    status: int
    code: str
    title: str
    todo: str
    detail: str = ""


GONE = Notice(
    404,
    "D-04",
    client_noop("Diese Seite gibt es nicht oder nicht mehr."),
    client_noop("Gespeichertes ist sicher. Gehen Sie zum Anfang zurück."),
)
NOTICES: dict[type[Exception] | int | str, Notice] = {
    NotOffered: Notice(
        422,
        "D-22",
        client_noop("Diese Antwort gibt es hier nicht."),
        client_noop("Alles andere ist gespeichert. Gehen Sie zurück und wählen Sie noch einmal."),
    ),
    AlreadyDecided: Notice(
        409,
        "D-09",
        client_noop("Das Ergebnis ist schon gespeichert."),
        client_noop("Es bleibt, wie es ist. Am Tisch kann man es zurücknehmen."),
    ),
    SuggestionChanged: Notice(
        409,
        "D-10",
        client_noop("Der Vorschlag hat sich geändert."),
        client_noop("Alle Antworten sind gespeichert. Sehen Sie sich den neuen Vorschlag an."),
    ),
    TooLate: Notice(
        409,
        "D-14",
        client_noop("Dieser Tag kann nicht mehr geändert werden."),
        client_noop("Die Zählung bleibt, wie sie ist."),
    ),
    NotThere: GONE,
    NotAllowed: Notice(
        403,
        "D-03",
        client_noop("Diese Seite ist für eine andere Rolle."),
        client_noop("Melden Sie sich mit dem passenden Zugang an."),
    ),
    TokenRefused: Notice(
        401,
        "D-01",
        gettext_noop("Dieser Abruf braucht ein gültiges Token."),
        gettext_noop("Legen Sie auf der Seite „Abruf“ eines an und senden Sie es im Kopf „Authorization: Bearer …“."),
    ),
    "scope": Notice(
        422,
        "D-23",
        gettext_noop("Diesen Zeitraum, Anlass oder Desk gibt es nicht."),
        gettext_noop("Schreiben Sie „from“ und „to“ als JJJJ-MM-TT und die Codes so, wie das Paket sie nennt."),
    ),
    ForeignRequest: Notice(
        403,
        "D-33",
        client_noop("Das kam nicht von diesem Programm."),
        client_noop("Es wurde nichts geändert. Öffnen Sie die Seite neu und versuchen Sie es noch einmal."),
    ),
    SumsDisagree: Notice(
        500,
        "D-60",
        client_noop("Zeilen und Summe stimmen nicht überein."),
        client_noop("Die Tabelle wird nicht gezeigt. Die Zählungen selbst sind sicher. Rufen Sie die Technik."),
    ),
    SettingWrong: Notice(
        503,
        "D-50",
        client_noop("Die Tageszählung konnte nicht geschrieben werden."),
        client_noop(
            "Der Tag ist gezählt und sicher. Prüfen Sie den Datenordner und schließen Sie den Tag noch einmal ab."
        ),
    ),
    "full": Notice(
        507,
        "D-51",
        client_noop("Der Speicher ist voll."),
        client_noop("Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik."),
    ),
    "readonly": Notice(
        503,
        "D-52",
        client_noop("Der Speicher ist schreibgeschützt."),
        client_noop("Alles bis hierher ist sicher. Machen Sie auf Papier weiter und rufen Sie die Technik."),
    ),
    "busy": Notice(
        503,
        "D-53",
        client_noop("Der Speicher ist gerade beschäftigt."),
        client_noop("Warten Sie kurz und tippen Sie noch einmal."),
    ),
    "foreign": Notice(
        503,
        "D-55",
        client_noop("Der Speicher ist beschädigt."),
        client_noop("Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen."),
    ),
    "damaged": Notice(
        503,
        "D-54",
        client_noop("Der Speicher ist beschädigt."),
        client_noop("Machen Sie auf Papier weiter. Die Technik muss eine Sicherung zurückspielen."),
    ),
    404: GONE,
    413: Notice(
        413,
        "D-13",
        client_noop("Das war zu viel auf einmal."),
        client_noop("Es wurde nichts geändert. Gehen Sie zum Anfang zurück."),
    ),
    400: Notice(
        400,
        "D-00",
        client_noop("Da fehlte etwas."),
        client_noop("Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es noch einmal."),
    ),
    500: Notice(
        500,
        "D-99",
        client_noop("Etwas ist schiefgegangen."),
        client_noop("Gespeichertes ist sicher. Versuchen Sie es noch einmal oder machen Sie auf Papier weiter."),
    ),
}


def explain(app: Flask) -> None:
    """One handler for each family of failures."""
    app.register_error_handler(NotSignedIn, lambda _: to_sign_in())
    app.register_error_handler(KioskError, known)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unknown)


def to_sign_in() -> BaseResponse:
    """The way to the sign-in page, for a page or a part of one."""
    target = url_for("sign_in.page")
    if wants_fragment():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)


def known(error: Exception) -> Response:
    """A failure with a name of its own."""
    key: type[Exception] | str = error.reason if isinstance(error, StoreUnavailable) else type(error)
    if isinstance(error, StoreUnavailable | SettingWrong | SumsDisagree):
        log.error("%s at %s", type(error).__name__, request.endpoint)
    detail = f"{error.table}: {error.rows} ≠ {error.total}" if isinstance(error, SumsDisagree) else ""
    return page(replace(NOTICES.get(key, NOTICES[500]), detail=detail))


def http(error: HTTPException) -> Response:
    """What Flask itself refuses: unknown address, wrong method, too large."""
    status = error.code or 500
    notice = NOTICES.get(status) or NOTICES[400 if status < 500 else 500]
    response = page(Notice(status, notice.code, notice.title, notice.todo))
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unknown(error: Exception) -> Response:
    """Our own mistake: logged once by kind and place, without anyone's answers."""
    log.error("unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    return page(NOTICES[500])


def page(notice: Notice) -> Response:
    """The calm page, in German and the client's language as far as it is known."""
    if request.path.startswith("/api/"):
        return problem(notice)
    response = make_response(render_template("error.html", notice=notice), notice.status)
    if wants_fragment():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def problem(notice: Notice) -> Response:
    """The same for a program: the code, and what to do next."""
    response = jsonify(error=notice.code, todo=staff(notice.todo))
    response.status_code = notice.status
    if notice.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="kiosk"'
    return response
