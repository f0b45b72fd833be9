"""Every code of both packs, in every language, with and without a public address."""

from readers import each_reader, misread, texts_of

from kiosk.pack import Pack

PUBLIC = "https://zettel.kreis-mettmann.example/slip"


@each_reader
def test_every_code_is_read_as_it_is_printed(mettmann: Pack, musterkreis: Pack, reader: str) -> None:
    texts = [text for pack in (mettmann, musterkreis) for base in ("", PUBLIC) for text in texts_of(pack, base)]
    assert misread(texts, reader) == []
