"""Every code a service may refuse with, and its sentence in English: what translations start from and what a search finds.

`REFUSALS` are the codes of whole requests, `FIELD_ERRORS` those of single fields within an `Invalid`. A test holds both against the code.
"""

from typing import Final

GENERAL: Final[dict[str, str]] = {
    "already_exists": "There is one like it already.",
    "deadline_exceeded": "There was not enough time, and nothing was changed. Try again.",
    "idempotency_key_reused": "This idempotency key was used for another request.",
    "internal_error": "Something went wrong on our side. It has been noted.",
    "invalid": "Something in the request is not right. See the fields named.",
    "key_scope_missing": "This key may not be used for that.",
    "malformed_request": "The request cannot be read.",
    "not_allowed": "You may not do this.",
    "not_found": "There is no such thing, or you may not see it.",
    "not_signed_in": "Sign in first.",
    "outcome_unknown": "We do not know whether it was done. Ask again with the same idempotency key.",
    "request_in_progress": "The same request is being carried out. Ask again in a moment.",
    "service_busy": "Too much is going on just now. Try again in a moment.",
    "service_unavailable": "This part of the platform is away. Try again in a moment.",
    "stale_version": "It has changed since you read it. Read it again first.",
    "too_deep": "The request is nested too deeply.",
    "too_many_attempts": "Too many attempts. Wait a while and try again.",
    "too_many_uploads": "Finish or use the files you have already sent first.",
    "unknown_request": "This part of the platform does not know that request.",
    "upload_not_ready": "The file is not complete, is meant for something else, or is in use already.",
    "upload_offset": "The file goes on at another place. Ask how far it has come.",
}
"""What any service may say."""

MEMBERSHIP: Final[dict[str, str]] = {
    "membership.already_applying": "Somebody is applying for this city already.",
    "membership.already_member": "This city is a member already.",
    "membership.already_registered": "There is an account with this address already.",
    "membership.country_fixed": "The country cannot change once a hub reads the application.",
    "membership.country_taken": "One of these countries belongs to another hub.",
    "membership.grant_held": "This person holds this role already.",
    "membership.grant_over": "This grant has ended already.",
    "membership.incomplete": "Something is still missing before the application can be handed in.",
    "membership.key_makes_no_keys": "A key cannot make keys. Sign in to make one.",
    "membership.key_revoked": "This key has been revoked already.",
    "membership.last_management_unit": "This is the last grant of the management unit, and somebody must be in charge.",
    "membership.no_application": "There is no such application.",
    "membership.no_city": "There is no such city.",
    "membership.no_grant": "There is no such grant.",
    "membership.no_hub": "There is no such hub.",
    "membership.no_key": "You have no such key.",
    "membership.no_mandate": "No mandate has been attached to this application.",
    "membership.no_person": "There is no such person.",
    "membership.no_session": "You are not signed in with a session, so there is none to end.",
    "membership.no_session_of_yours": "You have no such session.",
    "membership.not_yours_to_do": "This step is for somebody else to take.",
    "membership.own_application": "Nobody decides on an application of their own.",
    "membership.sign_in_failed": "The address or the password is not right.",
    "membership.too_many_drafts": "You have as many drafts as one person may have. Hand one in or discard one first.",
    "membership.too_many_keys": "You have as many live keys as one person may have. Revoke one first.",
    "membership.wrong_password": "The current password is not right.",
    "membership.wrong_state": "This is not possible in the state the application is in.",
}

REFUSALS: Final[dict[str, str]] = GENERAL | MEMBERSHIP

FIELD_ERRORS: Final[dict[str, str]] = {
    "bad_cursor": "This is not a cursor of this list.",
    "format": "This does not have the form it should have.",
    "invalid": "This is not right.",
    "length": "This is too long or too short.",
    "membership.ends_too_early": "The end must lie after the start and in the future.",
    "membership.in_the_future": "This lies in the future.",
    "membership.no_name": "A name needs a letter or a digit.",
    "membership.no_person": "There is no such person.",
    "membership.no_scope": "There is no such city or hub.",
    "membership.nothing_to_search": "A search needs a letter or a digit.",
    "membership.old_principles": "Another version of the principles is in force.",
    "membership.password_common": "This is among the first passwords that guessers try.",
    "membership.password_personal": "A password must not hold your name or address.",
    "membership.repeated_country": "This country is named twice.",
    "membership.repeated_theme": "This theme is named twice.",
    "membership.scope_not_wanted": "This role is held over the whole network.",
    "membership.scope_wanted": "This role is held over one thing, which must be named.",
    "membership.unknown_country": "This is not a country of ISO 3166-1.",
    "membership.unknown_language": "This is not a language of ISO 639.",
    "membership.unknown_region": "There is no such region.",
    "membership.unknown_subdivision": "This is not a part of that country in ISO 3166-2.",
    "membership.unknown_theme": "This theme is not in the vocabulary.",
    "membership.unknown_time_zone": "This is not a time zone.",
    "not_an_option": "This is not one of the possible values.",
    "null": "This may not be empty.",
    "range": "This number is too large or too small.",
    "required": "This is missing.",
    "too_deep": "This is nested too deeply.",
    "unknown_field": "There is no such field.",
    "wrong_type": "This is of another kind than it should be.",
}
"""What may be wrong with one field."""
