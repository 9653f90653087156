"""What is wrong with one field of what somebody wrote. Rules collect faults, so that whoever wrote hears of all of them at once."""

from collections.abc import Iterable, Iterator, Mapping

Fault = dict[str, str]


def fault(pointer: str, code: str, message: str) -> Fault:
    return {"pointer": pointer, "code": code, "message": message}


def source_faults(pointer: str, source_lang: str | None, texts: Iterable[Mapping[str, str] | None]) -> Iterator[Fault]:
    """What has been written in a language is there in it. Texts that are not there at all do not count."""
    if source_lang is not None and not all(source_lang in text for text in [*texts] if text is not None):
        yield fault(f"{pointer}/source_lang", "membership.source_not_there", "is a language in which the text is not there")
