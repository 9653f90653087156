"""Words are counted as Unicode's word boundaries lie (UAX 29)."""

import pytest

from services.technical_fund.domain.word_count import count_characters, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— … !", 0),
        ("one two\tthree\nfour", 4),
        ("l'eau de l’été", 3),
        ("Aujourd’hui, qu'est-ce que c’est ?", 5),
        ("multi-actor", 2),
        ("3,5 millions in 2027", 4),
        ("e\u0301te\u0301", 1),
        ("وَالسَّلامُ عليكم", 2),
        ("\u2067مرحبا\u2069 بالعالم", 2),
        ("日本", 2),
        ("हिन्दी में", 2),
        ("👩‍👩‍👧 family", 1),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "characters"), [("", 0), ("été", 3), ("e\u0301te\u0301", 3), ("👩‍👩‍👧!", 2), ("السلام", 6), ("السَّلام", 6)]
)
def test_characters(text: str, characters: int) -> None:
    assert count_characters(text) == characters
