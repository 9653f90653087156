"""Who is in the demonstration: accounts, keys, roles."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from deploy.demo.accounts import ADMINISTRATOR, DESK, REVIEWERS, SECOND_PERSON, Account, Accounts
from deploy.demo.doors import Caller, Doors, Refused

Tell = Callable[[str], None]
Role = tuple[str, str, str | None, bool]
"""Account, role, what over, and whether as a deputy."""
PATIENCE: Final = 30.0
WITH_SECOND_FACTOR: Final = frozenset({ADMINISTRATOR, SECOND_PERSON, *REVIEWERS})
"""Whose roles count only with a second factor."""
FOUNDATION: Final = {
    "kind": "donor",
    "names": {"en": "Demonstration Foundation", "fr": "Fondation de démonstration"},
    "visibility": "public",
}
"""Partners and donors hold their role over an agreement with it."""


class People:
    def __init__(self, doors: Doors, accounts: Accounts, create_administrator: Callable[[Account], None], tell: Tell) -> None:
        self._doors, self._accounts, self._create_administrator, self._tell = doors, accounts, create_administrator, tell
        self._callers: dict[str, Caller] = {}

    def administrator(self) -> Caller:
        """The management unit's account: made by the operator on the first day, the only one that is."""
        account = self._accounts[ADMINISTRATOR]
        if account.key not in self._callers and not self._known(account):
            try:
                self._open_key(account)
            except Refused as refused:
                if refused.status not in (401, 403):
                    raise
                self._create_administrator(account)
                self._accounts.save()
                self._open_key(account)
        return self._callers[account.key]

    def caller(self, key: str) -> Caller:
        """Somebody who has an account already."""
        account = self._accounts[key]
        if key not in self._callers and not self._known(account):
            self._open_key(account)
        return self._callers[key]

    def register_all(self) -> None:
        """An account for everybody who has none."""
        administrator = self.administrator()
        fresh = [account for account in self._accounts if account.person_id is None and not self._find(administrator, account)]
        for account in fresh:
            person = {"name": account.name, "email": account.email, "password": account.password, "language": "en"}
            self._doors.anyone().post("/v1/people", person, key=f"register {self._accounts.seed}")
        for account in fresh:
            self._await(administrator, account)
        self._accounts.save()

    def give_roles(self, hubs: list[dict[str, Any]], city_id: str) -> None:
        """Every role of the network to somebody; whoever holds one already keeps it."""
        agreement_id = self._agreement()
        wanted: list[Role] = [
            ("hub-officer", "hub_officer", hubs[0]["id"], False),
            ("second-hub-officer", "hub_officer", hubs[1]["id"], False),
            ("mayors-office", "mayors_office", city_id, False),
            (SECOND_PERSON, "management_unit", None, False),
            *((reviewer, "reviewer", None, False) for reviewer in REVIEWERS),
            ("partner", "partner", agreement_id, False),
            ("donor", "donor", agreement_id, False),
        ]
        self.give(wanted)
        for key in sorted(WITH_SECOND_FACTOR):
            self.caller(key)  # enrols the second factor, without which the role would not count

    def _agreement(self) -> str:
        """One that is not over: the first there is, or a new one."""
        administrator = self.administrator()
        for agreement in administrator.every("/v1/agreements"):
            if agreement["state"] not in ("expired", "ended"):
                return str(agreement["id"])
        organisation = administrator.post("/v1/organisations", FOUNDATION, key=f"foundation {self._accounts.seed}")
        agreed = {"type": "funding", "organisation_ids": [organisation["id"]], "scope": {"en": "A demonstration of how funds are given."}}
        agreement = administrator.post("/v1/agreements", {"agreement": agreed}, key=f"agreement {self._accounts.seed}")
        return str(agreement["id"])

    def open_desk(self, hubs: list[dict[str, Any]]) -> None:
        """One account that may act for every hub, so that the demonstration's applications are looked at by somebody."""
        self.give([(DESK, "hub_officer", hub["id"], False) for hub in hubs])

    def give(self, wanted: list[Role]) -> None:
        """Each role that is not held yet."""
        administrator = self.administrator()
        for key in dict.fromkeys(key for key, *_ in wanted):
            person_id = self._accounts[key].person_id
            held = {(grant["role"], grant["scope_id"]) for grant in administrator.every("/v1/grants", person_id=person_id, active="true")}
            for _, role, scope_id, deputy in (row for row in wanted if row[0] == key and row[1:3] not in held):
                grant = {"person_id": person_id, "role": role, "deputy": deputy} | ({"scope_id": scope_id} if scope_id else {})
                administrator.post("/v1/grants", grant, key=f"grant {self._accounts.seed}")

    def _known(self, account: Account) -> bool:
        """Whether the key kept from an earlier run still opens doors."""
        if account.token is None:
            return False
        caller = self._doors.with_key(account.token)
        try:
            me = caller.get("/v1/me")
        except Refused as refused:
            if refused.status != 401:
                raise
            account.token = None
            return False
        self._remember(account, me)
        if _lacks_second_factor(account, me):
            return False
        self._callers[account.key] = caller
        return True

    def _open_key(self, account: Account) -> None:
        session = self._doors.with_session(account.email, account.password, self._accounts.code(account.key, self._tell))
        me = session.get("/v1/me")
        self._remember(account, me)
        if _lacks_second_factor(account, me):
            self._enrol(account, session)
        made = session.post("/v1/api-keys", {"name": "Demonstration data", "scopes": ["read", "write"], "days": 30})
        account.token = made["token"]
        self._callers[account.key] = self._doors.with_key(made["token"])
        self._accounts.save()

    def _enrol(self, account: Account, session: Caller) -> None:
        """Kept before it is confirmed: whatever is interrupted, the seed that counts is known."""
        account.authenticator = str(session.post("/v1/me/second-factor", {})["secret"])
        self._accounts.save()
        session.post("/v1/me/second-factor/confirmations", {"code": self._accounts.code(account.key, self._tell)})

    def _find(self, administrator: Caller, account: Account) -> bool:
        for person in administrator.get("/v1/people", email=account.email)["items"]:
            self._remember(account, person)
            return True
        return False

    def _await(self, administrator: Caller, account: Account) -> None:
        until = time.monotonic() + PATIENCE
        while not self._find(administrator, account):
            if time.monotonic() > until:
                raise TimeoutError(f"{account.email} was registered, but there is still no such account after {PATIENCE:.0f} s")
            time.sleep(0.2)

    @staticmethod
    def _remember(account: Account, person: Mapping[str, Any]) -> None:
        account.person_id = person["id"]


def _lacks_second_factor(account: Account, me: Mapping[str, Any]) -> bool:
    return account.key in WITH_SECOND_FACTOR and me["second_factor"] != "done"
