"""Answers as tiles and chips, and the suggestion: drawn once in a language and a state, shown again with every tap."""

from collections.abc import Callable, Iterable, Mapping

from flask import g, render_template
from markupsafe import Markup

from kiosk.desk import Advice
from kiosk.domain.service import Door
from kiosk.domain.vocabulary import Answer, Fact, Needs, codes_of

HERE = "\0"
"""Stands for the address of a talk in what is drawn for all; no text holds it."""
Tile = tuple[Answer, str, int, bool, bool]
"""An answer; what a tap on it says; its place among the chosen, 0 for none; is it closed; does it have the focus."""


def fact_tabs(asked: Iterable[tuple[Fact, Answer | None]], opened: str) -> Markup:
    """Return the questions with what was answered, the open one marked."""
    known = _known("tab")
    shown = []
    for fact, value in asked:
        state = (fact.code, value and value.code, fact.code == opened)
        shown.append(_once(known, state, "tab", fact=fact, value=value, opened=state[-1]))
    return Markup("".join(shown))  # noqa: S704 - our own templates, which have escaped what they show


def fact_tiles(fact: Fact, given: str) -> Markup:
    """Return the answers of a question, the given one pressed."""
    return _drawn("tile", fact.code, ((one, "code", one.code == given, False, False) for one in fact.offered))


def need_tiles(needs: Needs, chosen: tuple[str, ...], focus: bool) -> Markup:
    """Return the needs, the chosen ones with their place in the order of tapping; `focus` is for the last of them."""
    closed, places = needs.closed(chosen), needs.places(chosen)
    last = chosen[-1] if focus and chosen else ""
    placed = ((one, places.get(one.code, 0)) for one in needs.answers)
    tiles = ((one, "drop" if at else "add", at, one.code in closed, one.code == last) for one, at in placed)
    return _drawn("need", "", tiles)


def chips(fact: Fact, given: str) -> Markup:
    """Return the answers of a question to the case manager, those given pressed."""
    chosen, again = codes_of(given), "drop" if fact.several else "code"
    marked = ((one, one.code in chosen) for one in fact.offered)
    return _drawn("chip", fact.code, ((one, again if there else "code", there, False, False) for one, there in marked))


def suggested(advice: Advice, door_of: Callable[[str], Door | None], version: str) -> Markup:
    """Return what is suggested, and what stands beside it; all of it comes with the advice, from the same pack."""
    state = (g.voice, g.tongue)
    return Markup(_once(advice.drawn, state, "suggested", advice=advice, door_of=door_of, version=version))  # noqa: S704


def judged_part(facts: tuple[Fact, ...], answers: Mapping[str, str], here_url: str) -> Markup:
    """Return what the case manager judges; only its address is of the talk."""
    state = tuple((fact.code, answers.get(fact.code, "")) for fact in facts)
    shown = _once(_known("judged"), state, "judged", judged=facts, answers=answers, here_url=HERE)
    return Markup(shown.replace(HERE, here_url))  # noqa: S704


def language_tiles(tags: Iterable[str], chosen: str) -> Markup:
    """Return languages to choose from, the chosen one pressed."""
    known = _known("language")
    marked = ((tag, tag == chosen) for tag in tags)
    return Markup("".join(_once(known, one, "language_tile", tag=one[0], chosen=one[1]) for one in marked))  # noqa: S704


def _once(known: dict[object, str], state: object, template: str, **names: object) -> str:
    """Return what is shown in this state: our own template, which has escaped what it shows."""
    if state not in known:
        known[state] = render_template(f"conversation/{template}.html", **names)
    return known[state]


def _drawn(template: str, question: str, tiles: Iterable[Tile]) -> Markup:
    known = _known(template, question)
    shown = [known.get((tile[0].code, *tile[1:])) or _draw(known, template, *tile) for tile in tiles]
    return Markup("".join(shown))  # noqa: S704 - our own templates, which have escaped what they show


def _known(*drawn: str) -> dict[object, str]:
    """Return what was drawn so in these languages."""
    drawn_before: dict[object, str] = g.voice.drawn.setdefault((*drawn, g.tongue), {})
    return drawn_before


def _draw(known: dict[object, str], template: str, answer: Answer, *state: object) -> str:
    names = dict(zip(("name", "place", "closed", "focus"), state, strict=True))
    shown = known[(answer.code, *state)] = render_template(f"conversation/{template}.html", answer=answer, **names)
    return shown
