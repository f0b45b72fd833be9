"""The button beside a sentence that is read aloud: by its clip, else by a voice of the tablet itself."""

from functools import lru_cache

from flask import g, url_for
from markupsafe import Markup

from kiosk.web.icons import icon
from kiosk.web.running import here
from kiosk.web.voices import Sentence, said
from kiosk.words import clips
from kiosk.words.states import mark_of

BUTTON = Markup(
    '<button type="button" class="button square listen" data-clip="{clip}" data-voices="{voices}"'
    ' data-tongue="{tongue}" lang="{lang}" aria-label="{label}" hidden>{icon}</button>'
)
"""Script shows it where the tablet can play the clip or has such a voice."""


def aloud(sentence: Sentence) -> Markup:
    """Return the sentence with its button; without one where it cannot be heard, and on pages without script."""
    clip = clip_address(sentence.tongue, mark_of(sentence.message)) if _recorded() else ""
    voices = sentence.tongue if sentence.tongue in here().pack.site.device_voices else ""
    if not g.session or not (clip or voices):
        return sentence
    return sentence + _button(clip, voices, sentence.tongue, g.voice.language, said("Vorlesen"))


def _recorded() -> bool:
    """Tell whether there are clips; a page asks once."""
    if "recorded" not in g:
        g.recorded = clips.has_any(here().pack)
    return bool(g.recorded)


@lru_cache(maxsize=4096)
def _button(clip: str, voices: str, tongue: str, lang: str, label: str) -> Markup:
    return BUTTON.format(clip=clip, voices=voices, tongue=tongue, lang=lang, label=label, icon=icon("volume"))


def clip_address(tag: str, mark: str) -> str:
    """Return where a clip is heard, with a mark of its content; nothing where there is none."""
    clip = clips.clip_of(here().pack, tag, mark)
    return url_for("sounds.clip", tag=tag, mark=mark, version=clips.version_of(clip)) if clip else ""
