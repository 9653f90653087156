"""Writing a new version of the principles and putting it in force."""

from contracts.errors import NotFound
from contracts.membership import DraftPrinciples, Principles, PublishPrinciples
from services.membership.domain.principles import PrinciplesVersion
from services.membership.domain.showing.principles import principles_view
from services.membership.usecases.life import begin_reckoning
from services.membership.usecases.ports import Membership


def draft_principles(unit: Membership, request: DraftPrinciples) -> Principles:
    version = unit.principles.find(request.version)
    if version is None:
        version = PrinciplesVersion(id=request.version, texts=request.texts, drafted_at=unit.now)
        unit.principles.add(version)
    else:
        version.revise(request.texts)
        unit.principles.save(version)
    return principles_view(version, unit.principles.all(), unit.actor)


def publish_principles(unit: Membership, request: PublishPrinciples) -> Principles:
    """From now on applications name it; a job works out by when each member is to accept it."""
    version = unit.principles.find(request.version)
    if version is None:
        raise NotFound("membership.no_principles", "there is no such version of the principles")
    unit.guard("principles")
    version.publish(request.accept_by, at=unit.now)
    unit.principles.save(version)
    job = begin_reckoning(unit, f"principles {version.id}")
    return principles_view(version, unit.principles.all(), unit.actor, job_id=job.id)
