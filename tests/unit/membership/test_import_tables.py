"""Files that people bring: every fault is named by line and column, and nothing dangerous gets in."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import FIELD_ERRORS
from services.gateway.csv_lists import cell
from services.membership.domain.imports import table as tables
from services.membership.domain.imports.table import MOST_ROWS, Table
from tests.builders.imports import checked, city, in_charge, problems, somebody, table
from tests.builders.membership import opened_hub
from tests.fakes.membership import MemoryMembership, management

UNIT = management()


def read(data: bytes, **options: Any) -> Table:
    return tables.read(data, **{"columns": ("a", "b", "n"), "required": ("a",), "numbers": frozenset({"n"}), **options})


def faults(data: bytes, **options: Any) -> list[tuple[int, str | None, str]]:
    return [(one.line, one.column, one.code) for one in read(data, **options).problems]


def found(membership: MemoryMembership, kind: str, *rows: dict[str, str]) -> set[tuple[int, str | None, str]]:
    run = checked(membership, UNIT, kind, table(rows))
    listed = problems(membership, UNIT, run.id)
    assert (run.state, run.problems) == ("faulty" if listed else "ready", len(listed))
    return {(one.line, one.column, one.code) for one in listed}


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("comma", [",", ";"])
def test_a_file_is_read_with_or_without_a_mark_by_commas_or_semicolons(mark: bytes, ends: str, comma: str) -> None:
    lines = ["a,b,n", "Évora,ممباسا,-1.5", "# a remark,,", ",,", '"x, ""y""",z,']
    found = read(mark + ends.join(lines).replace(",", comma).replace(f"x{comma}", "x,").encode())
    assert found.problems == ()
    assert [(row.line, row.cells) for row in found.rows] == [
        (2, {"a": "Évora", "b": "ممباسا", "n": "-1.5"}),
        (5, {"a": 'x, "y"', "b": "z", "n": ""}),
    ]


@pytest.mark.parametrize(
    ("data", "line", "byte"),
    [
        ("a,b,n\nÉvora,,\n".encode("latin-1"), 2, 1),
        ("a,b,n\nÉvora,,\n".encode() + "Málaga,,\n".encode("cp1252"), 3, 2),
        ("a,b,n\n".encode("utf-16"), 1, 1),
        (b"\xef\xbb\xbfa,b,\xffn\n", 1, 8),
    ],
)
def test_another_or_a_mixed_encoding_is_named_by_its_first_bad_byte(data: bytes, line: int, byte: int) -> None:
    (only,) = read(data).problems
    assert (only.line, only.byte, only.code) == (line, byte, "membership.not_unicode")
    assert str(byte) in only.detail


def test_utf_16_without_a_mark_is_caught_by_its_nuls() -> None:
    assert read("a,b,n\nx,,\n".encode("utf-16-le")).problems[0].code == "membership.unknown_column"
    assert faults(b"a,b,n\nx\0y,\0,\n") == [(2, "a", "membership.nul"), (2, "b", "membership.nul")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(1, None, "membership.empty_file")]),
        (b"\n\n", [(1, None, "membership.empty_file")]),
        (b"a,b,n\n", [(2, None, "membership.empty_file")]),
        (b"a,a,c\n", [(1, "a", "membership.repeated_column"), (1, "c", "membership.unknown_column")]),
        (b"b,n\nx,1\n", [(1, "a", "membership.missing_column")]),
        (b"a,b,n\nx\n1,2,3,4\n", [(2, None, "membership.wrong_number_of_cells"), (3, None, "membership.wrong_number_of_cells")]),
        (b'a,b,n\nx,,\n"open,,\n', [(3, None, "membership.bad_csv")]),
        (b'a,b,n\n"x"y,,\n', [(2, None, "membership.bad_csv")]),
    ],
)
def test_what_is_no_table_is_named(data: bytes, expected: list[Any]) -> None:
    assert faults(data) == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "＋", "－", "＠"])
def test_formulas_are_refused_in_texts_and_known_from_numbers(start: str) -> None:
    assert faults(f"a,b,n\nx,{start}1,-1\n".encode()) == [(2, "b", "membership.formula_cell")]


def test_tabs_and_returns_in_front_are_refused() -> None:
    assert faults(b'a,b,n\n"\tx","\rx",1\n') == [(2, "a", "membership.formula_cell"), (2, "b", "membership.formula_cell")]


def test_hidden_order_line_breaks_and_overlong_cells_are_refused() -> None:
    data = 'a,b,n\n"x\u202ey",ok,\n"two\nlines",ok,\nok,{},\nlast,\u2066ok\u2069,\n'.format("x" * 4001)
    assert faults(data.encode()) == [(2, "a", "format"), (3, "a", "format"), (5, "b", "length")]
    assert [row.line for row in read(data.encode()).rows] == [2, 3, 5, 6]


def test_an_apostrophe_means_the_text_and_is_otherwise_part_of_it() -> None:
    data = b"a,b,n\n'=1+1,''=x,\n's-Hertogenbosch,'',\n"
    assert [(row.cells["a"], row.cells["b"]) for row in read(data).rows] == [("=1+1", "'=x"), ("'s-Hertogenbosch", "''")]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1, max_size=20))
def test_what_an_export_writes_an_import_reads(text: str) -> None:
    from contracts.text import normalise

    try:
        kept = normalise(text)
    except ValueError:
        return
    import csv
    import io

    line = io.StringIO()
    csv.writer(line).writerows([["a", "b", "n"], ["x", cell(kept), ""]])
    found = read(line.getvalue().encode())
    assert found.problems == ()
    assert found.rows[0].cells["b"] == kept


