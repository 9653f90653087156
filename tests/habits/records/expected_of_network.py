"""Who sees what of partners, promises and introductions, by hand. Letters: see `looking`; columns: see `cast`."""

from typing import Final

from tests.habits.records.reading import Seen

LESS: Final = {
    "GET /v1/organisations/{organisation_id}": {"p": "contact history"},
    "GET /v1/agreements/{agreement_id}": {"p": "history terms.paper", "t": "history"},
    "GET /v1/agreements/{agreement_id}/contributions": {"d": "entered_by gift.note"},
    "GET /v1/introductions/{introduction_id}": {"o": "outcomes.text", "n": "history.note outcomes.text"},
}
"""What is missing from the whole, by letter."""

SEEN: Final[Seen] = {
    "GET /v1/organisations": {
        "": {
            "organisation_es": ".. ... ... .W . W. .... ..",
            "organisation_members": ".. WWW WWW WW . W. .... ..",
            "organisation_network": ".. ... ... W. . W. .... ..",
            "organisation_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "?country=ES": {
            "organisation_es": ".. ... ... .W . W. .... ..",
        },
        "?q=network": {
            "organisation_network": ".. ... ... W. . W. .... ..",
        },
    },
    "GET /v1/organisations/{organisation_id}": {
        "organisation_public": "pp ppp ppp Wp p Wp pppp pp",
        "organisation_members": "-- ppp ppp Wp - W- ---- --",
        "organisation_network": "-- --- --- W- - W- pp-- --",
        "organisation_es": "-- --- --- -W - W- --pp --",
    },
    "GET /v1/agreements": {
        "": {
            "agreement_prospect": ".. ... ... W. . W. .... ..",
            "agreement_2": ".. ... WWW .W . W. ..WW ..",
            "agreement_1": ".. WWW ... W. . W. WW.. ..",
            "agreement_members": ".. WWW WWW WW . W. .... ..",
            "agreement_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "?organisation_id=organisation_network": {
            "agreement_1": ".. WWW ... W. . W. WW.. ..",
        },
        "?city_id=city_a": {
            "agreement_1": ".. WWW ... W. . W. WW.. ..",
        },
        "?state=prospect": {
            "agreement_prospect": ".. ... ... W. . W. .... ..",
        },
    },
    "GET /v1/agreements/{agreement_id}": {
        "agreement_public": "pp ppp ppp Wp p Wp pppp pp",
        "agreement_members": "-- ppp ppp Wp - W- ---- --",
        "agreement_1": "-- ttt --- W- - W- tt-- --",
        "agreement_2": "-- --- ttt -W - W- --tt --",
        "agreement_prospect": "-- --- --- W- - W- ---- --",
    },
    "GET /v1/agreements/{agreement_id}/paper": {
        "agreement_public?term=1": "sx --- --- W- x Wf ---- xx",
        "agreement_members?term=1": "sx --- --- W- x Wf ---- xx",
        "agreement_1?term=1": "sx WWW --- W- x Wf WW-- xx",
        "agreement_2?term=1": "sx --- WWW -W x Wf --WW xx",
        "agreement_prospect?term=1": "sx --- --- -- x -f ---- xx",
    },
    "GET /v1/agreements/{agreement_id}/contributions": {
        "agreement_1": {
            "contribution_1": "sx xxx xxx xx x Wf xdx- xx",
        },
        "agreement_2": {
            "contribution_2": "sx xxx xxx xx x Wf x-xd xx",
        },
    },
    "GET /v1/introductions": {
        "": {
            "introduction_accepted": "sx WWW WWW WW x Wf xxxx xx",
            "introduction_withdrawn": "sx WWW WWW WW x Wf xxxx xx",
            "introduction_suggested": "sx ... WWW WW x Wf xxxx xx",
            "introduction_declined": "sx WWW ... WW x Wf xxxx xx",
            "introduction_reported": "sx WWW WWW WW x Wf xxxx xx",
        },
        "?city_id=city_b": {
            "introduction_accepted": "sx WWW WWW WW x Wf xxxx xx",
            "introduction_withdrawn": "sx WWW WWW WW x Wf xxxx xx",
            "introduction_suggested": "sx ... WWW WW x Wf xxxx xx",
            "introduction_declined": "sx WWW ... WW x Wf xxxx xx",
            "introduction_reported": "sx WWW WWW WW x Wf xxxx xx",
        },
        "?state=suggested": {
            "introduction_suggested": "sx ... WWW WW x Wf xxxx xx",
        },
    },
    "GET /v1/introductions/{introduction_id}": {
        "introduction_suggested": "sx --- WWW WW x Wf xxxx xx",
        "introduction_declined": "sx WWW --- WW x Wf xxxx xx",
        "introduction_withdrawn": "sx WWW WWW WW x Wf xxxx xx",
        "introduction_reported": "sx ooo nnn WW x Wf xxxx xx",
        "introduction_accepted": "sx WWW WWW WW x Wf xxxx xx",
    },
    "GET /v1/introductions/{introduction_id}/contacts": {
        "introduction_suggested": "sx --- ccc xx x xx xxxx xx",
        "introduction_declined": "sx ccc --- xx x xx xxxx xx",
        "introduction_withdrawn": "sx ccc ccc xx x xx xxxx xx",
        "introduction_reported": {
            "focal.b@people.example": "sx WWW ... xx x xx xxxx xx",
            "deputy.b@people.example": "sx WWW ... xx x xx xxxx xx",
            "focal.a@people.example": "sx ... WWW xx x xx xxxx xx",
            "deputy.a@people.example": "sx ... WWW xx x xx xxxx xx",
        },
        "introduction_accepted": {
            "focal.b@people.example": "sx WWW ... xx x xx xxxx xx",
            "deputy.b@people.example": "sx WWW ... xx x xx xxxx xx",
            "focal.a@people.example": "sx ... WWW xx x xx xxxx xx",
            "deputy.a@people.example": "sx ... WWW xx x xx xxxx xx",
        },
    },
    "GET /v1/declarations": {
        "": {
            "declaration_draft": ".. ... ... .. . W. .... ..",
            "declaration": "WW WWW WWW WW W WW WWWW WW",
        },
        "?state=draft": {
            "declaration_draft": ".. ... ... .. . W. .... ..",
        },
    },
    "GET /v1/declarations/{declaration_id}": {
        "declaration": "WW WWW WWW WW W WW WWWW WW",
        "declaration_draft": "-- --- --- -- - W- ---- --",
    },
    "GET /v1/declarations/{declaration_id}/endorsements": {
        "declaration": {
            "endorsement_a": "WW WWW WWW WW W WW WWWW WW",
            "endorsement_b": "WW WWW WWW WW W WW WWWW WW",
            "endorsement_c": ".. ... ... WW . W. .... ..",
        },
        "declaration_draft": {
            "*": "-- --- --- -- - .- ---- --",
        },
        "declaration?country=KE": {
            "endorsement_a": "WW WWW WWW WW W WW WWWW WW",
            "endorsement_c": ".. ... ... WW . W. .... ..",
        },
    },
    "GET /v1/endorsements/{endorsement_id}": {
        "endorsement_a": "WW WWW WWW WW W WW WWWW WW",
        "endorsement_b": "WW WWW WWW WW W WW WWWW WW",
        "endorsement_c": "-- --- --- WW - W- ---- --",
    },
    "GET /v1/endorsements/{endorsement_id}/evidence/{file_id}": {
        "endorsement_a/evidence_a": "WW WWW WWW WW W WW WWWW WW",
        "endorsement_c/evidence_c": "-- --- --- WW - W- ---- --",
        "endorsement_a/evidence_b": "-- --- --- -- - -- ---- --",
    },
    "GET /v1/explore/weights": {
        "": "WW WWW WWW WW W WW WWWW WW",
    },
    "GET /v1/explore/read-model": {
        "": "sx xxx xxx xx x Wf xxxx xx",
    },
}
