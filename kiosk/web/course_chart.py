"""The course as a picture: where its lines, areas and words stand in a view box of 960 by 220."""

from datetime import date
from typing import NamedTuple

from kiosk.overhead.figures import Course

LEFT, RIGHT, TOP, BASE = 44, 948, 16, 190
"""Where the picture of the numbers ends on each side; beside and below it stand words."""
WORDS = 8
"""About so many points have their word below."""


class Chart(NamedTuple):
    """Say what is drawn. `lines`: value and height of each line of the axis; `runs`: points without a gap between them;
    `words`: place, day and anchor of each word below; `running`: the points of the last step where it is not over."""

    lines: tuple[tuple[int, float], ...]
    runs: tuple[tuple[tuple[float, float], ...], ...]
    words: tuple[tuple[float, date, str], ...]
    running: tuple[tuple[float, float], ...] = ()


def chart(course: Course) -> Chart:
    """Return the picture of a course; its time runs from left to right in every language."""
    most = max((number or 0 for _, number in course.points), default=0)
    step = axis_step(most)
    top = -(-most // step) * step or step
    last = len(course.points) - 1

    def x(place: int) -> float:
        return round(LEFT + (RIGHT - LEFT) / (last or 1) * place, 1)

    def y(number: int) -> float:
        return round(BASE - (BASE - TOP) * number / top, 1)

    named = range(0, last + 1, last // WORDS + 1)
    anchors = {0: "start", last: "end"} if last else {0: "start"}
    runs = [tuple((x(place), y(number)) for place, number in run) for run in course.runs]
    running: tuple[tuple[float, float], ...] = ()
    if course.runs_on and course.points[-1][1] is not None:
        running = runs[-1][-2:]
        runs[-1:] = [runs[-1][:-1]] if len(runs[-1]) > 1 else []
    return Chart(
        lines=tuple((value, y(value)) for value in range(0, top + 1, step)),
        runs=tuple(runs),
        running=running,
        words=tuple((x(place), course.points[place][0], anchors.get(place, "middle")) for place in named),
    )


def axis_step(most: int) -> int:
    """Return the distance of an axis' lines: 1, 2 or 5 times a power of ten, at most six lines."""
    steps = (int(base * 10**power) for power in range(12) for base in (1, 2, 5))
    return next(step for step in steps if step * 5 >= most)
