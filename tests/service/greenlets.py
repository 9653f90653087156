"""A pytest plugin that makes the test process one of greenlets: `python -m pytest -p tests.service.greenlets tests/service`.

It is a plugin because plugins come before every conftest: whatever is imported first must already find the patched standard library.
"""

from chassis.greenlets import patch

patch()
