"""A code says the same to every phone."""

from readers import each_reader, misread, texts_of

from kiosk.pack import Pack

PUBLIC = "https://zettel.kreis-mettmann.example/slip"


@each_reader
def test_words_are_read_as_they_are_printed(mettmann: Pack, musterkreis: Pack, reader: str) -> None:
    texts = texts_of(mettmann, "") + texts_of(musterkreis, "")
    assert sum(not text.isascii() for text in texts) >= 3, "umlauts are where readers differ"
    assert misread(texts, reader) == []


@each_reader
def test_addresses_are_read_as_they_are_printed(mettmann: Pack, musterkreis: Pack, reader: str) -> None:
    """One or two of every language; `test.sh --long` reads every one."""
    some = texts_of(mettmann, PUBLIC)[::23]
    assert {text.split("/")[-2] for text in some} == set(mettmann.site.languages)
    assert misread(texts_of(musterkreis, musterkreis.site.slip_url) + some, reader) == []
