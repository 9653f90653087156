"""A one-page PDF that says what it is: nobody's mandate."""

import hashlib
from typing import Final

_LINES: Final = ("DEMONSTRATION", "This page stands in for a signed mandate.", "No city has signed it.")


def _document() -> bytes:
    words = b"\n".join(
        b"BT /F1 %d Tf 72 %d Td (%s) Tj ET" % (28 if not row else 14, 720 - 40 * row, line.encode("ascii"))
        for row, line in enumerate(_LINES)
    )
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return written + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(written),
    )  # fmt: skip


PDF: Final = _document()
SHA256: Final = hashlib.sha256(PDF).hexdigest()
