"""How an erasure is shown."""

from contracts.membership import ErasureView, HolderView
from services.membership.domain.erasure import Erasure


def erasure_view(erasure: Erasure) -> ErasureView:
    return ErasureView(
        id=erasure.id,
        person_id=erasure.person_id,
        reason=erasure.reason,
        state=erasure.state,
        asked_at=erasure.asked_at,
        erased_at=erasure.erased_at,
        done_at=erasure.done_at,
        holders=tuple(HolderView(service=one.service, confirmed_at=one.confirmed_at) for one in erasure.holders),
        version=erasure.version,
    )
