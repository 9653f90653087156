"""Adding up: an envelope's balances again from nothing but what was said of its entries."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.technical_fund.domain.amounts import NOTHING, Amount
from services.technical_fund.domain.ledger.entries import ACCOUNTS, ENDOWMENT, GENESIS, HELD, entry_hash


@dataclass(kw_only=True)
class Books:
    """What entries add up to. `broken_at` is the first `seq` that does not follow from the one before it; nothing after it is added."""

    balances: dict[str, Amount] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, NOTHING))
    holdings: dict[str, dict[str, Amount]] = field(default_factory=dict)
    seq: int = 0
    head: str = GENESIS
    broken_at: int | None = None

    def add(self, facts: Mapping[str, Any], hash: str) -> None:
        """The next entry, as its facts are named in `LedgerEntryPosted`, with `posted_at` as text."""
        if self.broken_at is not None:
            return
        if facts["seq"] != self.seq + 1 or entry_hash(self.head, facts) != hash:
            self.broken_at = self.seq + 1
            return
        amount = Amount(minor=facts["minor"], half_days=facts["half_days"])
        self._move(facts["from_account"], NOTHING.minus(amount), facts["application_id"])
        self._move(facts["to_account"], amount, facts["application_id"])
        self.seq, self.head = facts["seq"], hash

    def _move(self, account: str, amount: Amount, application_id: str | None) -> None:
        added = NOTHING.minus(amount) if account == ENDOWMENT else amount
        self.balances[account] = self.balances[account].plus(added)
        if account in HELD and application_id is not None:
            held = self.holdings.setdefault(application_id, {})
            held[account] = held.get(account, NOTHING).plus(amount)

    def digest(self) -> str:
        """SHA-256 over balances, what each application holds, and the end of the chain."""
        return digest(self.balances, self.holdings, self.seq, self.head)


def digest(balances: Mapping[str, Amount], holdings: Mapping[str, Mapping[str, Amount]], seq: int, head: str) -> str:
    """Accounts that hold nothing, and applications that hold nothing, are the same as none."""
    held = {id: lines for id, accounts in holdings.items() if (lines := _lines(accounts))}
    about = {"balances": _lines(balances), "holdings": held, "seq": seq, "head": head}
    return hashlib.sha256(json.dumps(about, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _lines(accounts: Mapping[str, Amount]) -> dict[str, list[int]]:
    return {account: [amount.minor, amount.half_days] for account, amount in accounts.items() if amount}


def add_up(entries: Iterable[tuple[Mapping[str, Any], str]]) -> Books:
    """Books of entries in the order of `seq`, each given as facts and hash."""
    books = Books()
    for facts, hash in entries:
        books.add(facts, hash)
    return books
