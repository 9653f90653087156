"""What every service answers, over HTTP: files on their way in, jobs, and the event log of all publishers."""

from typing import Final

from contracts import standard as s
from services.gateway.operations import Operation

PUBLISHERS: Final = ("membership", "notifications", "explore", "technical_fund")
"""Every service that says something, in the order in which the feed asks them."""

UPLOAD_OWNERS: Final = {
    "evidence": "membership",
    "mandate": "membership",
    "agreement": "membership",
    "import": "membership",
    "fund_attachment": "technical_fund",
    "fund_appeal": "technical_fund",
    "fund_agreement": "technical_fund",
    "fund_report": "technical_fund",
}
"""Which service takes files for which purpose."""

ONE: Final = "/v1/uploads/{upload_id}"

OPERATIONS: Final = (
    Operation(
        request=s.OpenUpload,
        method="POST",
        path="/v1/uploads",
        tag="Files",
        status=201,
        location="/v1/uploads/{id}",
        cache="never",
        served_by="open_upload",
    ),
    Operation(request=s.GetUpload, method="GET", path=ONE, tag="Files", cache="never", served_by="upload"),
    Operation(request=s.SendUploadPart, method="PATCH", path=ONE, tag="Files", hidden=("offset",), cache="never", served_by="upload_part"),
    Operation(request=s.GetJob, method="GET", path="/v1/jobs/{job_id}", tag="Jobs", cache="never", served_by="job"),
    Operation(
        request=s.CancelJob,
        method="POST",
        path="/v1/jobs/{job_id}/cancellations",
        tag="Jobs",
        status=202,
        cache="never",
        served_by="job",
    ),
)
NOT_OVER_HTTP: Final = (s.ReadEvents, s.ReadSequences)
"""Asked by the feed, the stream and our listeners."""
