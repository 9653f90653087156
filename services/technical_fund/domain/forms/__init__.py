"""Forms: whether one may be published, whether answers fit one, and how far they have come."""

from services.technical_fund.domain.forms.answers import check_answers as check_answers
from services.technical_fund.domain.forms.answers import tidy as tidy
from services.technical_fund.domain.forms.asking import asked as asked
from services.technical_fund.domain.forms.progress import progress as progress
from services.technical_fund.domain.forms.soundness import draft_faults as draft_faults
from services.technical_fund.domain.forms.soundness import form_faults as form_faults
