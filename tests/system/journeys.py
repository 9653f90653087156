"""A city's way into the network over HTTP, with idempotency keys and patience: what the system tests do while things break."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.callers import Answer, Caller

COUNTRY = "PT"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + (
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n107\n%%EOF\n"
)
OCTETS = "application/offset+octet-stream"


@dataclass
class Applicant:
    """One person with their applications. `word` makes cities and keys of one run different from those of another."""

    caller: Caller
    principles_version: str
    word: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    @classmethod
    def of(cls, caller: Caller) -> "Applicant":
        return cls(caller, caller.insist("GET", "/v1/principles").json["version"])

    def city(self, n: int | str) -> str:
        return f"Testville {self.word} {n}"

    def content(self, n: int | str) -> dict[str, Any]:
        return {
            "city": {
                "names": {"en": self.city(n)},
                "country": COUNTRY,
                "tier": "municipality",
                "population": 40_000,
                "population_year": 2024,
                "languages": ["pt"],
            },
            "contact": {"name": "Contact Person", "function": "Clerk", "email": "clerk@city.example"},
            "needs": [],
            "offers": [],
            "principles_version": self.principles_version,
        }

    def key(self, n: int | str, step: str) -> str:
        return f"{self.word}-{n}-{step}"

    def start(self, n: int | str) -> dict[str, Any]:
        return _made(self.caller.insist("POST", "/v1/applications", {"content": self.content(n)}, key=self.key(n, "start")))

    def attach_mandate(self, n: int | str, application_id: str) -> None:
        about = {"purpose": "mandate", "file_name": "mandate.pdf", "media_type": "application/pdf", "size": len(PDF)}
        upload = _made(self.caller.insist("POST", "/v1/uploads", about, key=self.key(n, "upload")))
        sent = self.caller.insist("PATCH", f"/v1/uploads/{upload['id']}", PDF, Content_Type=OCTETS, Upload_Offset="0")
        assert sent.status < 300 or sent.code == "wrong_offset", sent
        signed = {"upload_id": upload["id"], "signatory": "The Mayor", "signed_on": "2026-01-20"}
        _made(self.caller.insist("POST", f"/v1/applications/{application_id}/mandate", signed, key=self.key(n, "mandate")))

    def submit(self, n: int | str, application_id: str, **options: Any) -> Answer:
        return self.caller.insist("POST", f"/v1/applications/{application_id}/submissions", {}, key=self.key(n, "submit"), **options)

    def draft(self, n: int | str) -> str:
        """An application that lacks nothing but its submission."""
        application = self.start(n)
        self.attach_mandate(n, application["id"])
        return str(application["id"])

    def apply(self, n: int | str) -> dict[str, Any]:
        """From nothing to submitted."""
        return _made(self.submit(n, self.draft(n)))


def admit(administrator: Caller, application_id: str) -> dict[str, Any]:
    """What the management unit does with a submitted application that it likes."""
    for step in ("reviews", "recommendations", "admissions"):
        view = _made(administrator.insist("POST", f"/v1/applications/{application_id}/{step}", {}, key=f"{application_id}-{step}"))
    return view


def _made(answer: Answer) -> dict[str, Any]:
    assert answer.status in (200, 201), answer
    return dict(answer.json)
