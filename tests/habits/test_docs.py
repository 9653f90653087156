"""What is printed in docs/ is what the code does, and every link in it leads somewhere."""

import re
from pathlib import Path

import pytest

from contracts import catalogue
from docs import generate

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISION = re.compile(r"^# (\d{4})\. .+\n\n\d{4}-\d{2}-\d{2}, (accepted|superseded by \[\d{4}\]\(\S+\))\n", re.MULTILINE)


@pytest.mark.parametrize("name", generate.PAGES)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    written = generate.REFERENCE / name
    assert written.exists(), "run `make docs`"
    assert written.read_text(encoding="utf-8") == generate.PAGES[name](), "run `make docs`"


def test_no_page_of_the_reference_is_left_over() -> None:
    assert {file.name for file in generate.REFERENCE.glob("*.md")} == set(generate.PAGES)


def test_the_reference_knows_everything_declared() -> None:
    events, requests = generate.events(), generate.requests()
    assert all(f"\n## {one.type}\n" in events for one in catalogue.events())
    assert all(f"\n## {one.wire_name()}\n" in requests for one in catalogue.requests())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"https?://|mailto:", target):
            continue
        file, _, heading = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{target}: there is no such file"
        if heading:
            assert heading in _headings(there), f"{target}: there is no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_named_in_a_text_exists(page: Path) -> None:
    """`services/membership/domain.py` in a page is a promise that one can open it; `<name>` and `…` stand for a choice."""
    for named in re.findall(r"`((?:contracts|chassis|services|deploy|docs|tests|bench)/[\w./-]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / named).exists(), f"{named} is named, but is not there"


def test_decisions_are_numbered_dated_and_have_a_state() -> None:
    pages = sorted(page for page in (ROOT / "docs" / "decisions").glob("*.md") if page.name != "README.md")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        found = DECISION.match(text)
        assert found, f"{page.name}: begin with `# NNNN. Title`, a blank line and `YYYY-MM-DD, accepted`"
        assert found[1] == page.name[:4]
        assert f"]({page.name})" in index, f"{page.name} is missing in the list of decisions"


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(words) > 20
    assert words == sorted(set(words), key=str.casefold)


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def _headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "_-") for title in titles}
