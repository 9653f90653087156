"""The whole life of the Fund as a machine for hypothesis: a world, what rightly comes next in it, and what must hold whatever happens."""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in ("world", "invariants", "looking", "machine")))
