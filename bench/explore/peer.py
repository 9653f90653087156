"""What another would take: scikit-learn's neighbours by Euclid's distance, over the same columns."""

import time
from typing import Final

import numpy as np

from services.explore.domain.facts import CityFacts
from services.explore.domain.ranking import KEEP
from services.explore.domain.seen import MEMBERS, seen
from services.explore.domain.vectors import vectors, words_of
from services.explore.domain.weights import BEGINNING

JOBS: Final = 1


def neighbours(cities: list[CityFacts]) -> float:
    """Seconds for one list of as many neighbours as ours have."""
    from sklearn.neighbors import NearestNeighbors

    everybody = [one for city in cities if (one := seen(city, MEMBERS)) is not None]
    found = vectors(everybody, BEGINNING, words_of(everybody))
    columns = np.concatenate([found.right, found.population[:, None], found.needs, found.offers], axis=1)
    began = time.perf_counter()
    NearestNeighbors(n_neighbors=KEEP + 1, algorithm="brute", n_jobs=JOBS).fit(columns).kneighbors(columns)
    return time.perf_counter() - began
