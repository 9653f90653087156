"""Who may act on which record, by hand: `+` let in, the refusals as in `looking`; columns: see `cast`."""

from typing import Final

from tests.habits.records.reading import Row

TRIED: Final[dict[str, dict[str, Row]]] = {
    "POST /v1/grants": {
        "?person_id=person_stranger&scope_id=city_a&starts_at=null&ends_at=null": "sx xx+ xxx +x x +f xxxx xx",
        "?person_id=person_stranger&scope_id=city_c&starts_at=null&ends_at=null": "sx xxx xxx +x x +f xxxx xx",
        '?person_id=person_stranger&role="hub_officer"&deputy=false&scope_id=hub_1&starts_at=null&ends_at=null': (
            "sx xxx xxx xx x +f xxxx xx"
        ),
    },
    "POST /v1/grants/{grant_id}/endings": {
        "grant_deputy_a?successor_id=null": "sx xx+ xx- +- x +f xxxx xx",
        "grant_focal_b?successor_id=null": "sx xx- xx+ -+ x +f xxxx xx",
        "grant_officer_1?successor_id=null": "sx xx- xx- x- x +f xxxx xx",
        "grant_partner_1?successor_id=null": "sx xx- xx- -- x +f xxxx xx",
        "grant_unit_bare?successor_id=null": "sx xx- xx- -- x +f xxxx xx",
    },
    "POST /v1/grants/{grant_id}/renewals": {
        "grant_deputy_a": "sx xx+ xx- +- x +f xxxx xx",
        "grant_focal_b": "sx xx- xx+ -+ x +f xxxx xx",
        "grant_officer_1": "sx xx- xx- x- x +f xxxx xx",
    },
    "POST /v1/me/departures": {
        "?grant_id=grant_focal_a&successor_id=null": "s- +-- --- -- - -- ---- --",
        "?grant_id=grant_officer_1&successor_id=null": "s- --- --- +- - -- ---- --",
        "?grant_id=grant_former&successor_id=null": "s- --- --- -- - -- ---- -+",
    },
    "POST /v1/cities/{city_id}/elections": {
        "city_a": "sx xx+ xxx +x x +f xxxx xx",
        "city_b": "sx xxx xx+ x+ x +f xxxx xx",
        "city_c": "sx xx- xx- +x x +f xxxx xx",
    },
    "POST /v1/invitations": {
        "?scope_id=city_a": "sx xx+ xxx +x x +f xxxx xx",
        "?scope_id=city_c": "sx xxx xxx +x x +f xxxx xx",
    },
    "POST /v1/invitations/{invitation_id}/resendings": {
        "invitation_a": "sx xx+ xx- +- x +f xxxx xx",
        "invitation_b": "sx xx- xx+ -+ x +f xxxx xx",
        "invitation_hub_1": "sx xx- xx- x- x +f xxxx xx",
    },
    "POST /v1/invitations/{invitation_id}/revocations": {
        "invitation_a": "sx xx+ xx- +- x +f xxxx xx",
        "invitation_b": "sx xx- xx+ -+ x +f xxxx xx",
        "invitation_hub_1": "sx xx- xx- x- x +f xxxx xx",
    },
    "POST /v1/people/{person_id}/second-factor-resets": {
        "person_reviewer": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/people/{person_id}/erasures": {
        "person_focal_a": "sx xxx xxx xx x +f xxxx xx",
    },
    "DELETE /v1/sessions/{session_id}": {
        "session_applicant": "s- --- --- -- - -- ---- +-",
        "session_stranger": "s+ --- --- -- - -- ---- --",
    },
    "DELETE /v1/api-keys/{key_id}": {
        "key_applicant": "s- --- --- -- - -- ---- +-",
        "key_unit": "s- --- --- -- - +- ---- --",
    },
    "PATCH /v1/hubs/{hub_id}": {
        "hub_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/hubs/{hub_id}/closings": {
        "hub_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/hubs/{hub_id}/reopenings": {
        "hub_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/hubs/{hub_id}/transfers": {
        "hub_1?to_hub_id=hub_2": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/transfers/{transfer_id}/cancellations": {
        "transfer": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/principles/{version}/publications": {
        "2028-1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/signs-of-life": {
        "city_a": "sx +++ xxx xx x xx xxxx xx",
        "city_b": "sx xxx +++ xx x xx xxxx xx",
        "city_c": "sx --- --- xx x xx xxxx xx",
    },
    "POST /v1/cities/{city_id}/mandates": {
        "city_a": "sx +++ xxx xx x xx xxxx xx",
        "city_c": "sx --- --- xx x xx xxxx xx",
    },
    "POST /v1/cities/{city_id}/mandates/{mandate_id}/verifications": {
        "city_a/mandate_a": "sx xxx xxx +x x +f xxxx xx",
        "city_b/mandate_b": "sx xxx xxx x+ x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/acceptances": {
        "city_a": "sx xx+ xxx xx x xx xxxx xx",
        "city_c": "sx xx- xx- xx x xx xxxx xx",
    },
    "POST /v1/cities/{city_id}/suspensions": {
        "city_a": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/suspensions/liftings": {
        "city_c": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/withdrawals": {
        "city_a": "sx xx+ xxx xx x +f xxxx xx",
        "city_b": "sx xxx xx+ xx x +f xxxx xx",
        "city_c": "sx xx- xx- xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/readmissions": {
        "city_a": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/affiliations": {
        "city_a?covering_city_id=city_b": "sx xxx xxx +x x +f xxxx xx",
        "city_c?covering_city_id=city_a": "sx xxx xxx +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/affiliations/{affiliation_id}/renewals": {
        "city_a/affiliation_a": "sx xxx xxx +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/affiliations/{affiliation_id}/endings": {
        "city_a/affiliation_a": "sx xxx xxx +x x +f xxxx xx",
    },
    "PATCH /v1/applications/{application_id}": {
        "application_draft": "s- --- --- -- - -- ---- +-",
        "application_hub_1": "s- --- --- x- - x- ---- +-",
        "application_a": "s- +-- --- x- - x- ---- --",
    },
    "DELETE /v1/applications/{application_id}": {
        "application_draft": "s- --- --- -- - -- ---- +-",
        "application_hub_1": "s- --- --- x- - x- ---- +-",
    },
    "POST /v1/applications/{application_id}/mandate": {
        "application_draft": "s- --- --- -- - -- ---- +-",
        "application_hub_1": "s- --- --- x- - x- ---- +-",
    },
    "POST /v1/applications/{application_id}/submissions": {
        "application_draft": "s- --- --- -- - -- ---- +-",
    },
    "POST /v1/applications/{application_id}/reviews": {
        "application_hub_1": "sx xxx xxx +- x xf xxxx xx",
        "application_hub_2": "sx xxx xxx -+ x xf xxxx xx",
        "application_no_hub": "sx xxx xxx -- x +f xxxx xx",
        "application_draft": "sx xxx xxx -- x -f xxxx xx",
    },
    "POST /v1/applications/{application_id}/information-requests": {
        "application_hub_1": "sx xxx xxx +- x xf xxxx xx",
        "application_hub_2": "sx xxx xxx -+ x xf xxxx xx",
    },
    "POST /v1/applications/{application_id}/information": {
        "application_hub_1": "s- --- --- x- - x- ---- +-",
    },
    "POST /v1/applications/{application_id}/recommendations": {
        "application_hub_1": "sx xxx xxx +- x xf xxxx xx",
        "application_hub_2": "sx xxx xxx -+ x xf xxxx xx",
    },
    "POST /v1/applications/{application_id}/admissions": {
        "application_hub_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/applications/{application_id}/declines": {
        "application_hub_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/applications/{application_id}/withdrawals": {
        "application_hub_1": "s- --- --- x- - x- ---- +-",
    },
    "PATCH /v1/cities/{city_id}": {
        "city_a": "sx +++ xxx +x x +f xxxx xx",
        "city_b": "sx xxx +++ x+ x +f xxxx xx",
        "city_c": "sx --- --- +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/approvals": {
        "city_a?fields=[]": "sx xx+ xxx xx x xf xxxx xx",
        "city_c?fields=[]": "sx xx- xx- +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/returns": {
        "city_a?fields=[]": "sx xx+ xxx xx x xf xxxx xx",
    },
    "POST /v1/cities/{city_id}/proposal-withdrawals": {
        "city_a": "sx +xx xxx xx x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/needs": {
        "city_a": "sx +++ xxx +x x +f xxxx xx",
        "city_b": "sx xxx +++ x+ x +f xxxx xx",
        "city_c": "sx --- --- +x x +f xxxx xx",
    },
    "PATCH /v1/cities/{city_id}/needs/{need_id}": {
        "city_a/need_a_network": "sx +++ xxx +x x +f xxxx xx",
        "city_b/need_b_public": "sx xxx +++ x+ x +f xxxx xx",
        "city_b/need_a_public": "sx xxx --- x- x -f xxxx xx",
    },
    "POST /v1/cities/{city_id}/needs/{need_id}/reviews": {
        "city_a/need_a_network": "sx +++ xxx +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/needs/{need_id}/withdrawals": {
        "city_a/need_a_network": "sx +++ xxx +x x +f xxxx xx",
        "city_c/need_c_public": "sx --- --- +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/offers": {
        "city_a": "sx +++ xxx +x x +f xxxx xx",
        "city_c": "sx --- --- +x x +f xxxx xx",
    },
    "PATCH /v1/cities/{city_id}/offers/{offer_id}": {
        "city_a/offer_a_network": "sx +++ xxx +x x +f xxxx xx",
        "city_b/offer_b_public": "sx xxx +++ x+ x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/offers/{offer_id}/reviews": {
        "city_a/offer_a_network": "sx +++ xxx +x x +f xxxx xx",
    },
    "POST /v1/cities/{city_id}/offers/{offer_id}/withdrawals": {
        "city_a/offer_a_network": "sx +++ xxx +x x +f xxxx xx",
        "city_c/offer_c_public": "sx --- --- +x x +f xxxx xx",
    },
    "PATCH /v1/organisations/{organisation_id}": {
        "organisation_public": "sx xxx xxx xx x +f xxxx xx",
    },
    "PATCH /v1/agreements/{agreement_id}": {
        "agreement_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/negotiations": {
        "agreement_prospect": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/signatures": {
        "agreement_prospect": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/reviews": {
        "agreement_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/renewals": {
        "agreement_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/endings": {
        "agreement_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/agreements/{agreement_id}/contributions": {
        "agreement_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/contributions/{contribution_id}/corrections": {
        "contribution_1": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/notifications/{notification_id}/retries": {
        "notification": "sx xxx xxx xx x +f xxxx xx",
    },
    "PATCH /v1/declarations/{declaration_id}": {
        "declaration_draft": "sx xxx xxx xx x +f xxxx xx",
    },
    "DELETE /v1/declarations/{declaration_id}": {
        "declaration_draft": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/declarations/{declaration_id}/publications": {
        "declaration_draft": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/declarations/{declaration_id}/closings": {
        "declaration": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/declarations/{declaration_id}/endorsements": {
        "declaration?city_id=city_a": "sx xx+ xxx xx x xx xxxx xx",
        "declaration?city_id=city_c": "sx xx- xx- xx x xx xxxx xx",
        "declaration_draft?city_id=city_a": "sx xx- xx- xx x xx xxxx xx",
    },
    "POST /v1/endorsements/{endorsement_id}/withdrawals": {
        "endorsement_a": "sx xx+ xxx xx x xx xxxx xx",
        "endorsement_b": "sx xxx xx+ xx x xx xxxx xx",
        "endorsement_c": "sx xx- xx- xx x xx xxxx xx",
    },
    "POST /v1/endorsements/{endorsement_id}/reports": {
        'endorsement_a?evidence=[{"on":"2027-02-20","shows":{"en":"Minutes."},"link":"https://x.example/"}]': (
            "sx +++ xxx xx x xx xxxx xx"
        ),
        'endorsement_b?evidence=[{"on":"2027-02-20","shows":{"en":"Minutes."},"link":"https://x.example/"}]': (
            "sx xxx +++ xx x xx xxxx xx"
        ),
        'endorsement_c?evidence=[{"on":"2027-02-20","shows":{"en":"Minutes."},"link":"https://x.example/"}]': (
            "sx --- --- xx x xx xxxx xx"
        ),
    },
    "POST /v1/introductions": {
        "?from_city_id=city_a&to_city_id=city_b": "sx +++ xxx xx x xx xxxx xx",
        "?from_city_id=city_a&to_city_id=city_c": "sx --- xxx xx x xx xxxx xx",
    },
    "POST /v1/introduction-suggestions": {
        "?from_city_id=city_a&to_city_id=city_b": "sx xxx xxx ++ x +f xxxx xx",
        "?from_city_id=city_a&to_city_id=city_c": "sx xxx xxx +x x +f xxxx xx",
    },
    "POST /v1/introductions/{introduction_id}/acceptances": {
        "introduction_suggested": "sx --- +++ xx x xx xxxx xx",
        "introduction_withdrawn": "sx +++ +++ xx x xx xxxx xx",
    },
    "POST /v1/introductions/{introduction_id}/declines": {
        "introduction_suggested": "sx --- +++ xx x xx xxxx xx",
        "introduction_withdrawn": "sx +++ +++ xx x xx xxxx xx",
    },
    "POST /v1/introductions/{introduction_id}/withdrawals": {
        "introduction_suggested": "sx --- xxx ++ x +f xxxx xx",
        "introduction_accepted": "sx +++ xxx ++ x +f xxxx xx",
    },
    "POST /v1/introductions/{introduction_id}/exchanges": {
        "introduction_suggested": "sx --- +++ xx x xx xxxx xx",
        "introduction_accepted": "sx +++ +++ xx x xx xxxx xx",
    },
    "POST /v1/introductions/{introduction_id}/reports": {
        "introduction_suggested": "sx --- +++ xx x xx xxxx xx",
        "introduction_accepted": "sx +++ +++ xx x xx xxxx xx",
    },
    "POST /v1/imports/{import_id}/checks": {
        "import": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/imports/{import_id}/confirmations": {
        "import": "sx xxx xxx xx x +f xxxx xx",
    },
    "PUT /v1/explore/weights": {
        "": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/explore/rematches": {
        "": "sx xxx xxx xx x +f xxxx xx",
    },
    "POST /v1/explore/rebuilds": {
        "": "sx xxx xxx xx x +f xxxx xx",
    },
    "PATCH /v1/uploads/{upload_id}": {
        "upload": "s- --- --- -- - -- ---- +-",
    },
    "POST /v1/jobs/{job_id}/cancellations": {
        "job_export": "s- --- --- -- - +- ---- +-",
        "job_import": "s- --- --- -- - +- ---- --",
        "explore:job_rematch": "s- --- --- -- - +- ---- --",
    },
}
