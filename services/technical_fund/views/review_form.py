"""A review as a text file."""

import hashlib

from contracts.standard import PART_BYTES, FilePart
from contracts.technical_fund import ReadReviewForm
from services.technical_fund.domain.review_desk import own_review
from services.technical_fund.domain.review_form.writing import form_text
from services.technical_fund.views.ports import Reading


def read_review_form(unit: Reading, request: ReadReviewForm) -> FilePart:
    """Made anew for each part: it is the same as long as the review is."""
    review, around = own_review(unit, request.review_id)
    reference = around.application.reference or around.application.id
    data = form_text(
        review_id=review.id,
        version=review.version,
        reference=reference,
        rubric=around.call.rubric,
        content=review.content,
        currency=around.currency,
        language=unit.context.language,
    ).encode()
    return FilePart(
        file_name=f"review-{reference}.txt",
        media_type="text/plain; charset=utf-8",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        offset=request.offset,
        part=data[request.offset : request.offset + PART_BYTES],
    )
