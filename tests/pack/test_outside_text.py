"""Texts from outside: what a pack, a translation, a list or a delivery brings along runs nowhere and turns nothing."""

import re
import shutil
import time

import pytest
from builders import TODAY
from house import Reader
from tree import ROOT

from kiosk import pack as packs
from kiosk import web
from kiosk.clock import DayClock
from kiosk.desk import Office
from kiosk.domain.plain_text import is_link, is_plain, translates
from kiosk.errors import PackBroken
from kiosk.overhead.spreadsheets.cells import one_line
from kiosk.words import catalogues

MUSTERKREIS = ROOT / "tests" / "packs" / "musterkreis"
TURNS = [chr(sign) for sign in (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))]
CONTROLS = ["\x00", "\x01", "\x07", "\b", "\t", "\n", "\r", "\x0b", "\x1b[2J", "\x7f", "\x85", "\x9b31m"]
UNSEEN = [
    chr(sign) for sign in (0x34F, 0x115F, 0x180E, 0x200B, 0x2060, 0x2800, 0x3164, 0xFE0F, 0xFEFF, 0xE000, 0xE0041)
]
PILED = ["a" + "\u0301" * 60, "\u0627" + "\u0651\u064e" * 3, "\u0e01" + "\u0e31" * 9]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "<!--",
    "]]>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=https://evil.example>",
    "<style>*{display:none}</style>",
    "<math><mi//xlink:href='data:x,<script>'>",
    "<details open ontoggle=alert(1)>",
    "<template><script>",
    "<link rel=stylesheet href=//evil.example>",
    "<object data=data:text/html,x>",
    "<button formaction=//evil.example>",
    "<bdo dir=rtl>",
    "<textarea>",
    "<video src=//evil.example>",
    "<audio autoplay src=//evil.example>",
    "<embed src=//evil.example>",
    "<portal src=//evil.example>",
]
HARMLESS = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "{name}",
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "' onmouseover='alert(1)",
    '\\" onfocus=\\"alert(1)',
    "&lt;script&gt;",
    "&#60;b&#62;",
    "--",
    "'; DROP TABLE talk; --",
    "=1+1",
    "@SUM(A1)",
    "../../etc/passwd",
    "\\\\evil.example\\share",
    "$(id)",
    "`id`",
    "evil.example/x",
    "hx-on:click=alert(1)",
    "hx-get=/desk",
]
HOLES = ["%s", "%d", "%(name)s", "%(__class__)s", "%n", "%", "100 %", "%(number)d", "%%(x)s", "%(x"]
LINKS = [
    "https://user:pw@evil.example@ok.example/",
    "https://user@ok.example/",
    "https://:pw@ok.example/",
    "https://@ok.example/",
    "https://user:pw@evil.example@ok…",
    "http://ok.example/",
    "//ok.example/",
    "HTTPS//ok.example",
    "https:ok.example",
    "https:///pfad",
    "https://",
    "https://ok.example\\@evil.example/",
    "https://ok.example:0/",
    "https://ok.example:99999/",
    "https://ok.example:x/",
    "https://ok..example/",
    "https://ok.example/ onclick=alert(1)",
    "https://ok.example/<b>",
    "https://ok.example/\u202egpj",
    "https://ok.example/'",
    "https://ok．example＠evil.example/",
    "https://ok.example%00.evil.example\x00/",
    "javascript://ok.example/%0aalert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "ftp://ok.example/",
    "file:///etc/passwd",
    "blob:https://ok.example/x",
    "view-source:https://ok.example/",
    "ok.example",
    "mailto:a@ok.example",
    "https://[::1/",
    "https://xn--\u202e.example/",
    "https://\u043ek.example/",
    "https://ämter.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://127.0.0.0x1/",
    "https://[::1]/",
    "https://localhost/",
    "https://desk.localhost/",
    "https://drucker.local/",
    "https://intern/",
    "https://-ok.example/",
    "https://ok.example./",
    "https://ok.example/%00",
    "https://ok.example/" + "x" * 250,
    " https://ok.example/",
    "https://ok.example/\n",
]
AS_THEY_ARE = [*PILED, *MARKUP]
WORDS = [f"Ziel {sign} hier" for sign in (*TURNS, *CONTROLS, *UNSEEN)] + AS_THEY_ARE
ALL = [*WORDS, *HARMLESS, *HOLES, *LINKS]


def with_service(folder, **lines: str):
    """The made-up county with other lines in its first service."""
    shutil.copytree(MUSTERKREIS, folder)
    path = folder / "directory.toml"
    text = path.read_text(encoding="utf-8")
    at = text.index("[[service]]")
    end = text.find("[[service]]", at + 1)
    service = text[at:end]
    for key, value in lines.items():
        quoted = "".join(f"\\u{ord(sign):04x}" if sign < " " or sign > "~" or sign in '"\\' else sign for sign in value)
        service = re.sub(rf"(?m)^{key} = .*\n", "", service).rstrip("\n") + f'\n{key} = "{quoted}"\n\n'
    path.write_text(text[:at] + service + text[end:], encoding="utf-8")
    return folder


