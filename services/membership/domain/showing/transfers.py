"""How a transfer is shown."""

from contracts.membership import TransferView
from services.membership.domain.transfer import Transfer


def transfer_view(transfer: Transfer) -> TransferView:
    return TransferView(
        id=transfer.id,
        country=transfer.country,
        from_hub_id=transfer.from_hub_id,
        to_hub_id=transfer.to_hub_id,
        on=transfer.on,
        reason=transfer.reason,
        state=transfer.state,
        applications=transfer.applications,
        cities=transfer.cities,
        job_id=transfer.job_id,
        planned_at=transfer.planned_at,
        planned_by=transfer.planned_by,
        begun_at=transfer.begun_at,
        ended_at=transfer.ended_at,
        note=transfer.note,
        version=transfer.version,
    )
