"""Which facts are in use."""

from chassis.read_models import latest_rebuild
from contracts.technical_fund import FundReadModelView, GetFundReadModel
from services.technical_fund.views.ports import Reading


def get_fund_read_model(unit: Reading, request: GetFundReadModel) -> FundReadModelView:
    row, job = latest_rebuild(unit.unit, unit.model)
    rebuilt = row["rebuilt"] or {"at": None, "events": None, "digest": None, "same": None}
    return FundReadModelView(
        generation=row["generation"],
        rebuilt_at=rebuilt["at"],
        events=rebuilt["events"],
        digest=rebuilt["digest"],
        same=rebuilt["same"],
        job=job,
    )
