"""The shipped fonts have every letter of every language, in both weights; no page needs a font of the device."""

from babel.dates import get_day_names
from letters import written

from kiosk.words import catalogues
from kiosk.words.catalogues import locale_of, name_in, own_name
from kiosk.words.letters import FILE, undrawn


def test_what_the_program_takes_for_drawn_is_what_the_fonts_have():
    assert FILE.read_text(encoding="ascii") == written(), "python -m tests.letters"


def test_a_letter_of_a_script_without_a_font_is_missed():
    assert undrawn("ti", "ትω") == ["ω"]
    assert undrawn("ur", "ہት") == ["ት"]


def test_a_start_asks_of_no_shipped_language_how_it_writes_its_name(mettmann):
    words = catalogues.load(mettmann)
    own_name.cache_clear()
    assert words.offered(mettmann.site.languages) == mettmann.site.languages
    assert own_name.cache_info().currsize == 0


def test_every_letter_of_every_language_is_in_a_shipped_font(mettmann):
    words, missing = catalogues.load(mettmann), {}
    everywhere = (*mettmann.site.languages, *(tag for one in mettmann.services for tag in one.languages))
    for tag in mettmann.site.languages:
        said = [form for one in getattr(words.catalogues.get(tag), "messages", {}).values() for form in one]
        names = [own_name(tag), *(name_in(one, tag) for one in everywhere)]
        days = get_day_names("wide", context="stand-alone", locale=locale_of(tag)).values()
        if lacking := undrawn(tag, "".join([*said, *names, *days])):
            missing[tag] = lacking
    assert missing == {}
