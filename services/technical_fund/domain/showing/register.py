"""What is withheld, and who publishes, as they are shown."""

from dataclasses import asdict

from contracts.technical_fund import RegisterPublisherView, RegisterWithholding
from services.technical_fund.domain.register.withholding import Publisher, Withholding


def withholding_view(withholding: Withholding) -> RegisterWithholding:
    return RegisterWithholding(
        award_id=withholding.id,
        fields=withholding.fields,
        delay_until=withholding.delay_until,
        review_on=withholding.review_on,
        set_by=withholding.set_by,
        set_at=withholding.set_at,
        version=withholding.version,
    )


def publisher_view(publisher: Publisher) -> RegisterPublisherView:
    return RegisterPublisherView(**asdict(publisher.content), changed_at=publisher.changed_at, version=publisher.version)
