"""What every answer carries, whoever gives it, and the documents."""

import json
import socket
import uuid
from urllib.parse import urlsplit

import pytest

from tests.e2e.http import Http

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def client(gateway_url: str) -> Http:
    return Http(gateway_url)


@pytest.mark.parametrize(
    "path", ["/v1/cities", "/v1/me", "/nowhere", "/docs", "/openapi.json", "/healthz", "/static/docs.js", "/static/none"]
)
def test_every_answer_is_guarded_and_named(client: Http, path: str) -> None:
    answer = client.get(path)
    for name, value in SECURITY.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Server"] is None
    assert answer.headers["Strict-Transport-Security"] is None, "only where the public address is https"
    assert uuid.UUID(answer.headers["X-Request-Id"])


def test_a_client_may_name_its_request(client: Http) -> None:
    assert client.get("/v1/me", X_Request_Id="my-request-42").headers["X-Request-Id"] == "my-request-42"
    assert client.get("/v1/me", X_Request_Id="my-request-42").json["request_id"] == "my-request-42"
    assert client.get("/v1/me", X_Request_Id='x"; drop').headers["X-Request-Id"] != 'x"; drop'


@pytest.mark.parametrize("path", ["/v1/cities", "/v1/themes", "/healthz", "/docs", "/openapi.json", "/v1/me", "/nowhere"])
def test_head_is_get_without_its_body(client: Http, path: str) -> None:
    got, headed = client.get(path), client.ask("HEAD", path)
    assert (headed.status, headed.body) == (got.status, b"")
    assert headed.headers["Content-Type"] == got.headers["Content-Type"]
    if path not in ("/v1/me", "/nowhere"):
        assert headed.headers["Content-Length"] == str(len(got.body))


def test_options_tells_the_methods(client: Http) -> None:
    answer = client.ask("OPTIONS", "/v1/applications")
    assert answer.status in (200, 204)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_health_and_readiness(client: Http) -> None:
    assert client.get("/healthz").ok() == {"status": "alive"}
    assert client.get("/readyz").ok() == {"status": "ready", "waiting_for": []}


def test_the_documents_are_there_and_point_to_each_other(client: Http) -> None:
    document = client.get("/openapi.json").ok()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": client.url}]
    assert client.get("/asyncapi.json").ok()["asyncapi"].startswith("3.")
    schema = client.get("/schemas/membership.city_admitted.v1.json").ok()
    assert schema["$id"] == f"{client.url}/schemas/membership.city_admitted.v1.json"
    client.get("/schemas/membership.nothing.v1.json").problem(404, "not_found")
    problem = client.get("/v1/me").json
    assert client.get(problem["type"].removeprefix(client.url)).ok()["code"] == "not_signed_in"


def test_the_docs_page_uses_nothing_from_elsewhere(client: Http) -> None:
    page = client.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    assert "http://" not in text
    assert "https://" not in text
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"/static/swagger-ui/{name}" in text
        assert client.get(f"/static/swagger-ui/{name}").status == 200
    assert client.get("/static/swagger-ui/LICENSE").status == 200


def test_static_files_do_not_lead_out_of_their_folder(client: Http) -> None:
    for path in ("/static/../wiring.py", "/static/%2e%2e/wiring.py", "/static/..%2fwiring.py", "/static//etc/passwd"):
        assert client.get(path).status == 404


def test_a_body_where_none_is_expected_is_looked_at(client: Http) -> None:
    answer = client.send("GET", "/v1/cities", b"{}", {"Content-Type": "application/json"})
    assert answer.status == 200
    assert json.loads(answer.body)["items"] is not None


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_files_are_read_and_nothing_else(client: Http, method: str) -> None:
    answer = client.ask(method, "/static/docs.js")
    answer.problem(405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_method_nobody_knows_is_not_implemented(client: Http) -> None:
    client.ask("JUGGLE", "/v1/cities").problem(501, "not_implemented")


def test_who_asks_to_speak_websocket_gets_the_plain_answer(client: Http) -> None:
    wish = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    answer = client.send("GET", "/v1/themes", None, wish)
    assert answer.ok()["items"]


def test_an_empty_wish_for_a_form_is_no_wish(client: Http) -> None:
    assert client.get("/v1/themes", Accept="").type == "application/json"


@pytest.mark.parametrize(
    ("type", "status"),
    [
        ("application/json; charset=utf-8; profile=x", 422),
        ("Application/JSON;Charset=UTF-8", 422),
        ("application/json; profile=x; charset=latin-1", 415),
    ],
)
def test_parameters_of_the_content_type_are_read_in_any_order(client: Http, type: str, status: int) -> None:
    assert client.ask("POST", "/v1/people", raw=b"{}", type=type).status == status


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one(client: Http) -> None:
    parts = urlsplit(client.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(b"POST /v1/people HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}")
        connection.shutdown(socket.SHUT_WR)
        first = connection.makefile("rb").readline()
    assert first == b"" or b" 400 " in first
