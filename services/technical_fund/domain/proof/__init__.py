"""Proving a workflow before anybody's application depends on it: everything that is wrong, each by its place and with a code of its own.

Shape: what is named exists, once, and is whole. Meaning: each step begins and ends where such a step may, for parts that may take it, and
money is reached by a proposed decision after a closed review only. Paths: every state is reached, and none strands an application.
"""

from contracts.technical_fund import WorkflowContent
from services.technical_fund.domain.faults import Fault
from services.technical_fund.domain.proof.meaning import meaning_faults
from services.technical_fund.domain.proof.paths import path_faults
from services.technical_fund.domain.proof.shape import shape_faults


def prove(content: WorkflowContent, pointer: str = "/workflow") -> list[Fault]:
    """What keeps `content` from being published; nothing when it is sound."""
    return [*shape_faults(content, pointer), *meaning_faults(content, pointer), *path_faults(content, pointer)]
