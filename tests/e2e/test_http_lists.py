"""Lists page by page, and as CSV."""

import csv
import io
from collections.abc import Callable

import pytest

from tests.e2e.http import Http
from tests.e2e.stories import draft, unique

NewPerson = Callable[[], Http]


@pytest.fixture
def person(new_person: NewPerson) -> Http:
    return new_person()


def test_a_list_is_read_page_by_page_through_its_links(person: Http) -> None:
    made = {draft(person)["id"] for _ in range(5)}
    found: list[str] = []
    path = "/v1/applications?limit=2&mine=true"
    pages = 0
    while path:
        answer = person.get(path)
        page = answer.ok()
        found += [item["id"] for item in page["items"]]
        link = answer.headers["Link"]
        assert (link is None) == (page["next"] is None)
        path = "" if link is None else link.partition("<")[2].partition(">")[0]
        pages += 1
    assert pages == 3
    assert len(found) == 5
    assert set(found) == made


def test_a_cursor_belongs_to_its_filters(person: Http) -> None:
    for _ in range(3):
        draft(person)
    cursor = person.get("/v1/applications?limit=1").ok()["next"]
    assert person.get(f"/v1/applications?limit=2&cursor={cursor}").status == 200
    other = person.get(f"/v1/applications?limit=1&state=draft&cursor={cursor}")
    other.problem(422, "invalid")
    assert other.fields() == {"cursor"}
    changed = cursor[:-2] + ("AA" if not cursor.endswith("AA") else "BB")
    person.get(f"/v1/applications?limit=1&cursor={changed}").problem(422, "invalid")


def test_the_same_list_as_csv_has_every_row_and_no_formula(person: Http) -> None:
    names = [f"=cmd|' /C calc'!A{index} {unique()}" for index in range(3)] + [f'مدينة, "x" {unique()}', f"@{unique()}", f"-{unique()}"]
    for name in names:
        draft(person, names={"en": name})
    answer = person.get("/v1/applications?limit=2", Accept="text/csv")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    header, *rows = list(csv.reader(io.StringIO(answer.body.decode())))
    assert header[:3] == ["id", "reference", "state"]
    cells = [row[header.index("city_name")] for row in rows]
    assert sorted(cell.removeprefix("'") for cell in cells) == sorted(names)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r"]


def test_a_list_that_may_not_be_seen_is_a_problem_in_csv_too(gateway_url: str) -> None:
    Http(gateway_url).get("/v1/applications", Accept="text/csv").problem(401, "not_signed_in")
    Http(gateway_url).get("/v1/cities?limit=0", Accept="text/csv").problem(422, "invalid")


def test_public_lists_may_be_kept_and_read_by_any_site_and_private_ones_not(gateway_url: str, person: Http) -> None:
    public = Http(gateway_url).get("/v1/cities")
    assert public.headers["Cache-Control"].startswith("public")
    assert public.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Cookie", "Authorization", "Accept-Language"} <= set(public.headers["Vary"].split(", "))
    assert person.get("/v1/cities").headers["Cache-Control"] == "private, no-cache"
    assert person.get("/v1/applications").headers["Access-Control-Allow-Origin"] is None
