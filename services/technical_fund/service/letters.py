"""Letters and the words they are made of."""

from functools import partial
from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import letters


class LetterDoors(Doors):
    """Letters and the words they are made of."""

    @answers(ask.ListFundLetterTemplates)
    def list_fund_letter_templates(self, request: ask.ListFundLetterTemplates) -> Any:
        return self.work.read(views.letters.list_fund_letter_templates, request)

    @answers(ask.GetFundLetterTemplate)
    def get_fund_letter_template(self, request: ask.GetFundLetterTemplate) -> Any:
        return self.work.read(views.letters.get_fund_letter_template, request)

    @answers(ask.SetFundLetterTemplate)
    def set_fund_letter_template(self, request: ask.SetFundLetterTemplate) -> Any:
        return self.work.run(letters.set_fund_letter_template, request)

    @answers(ask.PreviewFundLetter)
    def preview_fund_letter(self, request: ask.PreviewFundLetter) -> Any:
        return self.work.read(partial(views.letters.preview_fund_letter, neighbours=self.neighbours), request)

    @answers(ask.PrintFundLetterPreview)
    def print_fund_letter_preview(self, request: ask.PrintFundLetterPreview) -> Any:
        return self.work.run(letters.print_fund_letter_preview, request)

    @answers(ask.ReadFundLetterPreview)
    def read_fund_letter_preview(self, request: ask.ReadFundLetterPreview) -> Any:
        return self.work.read(views.letters.read_fund_letter_preview, request)

    @answers(ask.GetFundLetter)
    def get_fund_letter(self, request: ask.GetFundLetter) -> Any:
        return self.work.read(views.letters.get_fund_letter, request)

    @answers(ask.ReadFundLetter)
    def read_fund_letter(self, request: ask.ReadFundLetter) -> Any:
        return self.work.read(views.letters.read_fund_letter, request)

    @answers(ask.PrintFundLetter)
    def print_fund_letter(self, request: ask.PrintFundLetter) -> Any:
        return self.work.run(letters.print_fund_letter, request)

    @answers(ask.AcknowledgeFundLetter)
    def acknowledge_fund_letter(self, request: ask.AcknowledgeFundLetter) -> Any:
        return self.work.run(letters.acknowledge_fund_letter, request)
