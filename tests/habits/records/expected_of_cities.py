"""Who sees what of cities, hubs and what holds for them, by hand. Letters: see `looking`; columns: see `cast`."""

from typing import Final

from tests.habits.records.reading import Seen

LESS: Final = {
    "GET /v1/hubs": {"p": "officer_names"},
    "GET /v1/hubs/{hub_id}": {"p": "officer_names"},
    "GET /v1/principles": {"p": "versions"},
    "GET /v1/cities/{city_id}/membership": {"p": "accepted_version bases due history last_sign_on mandate reasons", "o": "history.by"},
    "GET /v1/cities": {
        "p": "latitude longitude needs offers population population_year prevention_network proposal strategy visibility",
        "m": "needs offers proposal strategy visibility",
        "o": "proposal.by",
        "h": "proposal visibility",
    },
    "GET /v1/cities/{city_id}": {
        "p": "latitude longitude needs offers population population_year prevention_network proposal strategy visibility",
        "m": "needs offers proposal strategy visibility",
        "o": "proposal.by",
        "h": "proposal visibility",
    },
    "GET /v1/cities/{city_id}/history": {"o": "author by"},
}
"""What is missing from the whole, by letter."""

SEEN: Final[Seen] = {
    "GET /v1/cities/{city_id}/elections": {
        "city_a": {
            "election_a": "s- WWW --- W- - W- ---- --",
        },
        "city_b": {
            "election_b": "s- --- WWW -W - W- ---- --",
        },
        "city_c": {
            "*": "s- --- --- .- - .- ---- --",
        },
    },
    "GET /v1/cities/{city_id}/people": {
        "city_a": {
            "grant_focal_a": "s- WWW --- W- - W- ---- --",
            "grant_deputy_a": "s- WWW --- W- - W- ---- --",
            "grant_mayor_a": "s- WWW --- W- - W- ---- --",
        },
        "city_b": {
            "grant_focal_b": "s- --- WWW -W - W- ---- --",
            "grant_deputy_b": "s- --- WWW -W - W- ---- --",
            "grant_mayor_b": "s- --- WWW -W - W- ---- --",
        },
        "city_c": {
            "grant_chris": "s- --- --- W- - W- ---- --",
            "*": "s- --- --- W- - W- ---- --",
        },
    },
    "GET /v1/hubs": {
        "": {
            "hub_1": "pp ppp ppp WW p Wp pppp pp",
            "hub_2": "pp ppp ppp WW p Wp pppp pp",
        },
    },
    "GET /v1/hubs/{hub_id}": {
        "hub_1": "pp ppp ppp WW p Wp pppp pp",
        "hub_2": "pp ppp ppp WW p Wp pppp pp",
    },
    "GET /v1/hubs/{hub_id}/transfers": {
        "hub_1": {
            "transfer": "sx xxx xxx WW x Wf xxxx xx",
        },
        "hub_2": {
            "transfer": "sx xxx xxx WW x Wf xxxx xx",
        },
    },
    "GET /v1/transfers/{transfer_id}": {
        "transfer": "sx xxx xxx WW x Wf xxxx xx",
    },
    "GET /v1/calendars/{country}": {
        "KE": "WW WWW WWW WW W WW WWWW WW",
    },
    "GET /v1/principles": {
        "": "pp ppp ppp pp p Wp pppp pp",
    },
    "GET /v1/principles/{version}": {
        "2028-1": "-- --- --- -- - W- ---- --",
    },
    "GET /v1/cities/{city_id}/membership": {
        "city_a": "pp ooo ppp Wp p Wp pppp pp",
        "city_b": "pp ppp Woo pW p Wp pppp pp",
        "city_c": "-- --- --- Wp - W- ---- --",
    },
    "GET /v1/cities/{city_id}/mandates": {
        "city_a": {
            "mandate_a": "sx WWW xxx Wx x Wf xxxx xx",
            "*": "sx WWW xxx Wx x Wf xxxx xx",
        },
        "city_b": {
            "mandate_b": "sx xxx WWW xW x Wf xxxx xx",
            "*": "sx xxx WWW xW x Wf xxxx xx",
        },
        "city_c": {
            "*": "sx --- --- Wx x Wf xxxx xx",
        },
    },
    "GET /v1/cities/{city_id}/mandates/{mandate_id}/file": {
        "city_a/mandate_a": "sx WWW xxx Wx x Wf xxxx xx",
        "city_b/mandate_b": "sx xxx WWW xW x Wf xxxx xx",
    },
    "GET /v1/status-rules": {
        "": {
            "2": "WW WWW WWW WW W WW WWWW WW",
            "1": "WW WWW WWW WW W WW WWWW WW",
        },
    },
    "GET /v1/cities": {
        "": {
            "city_a": "pp ooo mmm Wh p Wp pppp pp",
            "city_b": "pp mmm ooo hW p Wp pppp pp",
        },
        "?q=kisumu": {
            "*": ".. ... ... .. . .. .... ..",
        },
        "?q=mombasa": {
            "city_a": "pp ooo mmm Wh p Wp pppp pp",
        },
        "?ids=city_c": {
            "*": ".. ... ... .. . .. .... ..",
        },
        "?min_population=1000": {
            "city_a": ".. ooo mmm Wh . W. .... ..",
            "city_b": ".. mmm ooo hW . W. .... ..",
        },
        "?strategy=true": {
            "city_a": ".. ... ... Wh . W. .... ..",
            "city_b": ".. ... ... hW . W. .... ..",
        },
        "?prevention_network=true": {
            "city_a": ".. ooo mmm Wh . W. .... ..",
            "city_b": ".. mmm ooo hW . W. .... ..",
        },
        "?need=youth_engagement": {
            "city_a": "pp ooo mmm Wh p Wp pppp pp",
            "city_b": "pp mmm ooo hW p Wp pppp pp",
        },
        "?need=interfaith_dialogue": {
            "city_a": ".. ooo mmm Wh . W. .... ..",
            "city_b": ".. mmm ooo hW . W. .... ..",
        },
        "?need=victim_support": {
            "city_a": ".. ... ... Wh . W. .... ..",
            "city_b": ".. ... ... hW . W. .... ..",
        },
        "?offer=victim_support": {
            "city_a": ".. ... ... Wh . W. .... ..",
            "city_b": ".. ... ... hW . W. .... ..",
        },
        "?status=suspended": {
            "city_c": ".. ... ... Wh . W. .... ..",
        },
        "?sort=population": {
            "city_a": "pp ooo mmm Wh p Wp pppp pp",
            "city_b": "pp mmm ooo hW p Wp pppp pp",
        },
    },
    "GET /v1/cities/{city_id}": {
        "city_a": "pp ooo mmm Wh p Wp pppp pp",
        "city_b": "pp mmm ooo hW p Wp pppp pp",
        "city_c": "-- --- --- Wh - W- ---- --",
    },
    "GET /v1/cities/{city_id}/history": {
        "city_a": {
            "step_of_unit_a": "sx ooo xxx Wx x Wf xxxx xx",
            "*": "sx WWW xxx Wx x Wf xxxx xx",
        },
        "city_b": {
            "step_of_unit_b": "sx xxx ooo xW x Wf xxxx xx",
            "*": "sx xxx WWW xW x Wf xxxx xx",
        },
        "city_c": {
            "*": "sx --- --- .x x .f xxxx xx",
        },
    },
    "GET /v1/cities/{city_id}/needs": {
        "city_a": {
            "need_a_members": ".. WWW WWW WW . W. .... ..",
            "need_a_network": ".. WWW ... WW . W. .... ..",
            "need_a_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "city_b": {
            "need_b_members": ".. WWW WWW WW . W. .... ..",
            "need_b_network": ".. ... WWW WW . W. .... ..",
            "need_b_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "city_c": {
            "need_c_members": "-- --- --- WW - W- ---- --",
            "need_c_network": "-- --- --- WW - W- ---- --",
            "need_c_public": "-- --- --- WW - W- ---- --",
        },
    },
    "GET /v1/cities/{city_id}/offers": {
        "city_a": {
            "offer_a_members": ".. WWW WWW WW . W. .... ..",
            "offer_a_network": ".. WWW ... WW . W. .... ..",
            "offer_a_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "city_c": {
            "offer_c_members": "-- --- --- WW - W- ---- --",
            "offer_c_network": "-- --- --- WW - W- ---- --",
            "offer_c_public": "-- --- --- WW - W- ---- --",
        },
    },
    "GET /v1/cities/{city_id}/needs/{need_id}": {
        "city_a/need_a_public": "WW WWW WWW WW W WW WWWW WW",
        "city_a/need_a_members": "-- WWW WWW WW - W- ---- --",
        "city_a/need_a_network": "-- WWW --- WW - W- ---- --",
        "city_b/need_b_network": "-- --- WWW WW - W- ---- --",
        "city_c/need_c_public": "-- --- --- WW - W- ---- --",
        "city_b/need_a_public": "-- --- --- -- - -- ---- --",
    },
    "GET /v1/cities/{city_id}/offers/{offer_id}": {
        "city_a/offer_a_public": "WW WWW WWW WW W WW WWWW WW",
        "city_a/offer_a_members": "-- WWW WWW WW - W- ---- --",
        "city_a/offer_a_network": "-- WWW --- WW - W- ---- --",
        "city_b/offer_b_network": "-- --- WWW WW - W- ---- --",
        "city_c/offer_c_public": "-- --- --- WW - W- ---- --",
    },
    "GET /v1/needs": {
        "": {
            "need_b_network": ".. ... ... WW . W. .... ..",
            "need_b_members": ".. WWW WWW WW . W. .... ..",
            "need_b_public": "WW WWW WWW WW W WW WWWW WW",
            "need_a_network": ".. ... ... WW . W. .... ..",
            "need_a_members": ".. WWW WWW WW . W. .... ..",
            "need_a_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "?theme=victim_support": {
            "need_b_network": ".. ... ... WW . W. .... ..",
            "need_a_network": ".. ... ... WW . W. .... ..",
        },
        "?country=ES": {
            "need_b_network": ".. ... ... WW . W. .... ..",
            "need_b_members": ".. WWW WWW WW . W. .... ..",
            "need_b_public": "WW WWW WWW WW W WW WWWW WW",
        },
    },
    "GET /v1/offers": {
        "": {
            "offer_b_network": ".. ... ... WW . W. .... ..",
            "offer_b_members": ".. WWW WWW WW . W. .... ..",
            "offer_b_public": "WW WWW WWW WW W WW WWWW WW",
            "offer_a_network": ".. ... ... WW . W. .... ..",
            "offer_a_members": ".. WWW WWW WW . W. .... ..",
            "offer_a_public": "WW WWW WWW WW W WW WWWW WW",
        },
        "?theme=victim_support": {
            "offer_b_network": ".. ... ... WW . W. .... ..",
            "offer_a_network": ".. ... ... WW . W. .... ..",
        },
    },
    "GET /v1/themes": {
        "?group=threats&q=hate": {
            "hate_crime": "WW WWW WWW WW W WW WWWW WW",
            "hate_speech_online": "WW WWW WWW WW W WW WWWW WW",
            "misogyny": "WW WWW WWW WW W WW WWWW WW",
        },
    },
    "GET /v1/cities/{city_id}/endorsements": {
        "city_a": {
            "endorsement_a": "WW WWW WWW WW W WW WWWW WW",
        },
        "city_c": {
            "endorsement_c": "-- --- --- WW - W- ---- --",
        },
    },
}
