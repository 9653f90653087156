"""What text may be: any script, one form, nothing that hides or reorders its neighbours."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.text import CLOSING_EMBED, CLOSING_ISOLATE, OPENING_EMBEDS, OPENING_ISOLATES, normalise, whole

CONTROLS = OPENING_EMBEDS + OPENING_ISOLATES + CLOSING_EMBED + CLOSING_ISOLATE


def closes_what_it_opens(text: str) -> bool:
    """The same rule, told differently: strike out innermost pairs until nothing is left."""
    left = [character for character in text if character in CONTROLS]
    pairs = {(opening, CLOSING_EMBED) for opening in OPENING_EMBEDS} | {(opening, CLOSING_ISOLATE) for opening in OPENING_ISOLATES}
    place = 0
    while place < len(left) - 1:
        if (left[place], left[place + 1]) in pairs:
            del left[place : place + 2]
            place = max(0, place - 1)
        else:
            place += 1
    return not left


@given(some.text(alphabet=CONTROLS + "aא ", max_size=12))
def test_bidirectional_controls_are_welcome_when_they_are_closed(text: str) -> None:
    text = f"b{text}"
    if closes_what_it_opens(text):
        assert normalise(text) == text.strip()
    else:
        with pytest.raises(ValueError, match="bidirectional"):
            normalise(text)


@given(some.text(), some.booleans())
def test_what_was_accepted_is_in_one_form_and_stays_as_it_is(text: str, multiline: bool) -> None:
    try:
        once = normalise(text, multiline=multiline)
    except ValueError:
        return
    assert unicodedata.is_normalized("NFC", once)
    assert normalise(once, multiline=multiline) == once
    assert not any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in once)
    once.encode()


@pytest.mark.parametrize(
    "text",
    [
        "Ciudades Fuertes",
        "المدن القوية",
        "ערים חזקות",
        "强大的城市",
        "Mẹ",
        "नगर",
        "👩‍👩‍👧",
        "a\u200db",
        "שלום \u200e(1)",
        "\u2067مدينة\u2069 (city)",
    ],
)
def test_every_script_is_welcome(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


@given(some.text())
def test_a_secret_is_kept_as_typed_but_in_one_form(text: str) -> None:
    assert whole(unicodedata.normalize("NFD", text)) == whole(text) == unicodedata.normalize("NFC", text)


def test_half_a_character_is_no_secret() -> None:
    with pytest.raises(ValueError, match="half"):
        whole("twelve chars \udc00")


@pytest.mark.parametrize("text", ["\u200b\u200b", "\u00ad", "\U000e0041\U000e0042", "\u200f \u200f", "a\U0001fffeb", "a\ufdd0"])
def test_what_nobody_can_see_is_no_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"seen|control"):
        normalise(text)


@pytest.mark.parametrize("text", ["نامه\u200cها", "क्\u200dष", "\u200fشاهد", "co\u00adop", "🏴\U000e0067\U000e0062\U000e007f"])
def test_joiners_and_marks_within_a_text_stay(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


def test_nothing_at_all_is_for_the_length_to_judge() -> None:
    assert normalise("  ") == ""
