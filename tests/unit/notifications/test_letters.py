"""Every mail in every language: what it says, what it leaves out, and that nothing in it can do harm."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from contracts.membership.life_facts import CITY_STATUSES
from contracts.roles import ROLES
from contracts.words import LANGUAGES
from services.notifications.domain.letter import Letter
from services.notifications.domain.mail import Mail
from services.notifications.domain.mails import MAILS, TOLD
from services.notifications.domain.message import Message, message_id
from services.notifications.usecases.ports import Drawn, Found
from services.notifications.usecases.texts import CATALOGUES, catalogue, spoken
from services.notifications.usecases.writing import ISOLATE, ISOLATED, LetterWriter
from tests.fakes.memory import NOON
from tests.fakes.notifications import PUBLIC_URL, reader

WRITER = LetterWriter(PUBLIC_URL)
EVENT = "0192f0c4-7b3a-7cc0-8a55-000000000101"
EVERY = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
COMMON = {
    "letter.reference",
    "letter.called",
    "letter.network",
    "letter.greeting",
    "letter.hello",
    "letter.or_copy",
    "letter.footer",
    "role.deputy_focal_point",
    *(f"role.{role}" for role in ROLES),
    *(f"status.{status}" for status in CITY_STATUSES),
}
FOUND = Found(readers=(), reference="SCN-2027-0042", names={"en": "Mombasa", "ar": "مومباسا"})
DRAWN = Drawn(token="t0ken-of-the-letter", expires_at=NOON + timedelta(days=14))


def message(mail: Mail, **facts: str) -> Message:
    told = {name: _fact(name) for name in (*mail.facts, *mail.place.fields)} | facts
    return Message(
        id=message_id(EVENT, mail.name),
        mail=mail.name,
        event_id=EVENT,
        event_type="membership.x.v1",
        about="people/x",
        audience=mail.audience,
        created_at=NOON,
        facts=told,
    )


def _fact(name: str) -> str:
    if name == "role":
        return "focal_point"
    if name.endswith("_at"):
        return "2027-03-15T09:30:00.000Z"
    if name.endswith(("_on", "_by", "_until")):
        return "2027-03-15"
    return "3" if name == "live_keys" else EVENT


def written(mail: Mail, language: str = "en", *, name: str | None = "Amina Said", **facts: str) -> Letter:
    return WRITER.write(message(mail, **facts), FOUND, reader(name, language), DRAWN if mail.place.secret else None)  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    def named(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for found, attributes in self.tags if found == tag]


# ---------------------------------------------------------------- every mail, every language


@EVERY_LANGUAGE
@EVERY
def test_a_letter_is_whole(mail: Mail, language: str) -> None:
    letter = written(mail, language)
    page = Page(letter.html)
    assert letter.language == language
    assert letter.subject
    assert "\n" not in letter.subject
    assert not re.search(r"[{}]", letter.text + re.sub(r'style="[^"]*"', "", letter.html)), "something was not filled in"
    (link,) = {attributes["href"] for attributes in page.named("a")}
    assert link.startswith(f"{PUBLIC_URL}/")
    assert link in letter.text
    assert (page.named("html")[0]["lang"], page.named("html")[0]["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert len(page.named("h1")) == 1
    assert len(page.named("title")) == 1
    assert {tag for tag, _ in page.tags} <= {"html", "head", "meta", "title", "body", "main", "h1", "p", "a", "br", "bdi", "hr"}


@EVERY
def test_text_and_page_say_the_same(mail: Mail) -> None:
    letter = written(mail)
    page = " ".join(Page(letter.html).words).replace(" ", "")
    for line in letter.text.splitlines():
        plain = line.replace(ISOLATE, "").replace(ISOLATED, "").removesuffix(":").strip()
        assert plain.replace(" ", "") in page or plain == "--", plain


@EVERY
def test_a_letter_for_somebody_whose_name_nobody_told_greets_them_all_the_same(mail: Mail) -> None:
    assert written(mail, name=None).text.startswith("Hello,\n")


@EVERY
def test_no_two_languages_say_it_in_the_same_words(mail: Mail) -> None:
    for part in ("subject", "body", "action"):
        assert len({catalogue(language)[f"{mail.name}.{part}"] for language in LANGUAGES}) == len(LANGUAGES)


def test_every_catalogue_has_every_text_and_no_other() -> None:
    wanted = COMMON | {f"{mail.name}.{part}" for mail in MAILS for part in ("subject", "body", "action")}
    for language in LANGUAGES:
        assert set(catalogue(language)) == wanted, language


@EVERY_LANGUAGE
def test_a_translation_names_what_the_original_names(language: str) -> None:
    for key, text in catalogue("en").items():
        assert sorted(re.findall(r"{(\w+)}", catalogue(language)[key])) == sorted(re.findall(r"{(\w+)}", text)), key


@EVERY
def test_a_text_names_only_what_its_mail_carries(mail: Mail) -> None:
    known = {*mail.facts, *(["until"] if mail.place.secret else [])}
    for part in ("subject", "body", "action"):
        assert set(re.findall(r"{(\w+)}", catalogue("en")[f"{mail.name}.{part}"])) <= known


def test_catalogues_are_catalogues() -> None:
    for language in LANGUAGES:
        file: Path = CATALOGUES / language / "LC_MESSAGES" / "notifications.po"
        with file.open("rb") as source:
            assert not list(read_po(source, locale=language, abort_invalid=True).check())


# ---------------------------------------------------------------- what stands in it


@pytest.mark.parametrize(("wish", "language"), [("ar-EG", "ar"), ("FR", "fr"), ("sw", "en"), ("", "en"), ("es-419", "es")])
def test_a_reader_of_another_language_gets_the_nearest(wish: str, language: str) -> None:
    assert spoken(wish) == language


def test_a_paragraph_that_names_what_is_not_known_is_left_out() -> None:
    given = TOLD["grant_given"]
    assert "15 March 2027" in written(given).text.replace("March 15, 2027", "15 March 2027")
    without = message(given)
    del without.facts["ends_at"]
    letter = WRITER.write(without, Found(readers=()), reader(), None)
    assert "ends" not in letter.text


def test_a_code_is_said_in_words() -> None:
    assert "focal point of a city" in written(TOLD["grant_given"]).text
    assert "alcaldía" in written(TOLD["grant_given"], "es", role="mayors_office").text
    assert "unheard_of" in written(TOLD["grant_given"], role="unheard_of").text


def test_what_is_put_into_an_arabic_sentence_is_isolated() -> None:
    letter = written(TOLD["grant_given"], "ar")
    assert letter.text.count(ISOLATE) == letter.text.count(ISOLATED) >= 3
    assert "<bdi>Amina Said</bdi>" in letter.html


def test_a_name_cannot_write_into_the_page() -> None:
    letter = written(TOLD["grant_given"], name='<img src=x onerror="alert(1)">{role}')
    assert "<img" not in letter.html
    assert "&lt;img" in letter.html
    assert not Page(letter.html).named("img")
    assert "{role}" in letter.text


def secrets() -> list[Mail]:
    return [mail for mail in MAILS if mail.place.secret]


@pytest.mark.parametrize("mail", secrets(), ids=lambda mail: mail.name)
def test_a_secret_stands_behind_the_mark_that_no_server_sees_and_says_until_when_it_works(mail: Mail) -> None:
    letter = written(mail)
    (link,) = {attributes["href"] for attributes in Page(letter.html).named("a")}
    assert link.partition("#")[2] == DRAWN.token
    assert DRAWN.token not in link.partition("#")[0]
    assert "2027, 12:00 UTC" in letter.text


@EVERY
def test_only_letters_with_a_secret_ask_for_one(mail: Mail) -> None:
    assert (mail.place.secret is None) == (mail.place.secret_of is None)
    if mail.place.secret is None:
        assert "#" not in written(mail).text


def test_lines_of_one_name_say_the_same_in_the_same_place() -> None:
    for mail in MAILS:
        told = TOLD[mail.name]
        assert (mail.place, mail.facts, mail.audience, mail.about) == (told.place, told.facts, told.audience, told.about)


@EVERY
def test_a_letter_calls_the_thing_by_its_reference_and_name_as_far_as_it_has_them(mail: Mail) -> None:
    assert "SCN-2027-0042" in written(mail).text
    assert "مومباسا" in written(mail, "ar").html
    assert "Mombasa" in written(mail, "fr").text, "English where the reader's language is missing"
    bare = WRITER.write(message(mail), Found(readers=()), reader(), DRAWN if mail.place.secret else None)
    assert "Reference" not in bare.text
