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

    @answers(ask.CountCities)
    def count_cities(self, request: ask.CountCities) -> Any:
        return self.work.read(views.directory.count_cities, request)

    @answers(ask.MapCities)
    def map_cities(self, request: ask.MapCities) -> Any:
        return self.work.read(views.directory.map_cities, request)

    @answers(ask.GetNetworkFigures)
    def get_network_figures(self, request: ask.GetNetworkFigures) -> Any:
        return self.work.read(views.directory.get_network_figures, request)

    @answers(ask.NameCities)
    def name_cities(self, request: ask.NameCities) -> Any:
        return self.work.read(views.directory.name_cities, request)
