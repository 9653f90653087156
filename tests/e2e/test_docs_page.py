"""The page at `/docs` in a real browser: it works under its own strict policy, on a desk and on a telephone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
DESK, TELEPHONE = (1280, 900), (390, 844)


def browser_path() -> str:
    """The Chromium that the command for tests installs, or the one `SCN_BROWSER` names."""
    found = os.environ.get("SCN_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and Path(MAC_BROWSER).exists():
        found = MAC_BROWSER
    assert found, "no Chromium here: install one, or name it in SCN_BROWSER"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture(params=[DESK, TELEPHONE], ids=["desk", "telephone"])
def page(request: pytest.FixtureRequest, browser: Browser, gateway_url: str) -> Iterator[Page]:
    """The docs page, loaded, at two sizes. Whatever the browser complained about is in `complaints`."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda failed: complaints.append(f"{failed.url}: {failed.failure}"))
    opened.on("request", lambda asked: None if asked.url.startswith((gateway_url, "data:")) else complaints.append(f"asked {asked.url}"))
    opened.goto(f"{gateway_url}/docs")
    opened.wait_for_selector("#operations-tag-Cities", timeout=30_000)
    yield opened
    assert complaints == []
    context.close()


def turn(page: Page, tag: str) -> None:
    """Open what is under a tag, or close it: the page starts with all of them closed."""
    page.locator(f"[id='operations-tag-{tag.replace(' ', '_')}']").click()


def test_every_operation_is_shown_and_the_browser_does_not_complain(page: Page, gateway_url: str) -> None:
    document = page.request.get(f"{gateway_url}/openapi.json").json()
    under: dict[str, list[str]] = {}
    for methods in document["paths"].values():
        for operation in methods.values():
            for tag in operation["tags"]:
                under.setdefault(tag, []).append(operation["operationId"])
    assert page.locator(".opblock-tag").count() == len(under)
    for tag, identities in under.items():
        turn(page, tag)
        page.wait_for_selector(f"[id$='-{identities[0]}'].opblock")
        assert page.locator(".opblock").count() == len(identities), tag
        for identity in identities:
            assert page.locator(f"[id$='-{identity}'].opblock").count() == 1, identity
        turn(page, tag)
        page.wait_for_selector(".opblock", state="detached")


def test_nothing_reaches_beyond_the_side_of_the_screen(page: Page) -> None:
    turn(page, "Applications")
    page.locator("#operations-Applications-start_application .opblock-summary-control").click()
    page.wait_for_selector("#operations-Applications-start_application .responses-wrapper")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_question_can_be_asked_from_the_page(page: Page) -> None:
    turn(page, "Needs and offers")
    block = page.locator("[id$='-list_themes']")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table .response-col_status").first.wait_for(timeout=20_000)
    assert block.locator(".live-responses-table .response .response-col_status").first.inner_text().startswith("200")
    assert "hate_crime" in block.locator(".live-responses-table .response .response-col_description").first.inner_text()


def test_the_page_has_a_language_a_title_and_a_heading(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "Strong Cities platform: the interface"
    assert "Strong Cities platform" in page.locator("h1, h2").first.inner_text()
