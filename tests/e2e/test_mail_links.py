"""From the letter to the deed: the links that mails hold, followed in a real browser."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.http import Http
from tests.e2e.letters import letter, link
from tests.e2e.test_docs_page import browser
from tests.platform import Platform

__all__ = ["browser"]

PASSWORD = "a long way to the harbour"
NEW_PASSWORD = "another way to the harbour"


@pytest.fixture
def mail(platform: Platform) -> Path:
    return platform.folder / "data" / "mail"


@pytest.fixture
def visit(browser: Browser, gateway_url: str) -> Iterator[Callable[[str, str], Page]]:
    """Opens a link as somebody who reads a language; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def open_(address: str, language: str = "en") -> Page:
        context = browser.new_context(locale=language, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and "Failed to load resource" not in said.text else None,
        )
        page.on("request", lambda asked: None if asked.url.startswith(gateway_url) else complaints.append(asked.url))
        page.goto(gateway_url + address[address.index("/links/") :])
        return page

    yield open_
    assert complaints == []


def test_an_invitation_is_accepted_by_somebody_without_an_account(
    unit: Http, mail: Path, visit: Callable[..., Page], gateway_url: str
) -> None:
    email = f"{uuid.uuid4()}@partner.example"
    unit.post("/v1/invitations", {"email": email, "language": "ar", "role": "reviewer"}).ok(201)
    address = link(letter(mail, email, "/links/invitation"))
    page = visit(address, "ar")
    expect(page.locator("#asked")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "#" not in page.url, "the secret does not stay in the address"
    assert page.locator("#create_account-name").is_visible()
    page.fill("#create_account-name", "أمينة سعيد")
    page.fill("#create_account-password", PASSWORD)
    page.click("#create_account button")
    expect(page.locator("#done")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    Http(gateway_url).post("/v1/sessions", {"email": email, "password": PASSWORD}).ok(201)
    again = visit(address, "en")
    expect(again.locator("#trouble")).to_contain_text("accepted already")


def test_an_invitation_is_declined_without_an_account(unit: Http, mail: Path, visit: Callable[..., Page]) -> None:
    email = f"{uuid.uuid4()}@partner.example"
    made = unit.post("/v1/invitations", {"email": email, "language": "fr", "role": "reviewer"}).ok(201)
    page = visit(link(letter(mail, email, "/links/invitation")), "fr")
    page.click("#decline button")
    expect(page.locator("#done")).to_contain_text("Vous avez décliné")
    assert unit.get(f"/v1/invitations/{made['id']}").ok(200)["state"] == "declined"


def test_an_address_is_confirmed_and_a_forgotten_password_replaced(mail: Path, visit: Callable[..., Page], gateway_url: str) -> None:
    email, nobody = f"{uuid.uuid4()}@city.example", Http(gateway_url)
    nobody.post("/v1/people", {"name": "Wanda Walker", "email": email, "password": PASSWORD, "language": "es"}).ok(202)
    page = visit(link(letter(mail, email, "/links/email-confirmation")), "es")
    page.click("#confirm button")
    expect(page.locator("#done")).to_contain_text("confirmada")
    nobody.post("/v1/password-resets", {"email": email}).ok(202)
    page = visit(link(letter(mail, email, "/links/password-reset")), "es")
    page.fill("#reset-password", "short")
    page.click("#reset button")
    assert page.locator("#done").is_hidden(), "the browser says what is wrong with it"
    page.fill("#reset-password", NEW_PASSWORD)
    page.click("#reset button")
    expect(page.locator("#done")).to_be_visible()
    nobody.post("/v1/sessions", {"email": email, "password": PASSWORD}).problem(403, "membership.sign_in_failed")
    nobody.post("/v1/sessions", {"email": email, "password": NEW_PASSWORD}).ok(201)


def test_a_link_without_its_secret_says_so(visit: Callable[..., Page]) -> None:
    page = visit("/links/password-reset")
    expect(page.locator("#trouble")).to_contain_text("secret part is missing")
    assert page.locator("#reset").is_hidden()
