"""The README's first walk works by copy and paste: its blocks are run as they stand."""

import json
import re
import subprocess
import sys

from tests.e2e.demonstration import Demonstration, demonstration
from tests.platform import ROOT, Platform

__all__ = ["demonstration"]


def blocks() -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## The first walk\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


def test_a_newcomer_can_paste_the_walk(platform: Platform, demonstration: Demonstration) -> None:
    assert len(blocks()) == 12, "the helpers and eleven steps"
    mail = demonstration.data_dir / "mail"
    if not mail.exists():  # `make up` has one folder for both
        mail.symlink_to(platform.folder / "data" / "mail")
    environment = demonstration.environment | {"SCN_URL": demonstration.url, "PYTHON": sys.executable}
    script = "set -euo pipefail\n" + "\n".join(f'echo "@@ {number}"\n{block}' for number, block in enumerate(blocks()))
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = [part.partition("\n")[2].strip() for part in re.split(r"^@@ ", done.stdout, flags=re.MULTILINE)[1:]]
    assert said[2] == "accepted"
    assert said[4].splitlines()[0] == "complete"
    assert said[5].splitlines() == ["submitted", "submitted"]
    assert "recommend_application" in said[6].splitlines()[0]
    assert said[6].splitlines()[1] == "recommended"
    assert said[7] == "not_allowed"
    assert "Exampleville" in said[8]
    assert said[8].splitlines()[-1] == "مدينة المثال"
    heard = json.loads(said[9].splitlines()[-1])
    assert heard["type"] == "membership.city_admitted.v1"
    assert heard["data"]["country"] == "SN"
    assert said[10].splitlines()[0] == "hate_crime"
    assert "'en'" in said[10].splitlines()[1]
    assert "'reasons'" in said[10].splitlines()[2]
    assert said[11].splitlines()[0] == "sent"
    assert "Exampleville" in said[11].splitlines()[1]
    assert said[11].splitlines()[2] == "focal_point"
