"""What is wrong with one field of what somebody wrote. Rules collect faults, so that whoever wrote hears of all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contracts.declare import load
from contracts.errors import Invalid

Fault = dict[str, str]


def fault(pointer: str, code: str, message: str) -> Fault:
    return {"pointer": pointer, "code": code, "message": message}


def refuse(faults: Sequence[Fault], code: str = "invalid") -> None:
    """Raises `Invalid` naming every fault, if there is one."""
    if faults:
        raise Invalid.fields(faults, code)


def shape_faults(message: type, value: Any, pointer: str) -> list[Fault]:
    """What keeps `value` from being a `message`, each at its place under `pointer`."""
    try:
        load(message, value)
    except Invalid as wrong:
        found = wrong.details.get("errors") or [fault("", wrong.code, wrong.message)]
        return [{**each, "pointer": pointer + each["pointer"]} for each in found]
    return []


def source_faults(pointer: str, source_lang: str | None, texts: Iterable[tuple[str, Mapping[str, str] | None]]) -> Iterator[Fault]:
    """What has been written in a language is there in it. `texts` come with their own pointers; one that is not there does not count."""
    if source_lang is None:
        yield fault(f"{pointer}/source_lang", "required", "is missing")
        return
    for place, text in texts:
        if text is not None and source_lang not in text:
            yield fault(pointer + place, "technical_fund.source_not_there", f"is not there in {source_lang}")


def repeats(codes: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """A fault for every (pointer, code) whose code was there before."""
    seen: set[str] = set()
    for pointer, code in codes:
        if code in seen:
            yield fault(pointer, "technical_fund.repeated_code", "is used twice")
        seen.add(code)
