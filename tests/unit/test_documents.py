"""A document's copy is its own."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.documents import copied

PLAIN = st.none() | st.booleans() | st.integers() | st.text() | st.datetimes()
DOCUMENTS = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=12)


@given(DOCUMENTS)
def test_a_copy_is_equal_and_shares_nothing_that_can_change(document: Any) -> None:
    copy = copied(document)
    assert copy == document
    assert not _containers(copy) & _containers(document)


def test_a_tuple_comes_back_as_the_list_a_store_makes_of_it() -> None:
    assert copied({"a": ({"b": (1, 2)},)}) == json.loads('{"a": [{"b": [1, 2]}]}')


def _containers(value: Any) -> set[int]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = {id(value)} if isinstance(value, dict | list) else set()
    return own.union(*map(_containers, inner))
