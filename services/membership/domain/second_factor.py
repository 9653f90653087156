"""Something one has beside what one knows: an authenticator's codes (RFC 6238), each good once."""

import base64
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

import pyotp

from chassis.aggregate import Aggregate
from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed
from contracts.membership import SecondFactorEnrolled, SecondFactorRemoved, SecondFactorReset
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from services.membership.domain.tokens import digest

REQUIRED_FOR: Final = frozenset({MANAGEMENT_UNIT, REVIEWER})
"""Roles that count only in a session or key that came with the second factor."""

ISSUER: Final = "Strong Cities"
STEP_SECONDS: Final = 30
DRIFT: Final = 1
"""Steps that a clock may be ahead or behind."""

RECOVERY_CODES: Final = 10

NONE, PENDING, ON = "none", "pending", "on"


@dataclass(frozen=True, kw_only=True)
class RecoveryCode:
    """80 random bits, so that one fast hash is enough."""

    hash: str
    used_at: datetime | None = None


@dataclass(kw_only=True)
class SecondFactor(Aggregate):
    """One person's second factor; `id` is the person's. `enrolment_id` is new with every seed: proof of another counts no more."""

    kind: ClassVar[str] = "second-factors"
    state: str = NONE
    enrolment_id: str = ""
    sealed: str | None = None
    last_step: int = 0
    recovery: tuple[RecoveryCode, ...] = ()
    enrolled_at: datetime | None = None

    @property
    def proof(self) -> str | None:
        """What a session or key that came with the factor carries; None when there is no factor in force."""
        return self.enrolment_id if self.state == ON else None

    @property
    def codes_left(self) -> int:
        return sum(code.used_at is None for code in self.recovery)

    def begin(self, sealed: str) -> None:
        """A new seed, which counts once it is confirmed. Raises `Conflict` when a factor is in force."""
        if self.state == ON:
            raise Conflict("membership.second_factor_on", "there is a second factor already")
        self.state, self.enrolment_id, self.sealed, self.recovery = PENDING, new_id(), sealed, ()

    def confirm(self, code: str, seed: str, *, at: datetime) -> tuple[str, ...]:
        """In force from now on; the recovery codes in clear. Raises as `take` does, `Conflict` when nothing waits for confirmation."""
        if self.state != PENDING:
            raise no_second_factor()
        self._take_step(code, seed, at)
        self.state, self.enrolled_at = ON, at
        self.say(SecondFactorEnrolled(person_id=self.id))
        return self.renew_recovery()

    def start_in_force(self, sealed: str, *, at: datetime) -> tuple[str, ...]:
        """For an account that is made with its factor: the operator hands the seed over."""
        self.begin(sealed)
        self.state, self.enrolled_at = ON, at
        self.say(SecondFactorEnrolled(person_id=self.id))
        return self.renew_recovery()

    def take(self, code: str, seed: str, *, at: datetime) -> None:
        """Use a code up: the authenticator's or a recovery code.

        Raises `NotAllowed` `second_factor_code_wrong` or `code_already_used`.
        """
        if self.state != ON:
            raise no_second_factor()
        plain = _plain(code)
        if plain.isdigit():
            self._take_step(plain, seed, at)
        else:
            self._take_recovery(plain, at)

    def renew_recovery(self) -> tuple[str, ...]:
        codes = tuple(_new_recovery_code() for _ in range(RECOVERY_CODES))
        self.recovery = tuple(RecoveryCode(hash=digest(_plain(code))) for code in codes)
        return codes

    def remove(self) -> None:
        if self.state != ON:
            raise no_second_factor()
        self._forget()
        self.say(SecondFactorRemoved(person_id=self.id))

    def reset(self, by: str) -> None:
        """Taken away by another: `management_unit` or `operator`."""
        if self.state != ON:
            raise no_second_factor()
        self._forget()
        self.say(SecondFactorReset(person_id=self.id, by=by))

    def _forget(self) -> None:
        """`last_step` stays: a code that was used is used, whatever seed comes next."""
        self.state, self.enrolment_id, self.sealed, self.recovery, self.enrolled_at = NONE, "", None, (), None

    def _take_step(self, code: str, seed: str, at: datetime) -> None:
        step = matching_step(seed, _plain(code), at)
        if step is None:
            raise NotAllowed("membership.second_factor_code_wrong", "the code is not right")
        if step <= self.last_step:
            raise _already_used()
        self.last_step = step

    def _take_recovery(self, code: str, at: datetime) -> None:
        known = next((one for one in self.recovery if hmac.compare_digest(one.hash, digest(code))), None)
        if known is None:
            raise NotAllowed("membership.second_factor_code_wrong", "the code is not right")
        if known.used_at is not None:
            raise _already_used()
        self.recovery = tuple(replace(one, used_at=at) if one is known else one for one in self.recovery)


def new_seed() -> str:
    return pyotp.random_base32()


def provisioning_uri(seed: str, account: str) -> str:
    return pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=ISSUER)


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def matching_step(seed: str, code: str, at: datetime) -> int | None:
    """Which time step the code belongs to, of those a clock may be off by; None for none. Looks at all of them, whatever matches."""
    generator, now = pyotp.HOTP(seed), step_at(at)
    steps = range(now - DRIFT, now + DRIFT + 1)
    matching = [step for step in steps if hmac.compare_digest(generator.at(step).encode(), code.encode())]
    return matching[-1] if matching else None


def withheld(roles: Iterable[str], *, proven: bool) -> tuple[str, ...]:
    """Those of `roles` that do not count because the second factor is missing."""
    return () if proven else tuple(sorted(REQUIRED_FOR.intersection(roles)))


def standing(roles: Iterable[str], factor: SecondFactor | None, proof: str | None) -> str:
    """How somebody stands who holds `roles` and came with `proof`: `done`, `missing`, `required` or `not_required`."""
    if is_proven(factor, proof):
        return "done"
    if factor is not None and factor.state == ON:
        return "missing"
    return "required" if REQUIRED_FOR.intersection(roles) else "not_required"


def is_proven(factor: SecondFactor | None, proof: str | None) -> bool:
    return factor is not None and proof is not None and factor.proof == proof


def no_second_factor() -> Conflict:
    return Conflict("membership.no_second_factor", "there is no second factor")


def _already_used() -> NotAllowed:
    return NotAllowed("membership.code_already_used", "this code has been used", {"next_code_within": STEP_SECONDS})


def _plain(code: str) -> str:
    """As typed by people: spaces and hyphens aside, in any script's digits."""
    joined = "".join(letter for letter in unicodedata.normalize("NFKC", code) if letter.isalnum())
    if joined.isdigit():
        return "".join(str(unicodedata.digit(letter)) for letter in joined)
    return joined.upper()


def _new_recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
