"""What the gateway shows of itself."""

import asyncio
import urllib.request

from chassis.breaker import Counts
from chassis.observe import REGISTRY, Health
from deploy.ports import free_port
from services.gateway.metrics import Window, measured, watch_questions


def test_every_request_is_counted_and_still_logged():
    lines = []
    note = measured(lambda *line: lines.append(line))
    before = REGISTRY.get_sample_value("scn_http_answered_total", {"operation": "list_cities", "status": "200"}) or 0
    note("GET", "/v1/cities", "list_cities", 200, 0.01, "id")
    assert REGISTRY.get_sample_value("scn_http_answered_total", {"operation": "list_cities", "status": "200"}) == before + 1
    assert lines == [("GET", "/v1/cities", "list_cities", 200, 0.01, "id")]


def test_what_became_of_questions_is_shown_as_it_stands():
    counts = Counts()
    watch_questions(counts, lambda: 3)
    counts.late += 2
    assert REGISTRY.get_sample_value("scn_rpc_client", {"what": "late"}) == 2
    assert REGISTRY.get_sample_value("scn_rpc_client", {"what": "pending"}) == 3


def test_two_workers_are_seen_on_two_ports_and_a_third_waits():
    async def open_three() -> tuple[list[int | None], str]:
        first = free_port()
        windows = [Window(first, 2, Health()) for _ in range(3)]
        try:
            for window in windows:
                window.open()
                await asyncio.sleep(0)
            with await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{first}/metrics", timeout=5) as answer:
                return [window.port and window.port - first for window in windows], answer.read().decode()
        finally:
            for window in windows:
                window.close()

    ports, shown = asyncio.run(open_three())
    assert ports == [0, 1, None]
    assert "scn_http_answered_total" in shown
