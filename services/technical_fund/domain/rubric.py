"""Rubrics: whether one may be published, whether a review's scores fit one, and what they come to."""

from collections.abc import Iterator, Mapping

from contracts.technical_fund import Criterion, CriterionScore, RubricContent
from services.technical_fund.domain.faults import Fault, fault, repeats, source_faults


def check_scores(rubric: RubricContent, scores: Mapping[str, CriterionScore], *, final: bool) -> list[Fault]:
    """Everything that is wrong with `scores`, by criterion: `{pointer, code, message}`, pointers beginning with `/scores`.

    A score off its scale is refused in a draft too; what is missing, only when the review is handed in (`final`).
    """
    known = {criterion.code: criterion for criterion in rubric.criteria}
    faults = [fault(f"/scores/{code}", "unknown_field", "is not a criterion of this rubric") for code in scores if code not in known]
    for code, criterion in known.items():
        given = scores.get(code, CriterionScore())
        faults.extend(_off_scale(criterion, given))
        if final:
            faults.extend(_missing(criterion, given))
    return faults


def share(rubric: RubricContent, scores: Mapping[str, CriterionScore]) -> float:
    """What the scores reach of what was possible, by weight: 0 when every score is its least, 100 when every score is its most.

    sum(weight * (score - least) / (most - least)) / sum(weight) * 100, over the criteria that have a score; 0 when none has.
    """
    weights = reached = 0.0
    for criterion in rubric.criteria:
        score = scores[criterion.code].score if criterion.code in scores else None
        if score is not None:
            weights += criterion.weight
            reached += criterion.weight * (score - criterion.least) / (criterion.most - criterion.least)
    return 100 * reached / weights if weights else 0.0


def rubric_faults(rubric: RubricContent, pointer: str = "/rubric") -> list[Fault]:
    """Everything that keeps a rubric from being published."""
    faults = draft_faults(rubric, pointer)
    for name in ("titles", "criteria"):
        if not getattr(rubric, name):
            faults.append(fault(f"{pointer}/{name}", "required", "is missing"))
    return [*faults, *source_faults(pointer, rubric.source_lang, _texts(rubric))]


def draft_faults(rubric: RubricContent, pointer: str = "/rubric") -> list[Fault]:
    """What may not be in a draft either."""
    faults = [*repeats((f"{pointer}/criteria/{at}/code", criterion.code) for at, criterion in enumerate(rubric.criteria))]
    for at, criterion in enumerate(rubric.criteria):
        faults.extend(_scale_faults(criterion, f"{pointer}/criteria/{at}"))
    return faults


def _off_scale(criterion: Criterion, given: CriterionScore) -> Iterator[Fault]:
    pointer = f"/scores/{criterion.code}"
    if given.score is not None and not criterion.least <= given.score <= criterion.most:
        yield fault(f"{pointer}/score", "technical_fund.off_scale", f"must be from {criterion.least} to {criterion.most}")
    if given.comment is not None and criterion.comment == "none":
        yield fault(f"{pointer}/comment", "technical_fund.no_comment_wanted", "this criterion takes no comment")


def _missing(criterion: Criterion, given: CriterionScore) -> Iterator[Fault]:
    pointer = f"/scores/{criterion.code}"
    if given.score is None:
        yield fault(f"{pointer}/score", "required", "is missing")
    if criterion.comment == "required" and given.comment is None:
        yield fault(f"{pointer}/comment", "required", "is missing")


def _scale_faults(criterion: Criterion, pointer: str) -> Iterator[Fault]:
    if criterion.least >= criterion.most:
        yield fault(f"{pointer}/most", "technical_fund.bounds_crossed", "must be above the least")
    seen: set[int] = set()
    for at, anchor in enumerate(criterion.anchors):
        if not criterion.least <= anchor.score <= criterion.most:
            yield fault(f"{pointer}/anchors/{at}/score", "technical_fund.off_scale", "is not on the scale")
        if anchor.score in seen:
            yield fault(f"{pointer}/anchors/{at}/score", "technical_fund.repeated_code", "is explained twice")
        seen.add(anchor.score)


def _texts(rubric: RubricContent) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    yield "/titles", rubric.titles
    for at, criterion in enumerate(rubric.criteria):
        yield f"/criteria/{at}/titles", criterion.titles
        yield f"/criteria/{at}/texts", criterion.texts
        yield from ((f"/criteria/{at}/anchors/{number}/texts", anchor.texts) for number, anchor in enumerate(criterion.anchors))
