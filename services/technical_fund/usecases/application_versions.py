"""Keeping an application as it is now, under a name."""

from contracts.errors import Conflict
from contracts.technical_fund import FundVersionRow, NameFundVersion
from services.technical_fund.domain import access
from services.technical_fund.domain.showing.application_versions import version_row
from services.technical_fund.domain.versions import MOST_NAMED, NAMED
from services.technical_fund.usecases import history
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.versioning import keep_version


def name_fund_version(unit: Fund, request: NameFundVersion) -> FundVersionRow:
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR, access.DELEGATE)
    unit.expect(application)
    named = sum(one.occasion == NAMED for one in unit.application_versions.of_application(application.id))
    if named >= MOST_NAMED:
        raise Conflict("technical_fund.too_many_versions", "no more versions can be kept by hand", {"most": MOST_NAMED})
    kept = keep_version(unit, application, NAMED, request.name)
    history.note(
        unit, application.id, "version_kept", data={"version_number": kept.number, "digest": kept.digest}, texts={"name": kept.name}
    )
    unit.applications.save(application)
    return version_row(kept)
