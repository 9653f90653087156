"""The doors of notifications."""

from typing import Any

from chassis.entrypoints import Work, answers, hears
from chassis.standard_doors import StandardDoors
from contracts import membership as said
from contracts import notifications as ask
from services.notifications import reactions, views, wiring
from services.notifications.domain.mails import HEARD
from services.notifications.usecases import retries


class NotificationsService(StandardDoors):
    """Answers the management unit, and hears whatever makes a mail."""

    name = "notifications"
    work = Work(build=wiring.build)

    @answers(ask.ListNotifications)
    def list_notifications(self, request: ask.ListNotifications) -> Any:
        return self.work.read(views.list_notifications, request)

    @answers(ask.GetNotification)
    def get_notification(self, request: ask.GetNotification) -> Any:
        return self.work.read(views.get_notification, request)

    @answers(ask.RetryNotification)
    def retry_notification(self, request: ask.RetryNotification) -> Any:
        return self.work.run(retries.retry_notification, request)

    @hears(*HEARD)
    def when_something_is_said_note_the_mails(self, event: Any) -> Any:
        return self.work.react(reactions.when_something_is_said_note_the_mails, event)

    @hears(said.InvitationAccepted)
    def when_invitation_accepted_remember_whose_it_was(self, event: said.InvitationAccepted) -> Any:
        return self.work.react(reactions.when_invitation_accepted_remember_whose_it_was, event)

    @hears(said.InvitationDeclined, said.InvitationExpired, said.InvitationRevoked)
    def when_invitation_is_over_forget_the_invited(self, event: Any) -> Any:
        return self.work.react(reactions.when_invitation_is_over_forget_the_invited, event)

    @hears(said.PersonErased)
    def when_person_erased_forget_their_mail(self, event: said.PersonErased) -> Any:
        return self.work.react(reactions.when_person_erased_forget_their_mail, event)
