"""Reads, shaped for screens: no transaction, nothing written. Who may see what is part of the question put to the store."""

from services.technical_fund.views import appeals as appeals
from services.technical_fund.views import application_versions as application_versions
from services.technical_fund.views import applications as applications
from services.technical_fund.views import assignment as assignment
from services.technical_fund.views import attachments as attachments
from services.technical_fund.views import awards as awards
from services.technical_fund.views import calls as calls
from services.technical_fund.views import conflicts as conflicts
from services.technical_fund.views import deadlines as deadlines
from services.technical_fund.views import decisions as decisions
from services.technical_fund.views import dossier as dossier
from services.technical_fund.views import facts as facts
from services.technical_fund.views import history as history
from services.technical_fund.views import ledger as ledger
from services.technical_fund.views import letters as letters
from services.technical_fund.views import library as library
from services.technical_fund.views import privacy as privacy
from services.technical_fund.views import review_desk as review_desk
from services.technical_fund.views import reviewers as reviewers
from services.technical_fund.views import reviews as reviews
from services.technical_fund.views import runs as runs
from services.technical_fund.views import scores as scores
from services.technical_fund.views import screening as screening
from services.technical_fund.views import library as library
from services.technical_fund.views import terms as terms
