"""The public register over HTTP. Nothing of it is kept by caches: what is withheld today must be gone today."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund register"
REGISTER: Final = "/v1/fund/register"
PUBLISHER: Final = f"{REGISTER}/publisher"
AWARD: Final = "/v1/fund/awards/{award_id}"
COLUMNS: Final = (
    "reference",
    "call_reference",
    "call_titles",
    "city_id",
    "city_names",
    "country",
    "title",
    "purpose",
    "awarded",
    "disbursed",
    "band",
    "awarded_on",
    "in_force_on",
    "ended_on",
    "status",
    "withheld",
)

OPERATIONS: Final = (
    Operation(request=f.ListRegister, method="GET", path=REGISTER, tag=TAG, cache="never", csv=COLUMNS),
    Operation(
        request=f.ReadRegisterFile,
        method="GET",
        path=f"{REGISTER}/files/{{format}}",
        tag=TAG,
        hidden=("offset",),
        cache="never",
        served_by="file",
    ),
    Operation(request=f.GetRegisterTotals, method="GET", path=f"{REGISTER}/totals", tag=TAG, cache="never"),
    Operation(request=f.GetRegisterPublisher, method="GET", path=PUBLISHER, tag=TAG, versioned=True),
    Operation(
        request=f.SetRegisterPublisher, method="PUT", path=PUBLISHER, tag=TAG, body_as="publisher", versioned=True, needs_version=True
    ),
    Operation(request=f.ListRegisterWithholdings, method="GET", path=f"{REGISTER}/withholdings", tag=TAG, cache="never"),
    Operation(request=f.WithholdFromRegister, method="POST", path=f"{AWARD}/withholdings", tag=TAG, status=201),
    Operation(request=f.PublishWithheld, method="POST", path=f"{AWARD}/publications", tag=TAG, status=204),
)
