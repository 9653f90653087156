"""The directory."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors


class DirectoryDoors(Doors):
    """The directory."""

    @answers(ask.ListCities)
    def list_cities(self, request: ask.ListCities) -> Any:
        return self.work.read(views.directory.list_cities, request)

    @answers(ask.GetCity)
    def get_city(self, request: ask.GetCity) -> Any:
        return self.work.read(views.directory.get_city, request)

    @answers(ask.NameCities)
    def name_cities(self, request: ask.NameCities) -> Any:
        return self.work.read(views.directory.name_cities, request)
