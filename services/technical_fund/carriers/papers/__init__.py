"""Printed papers: pages from templates, and PDF from pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.technical_fund.carriers.papers import press
from services.technical_fund.carriers.papers.pages import page

Sheet = tuple[str, Mapping[str, Any], str]
"""One paper to print: a template's name (`letter`), what is put into it, and its language."""


class Papers:
    """`page` is cheap and may be drawn anywhere. Printing takes seconds: only jobs print."""

    def page(self, template: str, context: Mapping[str, Any], language: str) -> str:
        """The paper as a page (HTML) that stands alone: no script, nothing fetched from anywhere."""
        return page(template, context, language)

    def pdf(self, template: str, context: Mapping[str, Any], language: str) -> bytes:
        """The paper as PDF/A-2a: tagged, for archives and screen readers. The same words make the same bytes.

        Raises `technical_fund.cannot_print` where the fonts or the libraries that draw them are missing.
        """
        return self.pdfs([(template, context, language)])[0]

    def pdfs(self, sheets: Sequence[Sheet]) -> list[bytes]:
        """Several papers from one run of the press, which takes a second to warm up."""
        return press.printed([page(*sheet) for sheet in sheets])
