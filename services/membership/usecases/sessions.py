"""Sessions and keys: who stands behind a token, and how tokens stop working."""

from datetime import timedelta

from chassis.context import Actor, new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    ApiKeyCreated,
    ApiKeyView,
    CreateApiKey,
    EndOtherSessions,
    EndSession,
    IdentifyApiKey,
    IdentifySession,
    Principal,
    PrincipalGrant,
    RevokeApiKey,
    SignOut,
)
from contracts.standard import Done
from services.membership.domain.api_key import MARK, MOST, SHOWN, ApiKey
from services.membership.domain.second_factor import REQUIRED_FOR, withheld
from services.membership.domain.session import Session
from services.membership.domain.showing import api_key_view, principal_grants
from services.membership.domain.tokens import digest, new_token
from services.membership.usecases.own_account import active_roles, end_sessions, is_proven_to, proof_of
from services.membership.usecases.ports import Membership


def identify_session(unit: Membership, request: IdentifySession) -> Principal:
    session = unit.sessions.by_token(digest(request.token))
    if session is None or not session.lives(unit.now):
        raise NotAllowed("not_signed_in", "the session has ended")
    if session.seen(unit.now):
        unit.sessions.save(session)
    counting, kept_back = _standing(unit, session.person_id, session.proof)
    return Principal(
        person_id=session.person_id,
        language=unit.people.get(session.person_id).language,
        grants=counting,
        withheld=kept_back,
        session_id=session.id,
        expires_at=session.expires_at,
    )


def identify_api_key(unit: Membership, request: IdentifyApiKey) -> Principal:
    key = unit.api_keys.by_token(digest(request.token))
    if key is None or not key.lives(unit.now):
        raise NotAllowed("not_signed_in", "the key is unknown, revoked or past its date")
    if key.used(unit.now):
        unit.api_keys.save(key)
    counting, kept_back = _standing(unit, key.person_id, key.proof)
    return Principal(
        person_id=key.person_id,
        language=unit.people.get(key.person_id).language,
        grants=counting,
        withheld=kept_back,
        api_key_id=key.id,
        key_scopes=key.scopes,
        expires_at=key.expires_at,
    )


def _standing(unit: Membership, person_id: str, proof: str | None) -> tuple[tuple[PrincipalGrant, ...], tuple[str, ...]]:
    """The grants that count now, and the roles that would with a second factor."""
    grants = list(unit.grants.of_person(person_id))
    roles = active_roles(grants, unit)
    kept_back = withheld(roles, proven=bool(REQUIRED_FOR & roles) and is_proven_to(unit, person_id, proof))
    return principal_grants(grants, unit.now, kept_back), kept_back


def sign_out(unit: Membership, request: SignOut) -> Done:
    if unit.actor.session_id is None:
        raise Conflict("membership.no_session", "this request came without a session")
    _end(unit, unit.sessions.find(unit.actor.session_id))
    return Done()


def end_session(unit: Membership, request: EndSession) -> Done:
    _end(unit, unit.sessions.find(request.session_id))
    return Done()


def end_other_sessions(unit: Membership, request: EndOtherSessions) -> Done:
    """Asked with a key, every session is another one."""
    end_sessions(unit, str(unit.actor.person_id), but=unit.actor.session_id)
    return Done()


def _end(unit: Membership, session: Session | None) -> None:
    if session is None or session.person_id != unit.actor.person_id:
        raise NotFound("membership.no_session_of_yours", "there is no such session of yours")
    if session.ended_at is None:
        session.end(unit.now)
        unit.sessions.save(session)


def create_api_key(unit: Membership, request: CreateApiKey) -> ApiKeyCreated:
    owner = _signed_in_by_hand(unit.actor)
    unit.guard(f"api-keys:{owner}")
    if sum(key.lives(unit.now) for key in unit.api_keys.of_person(owner)) >= MOST:
        raise Conflict("membership.too_many_keys", f"one person has {MOST} live keys at most", {"most": MOST})
    token = new_token(MARK)
    key = ApiKey(
        id=new_id(),
        person_id=owner,
        name=request.name,
        prefix=token[:SHOWN],
        token_hash=digest(token),
        scopes=tuple(dict.fromkeys(request.scopes)),
        created_at=unit.now,
        expires_at=unit.now + timedelta(days=request.days),
        proof=proof_of(unit),
    )
    unit.api_keys.add(key)
    return ApiKeyCreated(key=api_key_view(key), token=token)


def revoke_api_key(unit: Membership, request: RevokeApiKey) -> ApiKeyView:
    key = unit.api_keys.find(request.key_id)
    if key is None or key.person_id != unit.actor.person_id:
        raise NotFound("membership.no_key", "there is no such key of yours")
    key.revoke(unit.now)
    unit.api_keys.save(key)
    return api_key_view(key)


def _signed_in_by_hand(actor: Actor) -> str:
    """A key cannot make keys: a leaked one would outlive its own revocation."""
    if actor.api_key_id is not None:
        raise NotAllowed("membership.key_makes_no_keys", "sign in to make a key")
    return str(actor.person_id)
