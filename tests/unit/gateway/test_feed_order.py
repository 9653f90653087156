"""The feed of several publishers keeps each one's order, whatever their clocks and commits do."""

from services.gateway.feed import merge


def records(*times_by_position: str) -> list[dict]:
    return [{"position": position, "time": time} for position, time in enumerate(times_by_position, start=1)]


def positions(merged: list, name: str) -> list[int]:
    return [item["position"] for owner, item in merged if owner == name]


def test_a_publishers_events_come_by_position_even_when_a_later_one_is_older():
    merged = merge({"membership": records("12:00:01", "12:00:03", "12:00:02"), "resources": records("12:00:02", "12:00:01")})
    assert positions(merged, "membership") == [1, 2, 3]
    assert positions(merged, "resources") == [1, 2]


def test_a_page_cut_anywhere_leaves_nothing_out_behind_it():
    merged = merge({"membership": records("3", "9", "1", "2"), "resources": records("4", "2", "8")})
    for length in range(len(merged) + 1):
        for name in ("membership", "resources"):
            kept = positions(merged[:length], name)
            assert kept == list(range(1, len(kept) + 1))


def test_publishers_are_mixed_by_time():
    merged = merge({"a": records("1", "4"), "b": records("2", "3")})
    assert [(name, item["position"]) for name, item in merged] == [("a", 1), ("b", 1), ("b", 2), ("a", 2)]
