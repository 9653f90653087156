"""The principles, for anyone."""

from contracts.errors import NotFound
from contracts.membership import GetPrinciples, GetPrinciplesVersion, Principles
from services.membership.domain.principles import in_force
from services.membership.domain.showing.principles import may_see, principles_view
from services.membership.views.ports import Reading


def get_principles(unit: Reading, request: GetPrinciples) -> Principles:
    versions = unit.principles.all()
    return principles_view(in_force([version for version in versions if version.published]), versions, unit.actor)


def get_principles_version(unit: Reading, request: GetPrinciplesVersion) -> Principles:
    version = unit.principles.find(request.version)
    if version is None or not may_see(version, unit.actor):
        raise NotFound("membership.no_principles", "there is no such version of the principles")
    return principles_view(version, unit.principles.all(), unit.actor)
