"""The files of open calls and awards, read by the protocol's own library in an environment of its own: it wants another marshmallow."""

import subprocess
import venv
from pathlib import Path

import pytest

from tests.fakes.technical_fund import MemoryFund
from tests.platform import ROOT
from tests.unit.technical_fund.test_register import ALL, file, in_force, withhold

REQUIREMENTS = ROOT / "requirements"
JUDGE = """
import json, sys
from common_grants_sdk.schemas.pydantic.responses.award import AwardsListResponse
from common_grants_sdk.schemas.pydantic.responses.opportunity import OpportunitiesListResponse
kind, path = sys.argv[1:]
response = {"awards": AwardsListResponse, "opportunities": OpportunitiesListResponse}[kind]
print(len(response.model_validate(json.load(open(path))).items))
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the library, and nothing of ours."""
    place = tmp_path_factory.mktemp("standards")
    venv.create(place, with_pip=True)
    locked = REQUIREMENTS / "standards.lock"
    asked = ["--require-hashes", "-r", str(locked)] if locked.exists() else ["-r", str(REQUIREMENTS / "standards.in")]
    subprocess.run([place / "bin" / "python", "-m", "pip", "install", "-q", *asked], check=True)
    return place / "bin" / "python"


def judged(judge: Path, kind: str, data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    told = folder / f"{kind}.json"
    told.write_bytes(data)
    return subprocess.run([judge, "-I", "-c", JUDGE, kind, told], capture_output=True, text=True, check=False)


@pytest.mark.prove
def test_calls_and_awards_are_models_of_the_protocol(judge: Path, tmp_path: Path) -> None:
    fund = MemoryFund()
    paid, withheld, _ = in_force(fund), in_force(fund), in_force(fund)
    paid.pay("first")
    withhold(withheld, *ALL)
    for kind in ("awards", "opportunities"):
        found = judged(judge, kind, file(fund, f"common-grants-{kind}.json"), tmp_path)
        assert (found.stdout.strip(), found.returncode) == ("3", 0), found.stderr


@pytest.mark.prove
def test_the_library_does_refuse_what_is_no_award(judge: Path, tmp_path: Path) -> None:
    fund = MemoryFund()
    in_force(fund)
    spoiled = file(fund, "common-grants-awards.json").replace(b'"awarded"', b'"granted"')
    assert judged(judge, "awards", spoiled, tmp_path).returncode != 0