def test_no_file_holds_more_than_two_thousand_lines() -> None:
    data = b"a,b,n\n" + b"x,,\n" * (MOST_ROWS + 5)
    assert faults(data) == [(MOST_ROWS + 2, None, "membership.too_many_rows")]
    assert read(b"a,b,n\n" + b"x,,\n" * MOST_ROWS).problems == ()


# ---------------------------------------------------------------- cities


def test_every_fault_of_a_city_is_named_at_its_column(membership: MemoryMembership) -> None:
    opened_hub(membership)
    assert found(
        membership,
        "cities",
        city(name=""),
        city("One", country="XX", subdivision="KE-28", tier="village"),
        city("Two", subdivision="ES-SE", population="many", population_year="2019"),
        city("Three", population="5", population_year="2031", languages="sw xx sw", latitude="91", longitude="1"),
        city("Four", latitude="1", admitted_on="2030-01-01", website="ftp://city.example"),
        city("Five", needs="nonsense youth_engagement youth_engagement", offers="interfaith_dialogue:urgent", admitted_on="17.5.2024"),
        city("Six", offers="interfaith_dialogue"),
        city("Seven", hub="Nowhere", prevention_network="maybe", mandate="yes:2031", strategy="no:2019"),
        city("Eight", visibility="population:nobody hue:public", other_names='{"en": "x"}'),
        city("Nine", other_names="{", admitted_on="", country=""),
        city("…"),
    ) == {
        (2, "name_en", "required"),
        (3, "country", "membership.unknown_country"),
        (3, "tier", "not_an_option"),
        (4, "subdivision", "membership.unknown_subdivision"),
        (4, "population", "wrong_type"),
        (5, "population_year", "membership.in_the_future"),
        (5, "languages", "membership.unknown_language"),
        (5, "latitude", "range"),
        (6, "longitude", "required"),
        (6, "admitted_on", "membership.in_the_future"),
        (6, "website", "format"),
        (7, "needs", "membership.unknown_theme"),
        (7, "offers", "not_an_option"),
        (7, "admitted_on", "wrong_type"),
        (8, "offers", "membership.offer_without_need"),
        (9, "prevention_network", "not_an_option"),
        (9, "mandate", "membership.in_the_future"),
        (9, "strategy", "membership.nothing_there"),
        (10, "visibility", "not_an_option"),
        (10, "other_names", "membership.repeated_language"),
        (11, "other_names", "wrong_type"),
        (11, "admitted_on", "required"),
        (11, "country", "required"),
        (12, "name_en", "membership.no_name"),
    }


def test_the_same_city_twice_and_other_peoples_hubs_are_named(membership: MemoryMembership) -> None:
    opened_hub(membership)
    assert found(
        membership,
        "cities",
        city("Mombasa", hub="afrique orientale et australe"),
        city("MOMBASA"),
        city("Mombasa", subdivision="KE-28"),
        city("Sevilla", country="ES", hub="East and Southern Africa"),
        city("Nowhere", hub="Nowhere"),
    ) == {(3, None, "membership.repeated_city"), (5, "hub", "membership.other_hub"), (6, "hub", "membership.no_hub")}


# ---------------------------------------------------------------- people


def test_every_fault_of_a_person_is_named_at_its_column(membership: MemoryMembership) -> None:
    in_charge(membership, UNIT)
    assert found(
        membership,
        "people",
        somebody("nonsense", language="qq"),
        somebody(role="king"),
        somebody("b@city.example", role="hub_officer", hub=""),
        somebody("c@city.example", city="", hub="Somewhere"),
        somebody("d@city.example", role="mayors_office", deputy="yes", starts_on="2027-05-01", ends_on="2027-04-30"),
        somebody("e@city.example", city="Nowhere"),
        somebody("f@city.example", role="donor", agreement="AGR-2027-0009", country="", city=""),
        somebody("g@city.example", role="hub_officer", hub="Somewhere", country="", city=""),
        somebody("h@city.example", deputy="perhaps", country="XX"),
        {"email": "i@network.example", "role": "reviewer"},
        {"email": "I@network.example", "role": "reviewer"},
    ) == {
        (2, "email", "format"),
        (3, "role", "not_an_option"),
        (4, "hub", "required"),
        (4, "country", "membership.scope_not_wanted"),
        (4, "city", "membership.scope_not_wanted"),
        (5, "city", "required"),
        (5, "hub", "membership.scope_not_wanted"),
        (6, "deputy", "membership.no_deputy"),
        (6, "ends_on", "membership.ends_too_early"),
        (7, "city", "membership.no_city"),
        (8, "agreement", "membership.no_agreement"),
        (9, "hub", "membership.no_hub"),
        (10, "deputy", "not_an_option"),
        (10, "country", "membership.unknown_country"),
        (12, None, "membership.repeated_row"),
    }


# ---------------------------------------------------------------- the words


def test_every_code_of_a_problem_has_a_sentence() -> None:
    rooms = Path(tables.__file__).parent
    sources = [*rooms.glob("*.py"), *(rooms.parents[1] / "usecases").glob("import_*.py")]
    pattern = r'(?:problem\(|fault\()[^"]*?(?:f?"[^"]*", )?"([a-z_]+\.[a-z_0-9]+)"'
    named = {code for file in sources for code in re.findall(pattern, file.read_text())}
    assert len(named) > 20
    assert named <= set(FIELD_ERRORS)


def test_the_example_of_other_names_is_what_it_says() -> None:
    from services.membership.domain.imports.cities import EXAMPLE

    assert json.loads(str(EXAMPLE.other_names)) == {"sw": "Mombasa"}
