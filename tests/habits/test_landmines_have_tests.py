"""The table of landmines names real tests, and names every landmine that concerns the chassis."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "prove" / "README.md"
OURS_TO_PROVE = {*range(1, 20), 22, 23, 27, 28, 29}
NOTHING_TO_SHOW = {27}


@cache
def waiting_for_prove(path: Path) -> frozenset[str]:
    """Tests that `make test` leaves out."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return frozenset(node.name for node in functions if any("mark.prove" in ast.unparse(mark) for mark in node.decorator_list))


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def rows() -> dict[int, tuple[str, str]]:
    found = re.findall(r"^\| (\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$", TABLE.read_text(), re.MULTILINE)
    return {int(number): (stock, ours) for number, stock, ours in found}


def named(cell: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", cell)


def test_every_landmine_of_the_chassis_is_in_the_table():
    assert set(rows()) == OURS_TO_PROVE


def test_every_landmine_is_shown_on_stock_nameko_and_survived_by_us():
    for number, (stock, ours) in rows().items():
        assert named(ours), f"landmine {number} has no test of ours"
        assert named(stock) or number in NOTHING_TO_SHOW, f"landmine {number} is not shown on stock nameko"


def test_every_landmine_is_survived_in_make_test():
    for number, (_, ours) in rows().items():
        everyday = [name for path, name in named(ours) if (ROOT / path).exists() and name not in waiting_for_prove(ROOT / path)]
        assert everyday, f"what we do about landmine {number} is only shown by `make prove`"


def test_every_test_in_the_table_exists():
    missing = [
        f"{path}::{name}"
        for cells in rows().values()
        for cell in cells
        for path, name in named(cell)
        if not (ROOT / path).exists() or name not in names_in(ROOT / path)
    ]
    assert missing == []


def test_every_proof_is_in_the_table():
    listed = {name for stock, _ in rows().values() for _, name in named(stock)}
    proofs = {name for path in TABLE.parent.glob("test_*.py") for name in names_in(path) if name.startswith("test_")}
    assert proofs - listed == set()
