"""The machine in the press: a JSON list of HTML pages on standard input, a JSON list of PDF files in base64 on standard output.

Run as a file, on its own: it knows nothing of the house. Leaves with 3 when Pango or WeasyPrint is missing, with 4 when a font is.
"""

import base64
import hashlib
import json
import resource
import sys
from typing import Any, Final

MEMORY: Final = 2 * 1024**3
VARIANT: Final = "pdf/a-2a"
FONTS: Final = ("Noto Sans", "Noto Naskh Arabic")
NO_LIBRARY: Final = 3
NO_FONTS: Final = 4


def main() -> int:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return NO_LIBRARY
    if not all(_is_there(font) for font in FONTS):
        return NO_FONTS
    json.dump([base64.b64encode(_paper(page)).decode() for page in json.load(sys.stdin)], sys.stdout)
    return 0


def _is_there(family: str) -> bool:
    """Whether fontconfig answers this family when asked for it, and not what it thinks is nearest."""
    from weasyprint.text.ffi import ffi, fontconfig

    config, pattern = fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcPatternCreate()
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(config, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    found, name = fontconfig.FcFontMatch(config, pattern, ffi.new("FcResult *")), ffi.new("FcChar8 **")
    if found == ffi.NULL or fontconfig.FcPatternGetString(found, b"family", 0, name) != fontconfig.FcResultMatch:
        return False
    return bool(ffi.string(name[0]).decode() == family)


def _paper(page: str) -> bytes:
    """The page as PDF. Its identifier is its content's digest."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """Fetches nothing: whatever a text names, no paper reaches out for it."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("a paper fetches nothing")

    document = HTML(string=page, url_fetcher=Nothing()).render(pdf_variant=VARIANT)
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    return bytes(document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier))


if __name__ == "__main__":
    sys.exit(main())
