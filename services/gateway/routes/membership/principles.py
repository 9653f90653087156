"""The principles over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

ONE: Final = "/v1/principles/{version}"

OPERATIONS: Final = (
    Operation(request=m.GetPrinciples, method="GET", path="/v1/principles", tag="Hubs", cache="public"),
    Operation(request=m.GetPrinciplesVersion, method="GET", path=ONE, tag="Hubs", cache="public"),
    Operation(request=m.DraftPrinciples, method="POST", path="/v1/principles", tag="Hubs", status=201, location="/v1/principles/{version}"),
    Operation(request=m.PublishPrinciples, method="POST", path=f"{ONE}/publications", tag="Hubs"),
)
