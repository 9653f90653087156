"""People who are being forgotten."""

from chassis.repository import Repository
from services.technical_fund.domain.privacy import Erasure


class StoredErasures(Repository[Erasure]):
    """Erasures, by membership's id."""

    aggregate = Erasure
    name = "erasures"
