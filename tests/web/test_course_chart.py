"""The course as a picture."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.overhead.figures import Course
from kiosk.web.course_chart import axis_step, chart


def course(*numbers):
    """A course of weeks with so many talks."""
    return Course(
        True,
        tuple((date(2026, 1, 5) + timedelta(weeks=n), number) for n, number in enumerate(numbers)),
        sum(filter(None, numbers)),
    )


@pytest.mark.parametrize(("most", "step"), [(0, 1), (5, 1), (6, 2), (11, 5), (26, 10), (101, 50), (4321, 1000)])
def test_an_axis_goes_by_ones_twos_or_fives_and_has_at_most_six_lines(most, step):
    assert axis_step(most) == step
    assert len(chart(course(0, most)).lines) <= 6


def test_the_highest_line_is_at_least_the_largest_number_and_the_lowest_is_the_base():
    lines = chart(course(3, 11)).lines
    assert lines == ((0, 190.0), (5, 132.0), (10, 74.0), (15, 16.0))


def test_a_line_is_drawn_from_edge_to_edge_and_breaks_where_nobody_reported():
    assert chart(course(0, 10, None, 5)).runs == (((44.0, 190.0), (345.3, 16.0)), ((948.0, 103.0),))


def test_a_week_that_runs_is_drawn_apart_from_those_that_are_over():
    whole, part = course(0, 10, 5), replace(course(0, 10, 5), runs_on=True)
    assert (chart(whole).running, len(chart(whole).runs[0])) == ((), 3)
    assert chart(part).running == chart(whole).runs[0][1:]
    assert chart(part).runs == (chart(whole).runs[0][:2],)
    alone = chart(replace(course(3), runs_on=True))
    assert (alone.runs, len(alone.running)) == ((), 1)
    assert chart(replace(course(3, None), runs_on=True)).running == ()


def test_about_eight_points_have_their_word_and_words_stay_inside_the_picture():
    assert chart(course(4)).words == ((44, date(2026, 1, 5), "start"),)
    words = chart(course(*range(53))).words
    assert len(words) == 8
    assert [anchor for _, _, anchor in chart(course(1, 2, 3)).words] == ["start", "middle", "end"]
