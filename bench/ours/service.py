"""The benchmark's service, written as any of ours."""

from typing import Any

from bench.ours.contract import Document, Echo, ReadDocument
from chassis.entrypoints import Work, answers
from chassis.unit import Unit
from contracts.errors import NotFound


def read_document(unit: Unit, request: ReadDocument) -> Document:
    found = unit.collection("documents").find_one({"_id": request.id})
    if found is None:
        raise NotFound("not_found", "there is no such document")
    return Document(document=found["document"])


class BenchService:
    name = "bench"
    work = Work()

    @answers(Echo)
    def echo(self, request: Echo) -> Document:
        return Document(document=request.document)

    @answers(ReadDocument)
    def read_document(self, request: ReadDocument) -> Any:
        return self.work.read(read_document, request)
