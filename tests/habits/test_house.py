"""The house keeps its own rules: who is imported, what is locked, what is said about it."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.services import SERVICE_NAMES

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("contracts", "chassis", "services", "deploy")
REQUIREMENTS = ROOT / "requirements"
FOR_BUILDERS = {Path("deploy/demo/choose.py")}
"""Run by whoever changes the demonstration, never by the platform."""
LOCKS = ("runtime", "dev", "embedded", "bench")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(name: str) -> set[str]:
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    return {normal(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in lines if line[:1].isalpha()}


def locked(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{name}.lock").read_text()
    return {normal(found[1]): found[2] for found in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE)}


def imports(folder: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*.py"):
        if path.relative_to(ROOT) in FOR_BUILDERS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0]: path for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module.partition(".")[0]] = path
    return found


@pytest.mark.parametrize("folder", PRODUCT)
def test_everything_the_product_imports_is_asked_for_by_name(folder):
    ours = {*PRODUCT, *sys.stdlib_module_names, "__future__"}
    known = packages_distributions()
    asked = wanted("runtime")
    missing = {
        name: str(path)
        for name, path in imports(folder).items()
        if name not in ours and not asked & {normal(dist) for dist in known.get(name, [name])}
    }
    assert not missing, f"imported, but not in requirements/runtime.in: {missing}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wish_is_locked(lock):
    assert wanted(lock) <= set(locked(lock)), f"run `make lock`: {wanted(lock) - set(locked(lock))}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_everything_and_no_address(lock):
    text = (REQUIREMENTS / f"{lock}.lock").read_text()
    entries = re.split(r"(?m)^(?=[A-Za-z])", text)
    bare = [entry.partition("\n")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert not bare
    assert not re.search(r"https?://|file:|--index|--find-links|/tmp/|/opt/|/home/", text)


def test_the_locks_agree_with_one_another():
    versions = {name: locked(name) for name in LOCKS}
    for name, version in versions["runtime"].items():
        assert versions["dev"][name] == version, name


def test_images_never_contain_the_embedded_store():
    assert "secantusdb" not in locked("runtime")
    assert "secantusdb" not in locked("dev")
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert "embedded" not in dockerfile.replace("embedded document store", "")


@pytest.mark.parametrize("folder", [*PRODUCT, "tests", "bench"])
def test_the_embedded_store_is_never_imported(folder):
    assert not {name for name in imports(folder) if name.startswith("secantus")}


def test_every_service_keeps_the_rooms():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = next(contract for contract in contracts if contract["id"] == "rooms")
    assert set(rooms["containers"]) == {f"services.{name}" for name in SERVICE_NAMES}


def test_the_launcher_starts_every_service_that_has_a_card():
    with_card = {path.parent.name for path in (ROOT / "services").glob("*/__init__.py") if "CARD" in path.read_text()}
    assert with_card == set(SERVICE_NAMES)


def test_only_the_modules_that_the_contracts_name_know_nameko():
    """The contract `unpatched` sees past these modules, so the contract `patched` must protect each of them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    plain = next(contract for contract in contracts if contract["id"] == "unpatched")
    patched = next(contract for contract in contracts if contract["id"] == "patched")
    assert {line.partition(" ->")[0] for line in plain["ignore_imports"]} == set(patched["protected_modules"])


def test_bare_make_lists_every_word():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for word in ("up", "down", "test", "check", "bench", "docs", "lock", "prove", "clean"):
        assert re.search(rf"^  make {word} +\w", said, re.MULTILINE), word


def test_no_file_names_a_package_registry():
    hosts = r"p[y]pi\.org|n[p]mjs\.(org|com)|python[h]osted\.org|d[e]b\.debian\.org|files\.python"
    found = subprocess.run(
        ["git", "grep", "-nIiE", hosts, "--", ".", ":!tests/habits/test_house.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert found.returncode == 1, found.stdout


@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "e2e").glob("*.py")), ids=lambda file: file.name)
def test_who_looks_from_outside_knows_nothing_of_the_inside(file):
    tree = ast.parse(file.read_text("utf-8"))
    imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imports += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert not [name for name in imports if name.partition(".")[0] in PRODUCT]
