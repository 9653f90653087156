"""The pages behind links in mails: whole in every language, without a word in the script and without a place for a secret."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracts.roles import ROLES
from contracts.words import LANGUAGES
from services.gateway import plain
from services.gateway.link_pages import FORMS, page, words
from services.gateway.routes import OPERATIONS
from services.notifications.domain.places import Place

SCRIPT = (Path(plain.__file__).parent / "static" / "links.js").read_text(encoding="utf-8")
EVERY = [(kind, language) for kind in FORMS for language in LANGUAGES]


class Parsed(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == tag]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_page_is_whole(kind: str, language: str) -> None:
    source = page(kind, language)
    parsed = Parsed(source)
    assert "{" not in source
    assert parsed.named("html") == [{"lang": language, "dir": "rtl" if language == "ar" else "ltr"}]
    labelled = {label["for"] for label in parsed.named("label")}
    assert labelled == {field["id"] for field in parsed.named("input")}
    ids = [str(attributes["id"]) for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(form["id"]) for form in parsed.named("form")} == {form for form, _ in FORMS[kind]}
    assert not parsed.named("style")
    assert not [attributes for _, attributes in parsed.tags if "style" in attributes or "onclick" in attributes]


def test_the_languages_say_the_same_things() -> None:
    keys = set(words("en"))
    assert all(set(words(language)) == keys for language in LANGUAGES)
    assert {f"role.{role}" for role in ROLES} <= keys


def test_every_key_is_used() -> None:
    pages = "".join(page(kind, "en") for kind in FORMS)
    used = {key for key, text in words("en").items() if text.replace("'", "&#x27;") in pages}
    assert used == set(words("en"))


def test_the_script_knows_every_form_and_asks_only_what_the_gateway_offers() -> None:
    steps = set(re.findall(r"^  (\w+): ", SCRIPT, re.MULTILINE))
    assert {form for forms in FORMS.values() for form, _ in forms} == steps
    asked = set(re.findall(r'ask\("([^"]+)"', SCRIPT))
    assert asked <= {operation.path for operation in OPERATIONS if operation.method == "POST"}


def test_every_link_of_a_mail_that_holds_a_secret_has_its_page() -> None:
    assert {place.path for place in Place if place.secret} == {f"/links/{kind}" for kind in FORMS}
