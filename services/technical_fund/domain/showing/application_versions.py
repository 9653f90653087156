"""Versions of applications as they are shown."""

from contracts.technical_fund import FundDifference, FundVersionFile, FundVersionRow, FundVersionView, FundWords
from services.technical_fund.domain.versions import ApplicationVersion, Difference


def version_row(version: ApplicationVersion) -> FundVersionRow:
    return FundVersionRow(
        number=version.number, occasion=version.occasion, name=version.name, made_at=version.made_at, digest=version.digest
    )


def version_view(version: ApplicationVersion) -> FundVersionView:
    return FundVersionView(
        number=version.number,
        occasion=version.occasion,
        name=version.name,
        made_at=version.made_at,
        digest=version.digest,
        content=version.content,
        files=tuple(FundVersionFile(id=one.id, question=one.question, file_name=one.file_name, sha256=one.sha256) for one in version.files),
        whole=version.is_whole,
    )


def difference_view(difference: Difference) -> FundDifference:
    return FundDifference(
        part=difference.part,
        before=difference.before,
        after=difference.after,
        words=tuple(FundWords(change=change, text=text) for change, text in difference.words),
    )
