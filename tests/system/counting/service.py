from chassis.entrypoints import Work, hears
from chassis.standard_doors import StandardDoors
from contracts.membership import ApplicationSubmitted, CityAdmitted
from tests.system.counting import reactions


class CountingService(StandardDoors):
    name = "counting"
    work = Work()

    @hears(ApplicationSubmitted)
    def count_application(self, event):
        return self.work.react(reactions.count_application, event)

    @hears(CityAdmitted)
    def count_city(self, event):
        return self.work.react(reactions.count_city, event)
