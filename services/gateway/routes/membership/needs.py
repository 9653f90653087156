"""Needs, offers and their vocabulary over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

TAG: Final = "Needs and offers"
COLUMNS: Final = (
    "id",
    "city_id",
    "city_names",
    "country",
    "hub_id",
    "theme",
    "priority",
    "detail",
    "visibility",
    "review_by",
    "declared_at",
)


def _of_city(
    name: str, declare: type, revise: type, review: type, withdraw: type, get: type, list_of_city: type, list_all: type
) -> tuple[Operation, ...]:
    """The operations on needs, or on offers: they differ in their names only."""
    city, one = f"/v1/cities/{{city_id}}/{name}s", f"/v1/cities/{{city_id}}/{name}s/{{{name}_id}}"
    return (
        Operation(request=list_all, method="GET", path=f"/v1/{name}s", tag=TAG, csv=COLUMNS),
        Operation(request=list_of_city, method="GET", path=city, tag=TAG, csv=tuple(c for c in COLUMNS if c not in NOT_OF_ONE_CITY)),
        Operation(
            request=declare,
            method="POST",
            path=city,
            tag=TAG,
            status=201,
            body_as=name,
            location="/v1/cities/{city_id}/" + f"{name}s" + "/{id}",
        ),
        Operation(request=get, method="GET", path=one, tag=TAG, versioned=True),
        Operation(request=revise, method="PATCH", path=one, tag=TAG, body_as="changes", versioned=True, needs_version=True),
        Operation(request=review, method="POST", path=f"{one}/reviews", tag=TAG, versioned=True),
        Operation(request=withdraw, method="POST", path=f"{one}/withdrawals", tag=TAG, versioned=True),
    )


NOT_OF_ONE_CITY: Final = ("city_names", "country", "hub_id")

OPERATIONS: Final = (
    Operation(request=m.ListThemes, method="GET", path="/v1/themes", tag=TAG, csv=("code", "group", "names"), cache="public"),
    *_of_city("need", m.DeclareNeed, m.ReviseNeed, m.ReviewNeed, m.WithdrawNeed, m.GetNeed, m.ListCityNeeds, m.ListNeeds),
    *_of_city("offer", m.DeclareOffer, m.ReviseOffer, m.ReviewOffer, m.WithdrawOffer, m.GetOffer, m.ListCityOffers, m.ListOffers),
)
