"""Which sentences are read aloud: those that the pages mark, and no sentence that says an answer or a reason."""

from jinja2 import Environment, nodes

from kiosk import config
from kiosk.words import clips


def marked() -> set[str]:
    """The sentences that templates mark, as Jinja reads them."""
    trees = (
        Environment().parse(page.read_text(encoding="utf-8")) for page in config.beside("templates").rglob("*.html")
    )
    calls = [call for tree in trees for one in tree.find_all(nodes.Filter) if one.name == "aloud" for call in said(one)]
    return {call.args[0].value for call in calls if isinstance(call.args[0], nodes.Const)}


def said(aloud: nodes.Filter) -> list[nodes.Call]:
    """The sentence before the mark; of two, the first is the one on pages with script."""
    return [*aloud.find_all(nodes.Call)][:1]


def test_every_marked_sentence_can_be_recorded(mettmann):
    assert marked() == set(clips._of_pages())
    assert marked() < set(clips.spoken(mettmann))


def test_no_answer_and_no_reason_is_read_aloud(mettmann):
    vocabulary = mettmann.vocabulary
    answers = {answer.label for fact in vocabulary.facts.values() for answer in fact.answers}
    needs = {need.label for need in vocabulary.needs.answers}
    reasons = {rule.reason for rule in mettmann.rules} | {rule.note for rule in mettmann.rules}
    assert not set(clips.spoken(mettmann)) & (answers | needs | reasons)


def test_only_fixed_sentences_are_read_aloud(mettmann):
    assert [sentence for sentence in clips.spoken(mettmann) if "%(" in sentence] == []
