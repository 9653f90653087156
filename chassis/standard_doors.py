"""The requests every service answers, whatever its business: its event log, files and jobs. A service class inherits these doors."""

from typing import Any

from chassis import event_log, files, jobs
from chassis.entrypoints import BoundWork, answers
from contracts.standard import CancelJob, EventsPage, GetJob, GetUpload, Job, OpenUpload, ReadEvents, ReadSequences, SendUploadPart, Upload


class StandardDoors:
    """Expects the service class to have `work = Work(…)`."""

    name: str
    work: Any

    @answers(ReadEvents)
    def read_events(self, request: ReadEvents) -> EventsPage:
        work: BoundWork = self.work

        def view(_unit: Any, asked: ReadEvents) -> EventsPage:
            return event_log.read_events(
                work.database, self.name, asked.after, asked.limit, asked.types or None, asked.subject, seconds=work.seconds_left
            )

        page: EventsPage = work.read(view, request)
        return page

    @answers(ReadSequences)
    def read_sequences(self, request: ReadSequences) -> EventsPage:
        work: BoundWork = self.work

        def view(_unit: Any, asked: ReadSequences) -> EventsPage:
            return event_log.read_sequences(work.database, self.name, asked.subject, asked.first, asked.last, seconds=work.seconds_left)

        page: EventsPage = work.read(view, request)
        return page

    @answers(OpenUpload)
    def open_upload(self, request: OpenUpload) -> Upload:
        upload: Upload = self.work.run(files.open_upload, request)
        return upload

    @answers(SendUploadPart)
    def send_upload_part(self, request: SendUploadPart) -> Upload:
        upload: Upload = self.work.run(files.send_upload_part, request)
        return upload

    @answers(GetUpload)
    def get_upload(self, request: GetUpload) -> Upload:
        upload: Upload = self.work.read(files.get_upload, request)
        return upload

    @answers(GetJob)
    def get_job(self, request: GetJob) -> Job:
        job: Job = self.work.read(jobs.get_job, request)
        return job

    @answers(CancelJob)
    def cancel_job(self, request: CancelJob) -> Job:
        job: Job = self.work.run(jobs.cancel_job, request)
        return job
