"""An application as one document, to read and to keep."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import SIGNED_IN
from contracts.standard import FilePart, Job
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Doc, Id, OneOf


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class MakeFundDossier:
    """Have the application put into one PDF, or into a zip of that PDF, its files and its answers as data; in the reader's language.

    The job's result names the file. Only whoever asked can read it, for 24 hours and while they may read the application.
    """

    application_id: Id
    form: Annotated[str, OneOf(["pdf", "zip"])] = "pdf"


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundDossier:
    """Some bytes of a dossier one has had made."""

    application_id: Id
    dossier_id: Annotated[Id, Doc("The id of the job that made it.")]
    offset: Count = 0
