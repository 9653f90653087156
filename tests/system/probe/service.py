from chassis.entrypoints import Work, answers, hears, heavy
from chassis.standard_doors import StandardDoors
from tests.system.probe import usecases
from tests.system.probe.contracts import (
    Burn,
    Echo,
    Fail,
    Heavy,
    Linger,
    Remind,
    SayThing,
    ThingChanged,
    ThingOpened,
    ThingSaid,
    Told,
    WhoAsks,
)


class ProbeService(StandardDoors):
    name = "probe"
    work = Work()

    @answers(Linger)
    def linger(self, request):
        return usecases.linger(request.n, request.seconds)

    @answers(Burn)
    def burn(self, request):
        return usecases.burn(request.n, request.seconds)

    @answers(Heavy)
    def heavy(self, request):
        return heavy(usecases.burn, request.n, request.seconds)

    @answers(Echo)
    def echo(self, request):
        return usecases.form_of(request.value)

    @answers(Fail)
    def fail(self, request):
        raise ValueError(request.words)

    @answers(WhoAsks)
    def who_asks(self, request):
        actor = self.work.context.actor
        return Told(text=f"{actor.kind}:{actor.person_id or actor.service}")

    @answers(SayThing)
    def say_thing(self, request):
        return self.work.run(usecases.say_thing, request)

    @answers(Remind)
    def remind(self, request):
        return self.work.run(usecases.remind, request)

    @hears(ThingOpened)
    def hear_opened(self, event):
        usecases.dwell(event)
        return self.work.react(usecases.hear_thing, event)

    @hears(ThingChanged)
    def hear_changed(self, event):
        usecases.dwell(event)
        return self.work.react(usecases.hear_thing, event)

    @hears(ThingSaid)
    def hear_said(self, event):
        return self.work.react(usecases.hear_said, event)
