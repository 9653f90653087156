"""Who sees what of people and what is theirs, by hand. Letters: see `looking`; columns: see `cast`."""

from typing import Final

from tests.habits.records.reading import Seen

LESS: Final = {
    "GET /v1/applications/{application_id}": {"a": "history.by history.note"},
}
"""What is missing from the whole, by letter."""

SEEN: Final[Seen] = {
    "GET /v1/people": {
        "": {
            "*": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/people/{person_id}": {
        "person_focal_a": "sx xxx xxx xx x Wf xxxx xx",
    },
    "GET /v1/sessions": {
        "": {
            "session_unit": "s. ... ... .. . W. .... ..",
            "session_stranger": "sW ... ... .. . .. .... ..",
            "session_focal_a": "s. W.. ... .. . .. .... ..",
            "session_deputy_a": "s. .W. ... .. . .. .... ..",
            "session_mayor_a": "s. ..W ... .. . .. .... ..",
            "session_focal_b": "s. ... W.. .. . .. .... ..",
            "session_deputy_b": "s. ... .W. .. . .. .... ..",
            "session_mayor_b": "s. ... ..W .. . .. .... ..",
            "session_officer_1": "s. ... ... W. . .. .... ..",
            "session_officer_2": "s. ... ... .W . .. .... ..",
            "session_reviewer": "s. ... ... .. W .. .... ..",
            "session_unit_bare": "s. ... ... .. . .W .... ..",
            "session_partner_1": "s. ... ... .. . .. W... ..",
            "session_donor_1": "s. ... ... .. . .. .W.. ..",
            "session_partner_2": "s. ... ... .. . .. ..W. ..",
            "session_donor_2": "s. ... ... .. . .. ...W ..",
            "session_applicant": "s. ... ... .. . .. .... W.",
            "session_former": "s. ... ... .. . .. .... .W",
        },
    },
    "GET /v1/api-keys": {
        "": {
            "key_unit": "s. ... ... .. . W. .... ..",
            "key_applicant": "s. ... ... .. . .. .... W.",
        },
    },
    "GET /v1/me/data-exports/{export_id}": {
        "job_export": "s- --- --- -- - -- ---- W-",
    },
    "GET /v1/erasures/{erasure_id}": {
        "erasure": "sx xxx xxx xx x Wf xxxx xx",
    },
    "GET /v1/grants": {
        "": {
            "grant_donor_2": "s. ... ... .. . W. ...W ..",
            "grant_partner_2": "s. ... ... .. . W. ..W. ..",
            "grant_donor_1": "s. ... ... .. . W. .W.. ..",
            "grant_partner_1": "s. ... ... .. . W. W... ..",
            "grant_unit_bare": "s. ... ... .. . WW .... ..",
            "grant_reviewer": "s. ... ... .. W W. .... ..",
            "grant_former": "s. ..W ... W. . W. .... .W",
            "grant_deputy_b": "s. ... .WW .W . W. .... ..",
            "grant_mayor_b": "s. ... ..W .W . W. .... ..",
            "grant_deputy_a": "s. .WW ... W. . W. .... ..",
            "grant_mayor_a": "s. ..W ... W. . W. .... ..",
            "grant_chris": "s. ... ... W. . W. .... ..",
            "grant_focal_b": "s. ... W.W .W . W. .... ..",
            "grant_focal_a": "s. W.W ... W. . W. .... ..",
            "grant_officer_2": "s. ... ... .W . W. .... ..",
            "grant_officer_1": "s. ... ... W. . W. .... ..",
            "grant_unit": "s. ... ... .. . W. .... ..",
            "*": "s. ... ... W. . W. .... ..",
        },
        "?person_id=person_focal_a": {
            "grant_focal_a": "s. W.W ... W. . W. .... ..",
        },
        "?role=hub_officer": {
            "grant_officer_2": "s. ... ... .W . W. .... ..",
            "grant_officer_1": "s. ... ... W. . W. .... ..",
        },
        "?scope_id=city_a": {
            "grant_former": "s. ..W ... W. . W. .... .W",
            "grant_deputy_a": "s. .WW ... W. . W. .... ..",
            "grant_mayor_a": "s. ..W ... W. . W. .... ..",
            "grant_focal_a": "s. W.W ... W. . W. .... ..",
        },
    },
    "GET /v1/invitations": {
        "": {
            "invitation_hub_1": "sx xx. xx. W. x Wf xxxx xx",
            "invitation_b": "sx xx. xxW .W x Wf xxxx xx",
            "invitation_a": "sx xxW xx. W. x Wf xxxx xx",
        },
        "?role=focal_point": {
            "invitation_b": "sx xx. xxW .W x Wf xxxx xx",
            "invitation_a": "sx xxW xx. W. x Wf xxxx xx",
        },
    },
    "GET /v1/invitations/{invitation_id}": {
        "invitation_a": "sx xxW xx- W- x Wf xxxx xx",
        "invitation_b": "sx xx- xxW -W x Wf xxxx xx",
        "invitation_hub_1": "sx xx- xx- W- x Wf xxxx xx",
    },
    "GET /v1/me": {
        "": {
            "person_unit": "s. ... ... .. . W. .... ..",
            "person_stranger": "sW ... ... .. . .. .... ..",
            "person_focal_a": "s. W.. ... .. . .. .... ..",
            "person_deputy_a": "s. .W. ... .. . .. .... ..",
            "person_mayor_a": "s. ..W ... .. . .. .... ..",
            "person_focal_b": "s. ... W.. .. . .. .... ..",
            "person_deputy_b": "s. ... .W. .. . .. .... ..",
            "person_mayor_b": "s. ... ..W .. . .. .... ..",
            "person_officer_1": "s. ... ... W. . .. .... ..",
            "person_officer_2": "s. ... ... .W . .. .... ..",
            "person_reviewer": "s. ... ... .. W .. .... ..",
            "person_unit_bare": "s. ... ... .. . .W .... ..",
            "person_partner_1": "s. ... ... .. . .. W... ..",
            "person_donor_1": "s. ... ... .. . .. .W.. ..",
            "person_partner_2": "s. ... ... .. . .. ..W. ..",
            "person_donor_2": "s. ... ... .. . .. ...W ..",
            "person_applicant": "s. ... ... .. . .. .... W.",
            "person_former": "s. ... ... .. . .. .... .W",
        },
    },
    "GET /v1/applications": {
        "": {
            "application_no_hub": "s. ... ... .. . W. .... W.",
            "application_hub_2": "s. ... ... .W . W. .... W.",
            "application_hub_1": "s. ... ... W. . W. .... W.",
            "application_c": "s. ... ... W. . W. .... ..",
            "application_b": "s. ... W.. .W . W. .... ..",
            "application_a": "s. W.. ... W. . W. .... ..",
            "application_draft": "s. ... ... .. . .. .... W.",
        },
        "?mine=true": {
            "application_a": "s. W.. ... .. . .. .... ..",
            "application_b": "s. ... W.. .. . .. .... ..",
            "application_no_hub": "s. ... ... .. . .. .... W.",
            "application_hub_2": "s. ... ... .. . .. .... W.",
            "application_hub_1": "s. ... ... .. . .. .... W.",
            "application_draft": "s. ... ... .. . .. .... W.",
        },
        "?state=draft": {
            "application_draft": "s. ... ... .. . .. .... W.",
        },
        "?country=ES": {
            "application_hub_2": "s. ... ... .W . W. .... W.",
            "application_b": "s. ... W.. .W . W. .... ..",
        },
        "?hub_id=hub_1": {
            "application_hub_1": "s. ... ... W. . W. .... W.",
            "application_c": "s. ... ... W. . W. .... ..",
            "application_a": "s. W.. ... W. . W. .... ..",
        },
    },
    "GET /v1/applications/{application_id}": {
        "application_draft": "s- --- --- -- - -- ---- W-",
        "application_hub_1": "s- --- --- W- - W- ---- W-",
        "application_hub_2": "s- --- --- -W - W- ---- W-",
        "application_no_hub": "s- --- --- -- - W- ---- W-",
        "application_a": "s- a-- --- W- - W- ---- --",
        "application_b": "s- --- a-- -W - W- ---- --",
        "application_c": "s- --- --- W- - W- ---- --",
    },
    "GET /v1/applications/{application_id}/mandate": {
        "application_draft": "s- --- --- -- - -- ---- W-",
        "application_hub_1": "s- --- --- W- - W- ---- W-",
        "application_hub_2": "s- --- --- -W - W- ---- W-",
        "application_no_hub": "s- --- --- -- - W- ---- W-",
        "application_a": "s- W-- --- W- - W- ---- --",
    },
    "GET /v1/imports": {
        "": {
            "import": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/imports/{import_id}": {
        "import": "sx xxx xxx xx x Wf xxxx xx",
    },
    "GET /v1/imports/{import_id}/problems": {
        "import": {
            "membership.unknown_country": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/imports/templates/cities": {
        "": {
            "# example: Mombasa": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/imports/templates/people": {
        "": {
            "# example: amina@city.example": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/exports/cities": {
        "": {
            "Mombasa": "sx xxx xxx xx x Wf xxxx xx",
            "Sevilla": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/exports/people": {
        "": {
            "*": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/notifications": {
        "": {
            "*": "sx xxx xxx xx x Wf xxxx xx",
        },
    },
    "GET /v1/notifications/{notification_id}": {
        "notification": "sx xxx xxx xx x Wf xxxx xx",
    },
    "GET /v1/uploads/{upload_id}": {
        "upload": "s- --- --- -- - -- ---- W-",
    },
    "GET /v1/jobs/{job_id}": {
        "job_export": "s- --- --- -- - W- ---- W-",
        "job_import": "s- --- --- -- - W- ---- --",
        "explore:job_rematch": "s- --- --- -- - W- ---- --",
    },
}
