"""Letters: their words, their life, and what stands in them."""

from services.technical_fund.domain.letters.letter import ISSUED as ISSUED
from services.technical_fund.domain.letters.letter import WAITING as WAITING
from services.technical_fund.domain.letters.letter import Letter as Letter
from services.technical_fund.domain.letters.letter import PrintedFile as PrintedFile
from services.technical_fund.domain.letters.template import KINDS as KINDS
from services.technical_fund.domain.letters.template import LetterTemplate as LetterTemplate
from services.technical_fund.domain.letters.template import TemplateNumber as TemplateNumber
from services.technical_fund.domain.letters.template import fault_in as fault_in
