"""How elections are shown."""

from contracts.membership import ElectionView
from services.membership.domain.election import Election


def election_view(election: Election) -> ElectionView:
    return ElectionView(
        id=election.id,
        city_id=election.city_id,
        date=election.day,
        terms_end_at=election.terms_end_at,
        note=election.note,
        history=election.history,
        version=election.version,
    )
