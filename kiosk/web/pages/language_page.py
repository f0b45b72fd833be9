"""How far each language is: what is missing, a draft, checked by a person, outdated."""

from flask import Blueprint, render_template

from kiosk.web.running import here
from kiosk.words.catalogues import SOURCE
from kiosk.words.states import NAMES

bp = Blueprint("languages", __name__)


@bp.get("/languages")
def page() -> str:
    """Show the languages of the site, each with its sentences by state and whether it is offered."""
    wanted = [tag for tag in here().pack.site.languages if tag != SOURCE]
    rows = [(tag, here().words.states(tag), tag in here().languages) for tag in wanted]
    return render_template("desk/languages.html", rows=rows, states=NAMES)
