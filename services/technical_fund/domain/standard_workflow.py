"""The process that comes with the house. Fund terms are not public: this one is ours, until a management unit publishes its own."""

from typing import Final

from contracts.technical_fund import WorkflowContent, WorkflowState, WorkflowTransition
from services.technical_fund.domain.workflow import LIVE, OUTCOME, START, Workflow

STANDARD: Final = "standard"

_STATES: Final = (
    # state, kind, English, Spanish, French, Arabic
    ("draft", START, "Draft", "Borrador", "Brouillon", "مسودة"),
    ("submitted", LIVE, "Submitted", "Presentada", "Déposée", "مقدَّم"),
    ("screening", LIVE, "Being screened", "En revisión previa", "En cours de vérification", "قيد الفحص الأولي"),
    ("info_requested", LIVE, "Information requested", "Información solicitada", "Informations demandées", "بانتظار معلومات"),
    ("eligible", LIVE, "Eligible", "Admisible", "Recevable", "مستوفٍ للشروط"),
    ("ineligible", OUTCOME, "Not eligible", "No admisible", "Irrecevable", "غير مستوفٍ للشروط"),
    ("in_review", LIVE, "In review", "En evaluación", "En cours d’évaluation", "قيد التقييم"),
    (
        "info_requested_in_review",
        LIVE,
        "Information requested during review",
        "Información solicitada durante la evaluación",
        "Informations demandées pendant l’évaluation",
        "بانتظار معلومات أثناء التقييم",
    ),
    ("in_panel", LIVE, "With the panel", "En el comité", "Devant le comité", "لدى اللجنة"),
    (
        "info_requested_in_panel",
        LIVE,
        "Information requested by the panel",
        "Información solicitada por el comité",
        "Informations demandées par le comité",
        "بانتظار معلومات طلبتها اللجنة",
    ),
    ("decision_proposed", LIVE, "Decision proposed", "Decisión propuesta", "Décision proposée", "قرار مقترح"),
    ("deferred", LIVE, "Deferred", "Aplazada", "Reportée", "مؤجَّل"),
    ("funded", OUTCOME, "Funded", "Financiada", "Financée", "مموَّل"),
    ("declined", OUTCOME, "Declined", "Denegada", "Refusée", "مرفوض"),
    ("under_appeal", LIVE, "Under appeal", "En recurso", "En recours", "قيد التظلم"),
    ("dismissed", OUTCOME, "Appeal dismissed", "Recurso desestimado", "Recours rejeté", "رُفض التظلم"),
    ("withdrawn", OUTCOME, "Withdrawn", "Retirada", "Retirée", "مسحوب"),
    ("closed", OUTCOME, "Closed", "Cerrada", "Clôturée", "مُقفل"),
)

LIVE_STATES: Final = tuple(code for code, kind, *_ in _STATES if kind == LIVE)

_STEPS: Final = (
    # event, from, to, for
    ("submit", ("draft",), "submitted", ("applicant", "mayor")),
    ("begin_screening", ("submitted",), "screening", ("management", "system")),
    ("request_information", ("screening",), "info_requested", ("management",)),
    ("request_information", ("in_review",), "info_requested_in_review", ("management", "chair")),
    ("request_information", ("in_panel",), "info_requested_in_panel", ("management", "chair")),
    ("provide_information", ("info_requested",), "screening", ("applicant", "mayor", "management", "system")),
    ("provide_information", ("info_requested_in_review",), "in_review", ("applicant", "mayor", "management", "system")),
    ("provide_information", ("info_requested_in_panel",), "in_panel", ("applicant", "mayor", "management", "system")),
    ("find_eligible", ("screening",), "eligible", ("management",)),
    ("find_ineligible", ("screening",), "ineligible", ("management",)),
    ("reinstate", ("ineligible",), "eligible", ("management",)),
    ("begin_review", ("eligible",), "in_review", ("management", "system")),
    ("close_review", ("in_review",), "in_panel", ("management", "chair", "system")),
    ("propose_decision", ("in_panel",), "decision_proposed", ("management", "chair")),
    ("return_decision", ("decision_proposed",), "in_panel", ("management",)),
    ("fund", ("decision_proposed",), "funded", ("management",)),
    ("fund_in_part", ("decision_proposed",), "funded", ("management",)),
    ("decline", ("decision_proposed",), "declined", ("management",)),
    ("defer", ("decision_proposed",), "deferred", ("management",)),
    ("resume", ("deferred",), "in_panel", ("management", "system")),
    ("appeal", ("ineligible", "declined"), "under_appeal", ("mayor",)),
    ("uphold_appeal", ("under_appeal",), "eligible", ("management",)),
    ("dismiss_appeal", ("under_appeal",), "dismissed", ("management",)),
    ("close", ("funded",), "closed", ("management", "system")),
    ("withdraw", LIVE_STATES, "withdrawn", ("applicant", "mayor")),
)

CONTENT: Final = WorkflowContent(
    titles={"en": "Standard process", "es": "Proceso estándar", "fr": "Processus standard", "ar": "الإجراء الموحَّد"},
    states=tuple(
        WorkflowState(code=code, kind=kind, names={"en": english, "es": spanish, "fr": french, "ar": arabic})
        for code, kind, english, spanish, french, arabic in _STATES
    ),
    transitions=tuple(
        WorkflowTransition(event=event, sources=sources, target=target, roles=roles) for event, sources, target, roles in _STEPS
    ),
)

STANDARD_WORKFLOW: Final = Workflow(id=STANDARD, version=1, content=CONTENT)
