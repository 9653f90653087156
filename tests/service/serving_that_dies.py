"""A serving process killed between commit and answer.

`python -m tests.service.serving_that_dies SubmitFundApplication technical_fund --role serve`
"""

from chassis.greenlets import patch

patch()

import os  # noqa: E402 - the patch comes first
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from chassis.commands import run  # noqa: E402
from chassis.unit_of_work import UnitOfWork  # noqa: E402


def arm(after: str) -> None:
    """The unit of work is wrapped: nothing in the product knows of this."""
    carry_out = UnitOfWork.run

    def dying(self: Any, use_case: Any, request: Any, *more: Any, **named: Any) -> Any:
        answer = carry_out(self, use_case, request, *more, **named)
        if type(request).__name__ == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    UnitOfWork.run = dying  # type: ignore[method-assign]


if __name__ == "__main__":
    arm(sys.argv[1])
    sys.exit(run(sys.argv[2:]))