def test_there_are_more_than_a_hundred_and_twenty():
    assert len({*ALL}) == len(ALL) >= 120


@pytest.mark.parametrize("text", WORDS, ids=ascii)
def test_a_directory_with_signs_that_are_no_words_is_refused(tmp_path, text):
    for key in ("meaning", "name", "access"):
        with pytest.raises(PackBroken) as broken:
            packs.load(with_service(tmp_path / key, **{key: text}))
        assert any("Steuerzeichen" in one.problem for one in broken.value.complaints)
    assert not is_plain(text)
    assert not translates(text, "Ziel")
    assert is_plain(one_line(text)) or text in AS_THEY_ARE  # a list's words are words; what they say is escaped


@pytest.mark.parametrize("link", LINKS, ids=ascii)
def test_an_address_that_leads_elsewhere_is_refused(tmp_path, link):
    assert not is_link(link)
    with pytest.raises(PackBroken) as broken:
        packs.load(with_service(tmp_path / "pack", url=link))
    assert any(one.where.endswith("url") for one in broken.value.complaints)


@pytest.mark.parametrize(
    "link", ["https://ok.example/", "https://xn--mter-loa.example/a?b=c&d#e", "https://ok.example:8443/@x"]
)
def test_an_address_of_a_service_is_taken(link):
    assert is_link(link)


@pytest.mark.parametrize(
    "more",
    [
        *("https://evil.example/pay", "HTTP://1.2.3.4", "www.evil", "evil.example", "evil。example", "зло.укр"),
        *("x@evil.example", "x@evil", "x" * 200),
    ],
)
def test_a_translation_names_no_address_that_its_sentence_has_not_and_is_about_as_long(more):
    sentence = "Wir schreiben keinen Namen auf."
    assert translates("لا نكتب اسمك، z.B. 3.5", sentence)
    assert not translates(f"لا نكتب اسمك {more}", sentence)
    assert len(more) > 99 or translates(f"انظر {more}", f"Siehe {more}")


def test_a_translation_without_end_is_refused_at_once():
    began = time.perf_counter()
    assert not translates("a" * 1_000_000, "Ziel")
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("text", ["می\u200cشود", "क\u200dष", "Aufenthalts\u00aderlaubnis", "مُحَمَّد", "Việt"])
def test_what_a_script_is_written_with_stays(text):
    assert is_plain(text)
    assert translates(text, "Ziel")


def test_a_translation_brings_nothing_that_its_sentence_has_not(tmp_path, musterkreis):
    sentences = sorted(message for message in catalogues.load(musterkreis).client_messages if "%" not in message)
    pairs = dict(zip(sentences, (one for one in ALL if one.strip() == one), strict=False))
    assert len(pairs) > 110
    folder = tmp_path / "pack"
    shutil.copytree(MUSTERKREIS, folder)
    path = folder / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    path.write_bytes(catalogue_of(pairs))
    hostile = packs.load(folder)
    words = catalogues.load(hostile)
    kept = {sentence for sentence, one in pairs.items() if words.say("ar", sentence) == one}
    assert all(is_plain(pairs[sentence]) and "%" not in pairs[sentence] for sentence in kept)
    spoilt = {sentence for _, sentence in catalogues.spoilt(hostile)}
    assert spoilt == pairs.keys() - kept


def catalogue_of(pairs: dict[str, str]) -> bytes:
    """A catalogue with these translations."""
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue, written = Catalog(locale="ar"), BytesIO()
    for sentence, form in pairs.items():
        catalogue.add(sentence, form)
    write_po(written, catalogue, width=None)
    return written.getvalue()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A county whose first service and whose Arabic say whatever is let in."""
    folder = with_service(
        tmp_path_factory.mktemp("hostile") / "pack", meaning=HARMLESS[0], access=HARMLESS[1], carrier=HARMLESS[11]
    )
    sentences = sorted(catalogues.load(packs.load(MUSTERKREIS)).client_messages)
    plain = [one for one in sentences if "%" not in one]
    texts = (HARMLESS * 20)[: len(plain)]
    path = folder / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    path.write_bytes(catalogue_of(dict(zip(plain, texts, strict=True))))
    return packs.load(folder)


def test_what_is_let_in_is_shown_as_the_words_it_is(store, hostile):
    app = web.create_app(Office(store, hostile), clock=DayClock(TODAY))
    client = app.test_client()
    for service in hostile.services:
        for language in ("de", "ar"):
            page = client.get(f"/slip/{language}/{service.code}")
            assert page.status_code == 200
            assert "49" not in re.findall(r"[>\s](49)[<\s]", page.text)
            assert is_plain(re.sub(r"[<>\n\t\u2060]", "", page.text))
            elements = Reader(page.text).elements
            assert all(one.attributes.get("src") for one in elements if one.name == "script")
            assert not [
                name for one in elements for name in one.attributes if name.startswith(("on", "hx-on", "style"))
            ]
            assert {*re.findall(r'href="([a-z]+):', page.text)} <= {"https", "tel", "mailto", "geo"}
