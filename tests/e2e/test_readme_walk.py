"""The README's walks work by copy and paste: their blocks are run as they stand, one after the other in one terminal."""

import json
import re
import subprocess
import sys

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.platform import ROOT, Platform

__all__ = ["demonstration"]
WALKS = {"The first walk": 12, "The second walk: the Fund": 10}
"""How many blocks each has: the helpers, and a block for each step."""


def blocks(walk: str) -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(f"\n## {walk}\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def said(whole_platform: Platform, demonstration: Demonstration) -> dict[str, list[str]]:
    """What each block of each walk printed."""
    for walk, number in WALKS.items():
        assert len(blocks(walk)) == number, walk
    mail = demonstration.data_dir / "mail"
    if not mail.exists():  # `make up` has one folder for both
        mail.symlink_to(whole_platform.folder / "data" / "mail")
    environment = demonstration.environment | {"SCN_URL": demonstration.url, "PYTHON": sys.executable}
    script = "set -euo pipefail\n" + "\n".join(f'echo "@@ {walk}"\n{block}' for walk in WALKS for block in blocks(walk))
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    heard: dict[str, list[str]] = {walk: [] for walk in WALKS}
    for part in re.split(r"^@@ ", done.stdout, flags=re.MULTILINE)[1:]:
        walk, _, words = part.partition("\n")
        heard[walk].append(words.strip())
    return heard


@pytest.mark.timeout(330)  # whichever test comes first waits for the demonstration and both walks
def test_a_newcomer_can_paste_the_walk(said: dict[str, list[str]]) -> None:
    first = said["The first walk"]
    assert first[2] == "accepted"
    assert first[4].splitlines()[0] == "complete"
    assert first[5].splitlines() == ["submitted", "submitted"]
    assert "recommend_application" in first[6].splitlines()[0]
    assert first[6].splitlines()[1] == "recommended"
    assert first[7] == "not_allowed"
    assert "Exampleville" in first[8]
    assert first[8].splitlines()[-1] == "مدينة المثال"
    heard = json.loads(first[9].splitlines()[-1])
    assert heard["type"] == "membership.city_admitted.v1"
    assert heard["data"]["country"] == "SN"
    assert first[10].splitlines()[0] == "hate_crime"
    assert "'en'" in first[10].splitlines()[1]
    assert "'reasons'" in first[10].splitlines()[2]
    assert first[11].splitlines()[0] == "sent"
    assert "Exampleville" in first[11].splitlines()[1]
    assert first[11].splitlines()[2] == "focal_point"


@pytest.mark.timeout(330)
def test_a_newcomer_can_paste_the_fund_from_the_call_to_the_register(said: dict[str, list[str]]) -> None:
    call, applied, screened, assigned, reviewed, decided, signed, paid, register = (
        block.splitlines() for block in said["The second walk: the Fund"][1:]
    )
    assert re.fullmatch(r"CALL-\d{4}-\d{4}", call[0])
    assert call[1] == "open"
    references, digests = applied[::2], applied[1::2]
    assert all(re.fullmatch(r"TSF-\d{4}-\d{4}", one) for one in references)
    assert len(set(references)) == len(set(digests)) == 2
    assert screened == ["pass", "eligible"] * 2
    assert assigned == ["optimal", "applied"]
    assert reviewed == ["submitted"] * 6
    assert decided == ["in_panel", "in_panel", "68.0", "[]", "approved", "approved", "funded"]
    assert signed == ["agreement_draft", "agreement_sent", "mayors_office", "signed_by_city", "in_force"]
    assert paid == ["requested", "approved_first", "approved_second", "paid", "technical_fund.paid_already"]
    assert "Exampleville" in register[0]
    assert register[1] == "{'money': {'minor': 1500000, 'currency': 'EUR'}, 'half_days': 0}"
    assert register[2:] == ["True", "True"]
