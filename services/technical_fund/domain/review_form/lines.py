"""Sections and lines: how a text becomes parts, and parts a text, without losing one character of what somebody wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.technical_fund.domain.faults import Fault, fault

MARKER: Final = "== "
GUIDE: Final = "#|"
BACKSLASH: Final = "\\"
FIRST: Final = "scn-review-form 1"
LAST: Final = "end"


@dataclass(frozen=True, kw_only=True)
class Section:
    """`line` is where it begins, from 1; `text` what stands in it, guidance and outer empty lines left out."""

    name: str
    line: int
    text: str


def written(name: str, guide: Sequence[str], text: str) -> Iterator[str]:
    """One section, line by line."""
    yield f"{MARKER}{name}"
    yield from (f"{GUIDE} {line}".rstrip() for part in guide for line in part.split("\n"))
    yield from (_escaped(line) for line in text.split("\n")) if text else ("",)
    yield ""


def _escaped(line: str) -> str:
    return BACKSLASH + line if line.startswith((MARKER, MARKER.rstrip(), GUIDE, BACKSLASH)) else line


def sections(text: str) -> tuple[list[Section], list[Fault]]:
    """Sections in their order. A byte order mark, and line ends of any system, are taken for what they are."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Section] = []
    faults: list[Fault] = []
    name: str | None = None
    begun, body = 0, list[str]()
    for number, line in enumerate(lines, 1):
        if line.startswith(MARKER):
            found += [_section(name, begun, body)] if name is not None else []
            name, begun, body = line.removeprefix(MARKER).strip(), number, []
        elif line.startswith(GUIDE):
            continue
        elif name in (None, LAST) and line.strip():
            faults.append(at(number, "technical_fund.form_outside", "is outside every section"))
        else:
            body.append(line.removeprefix(BACKSLASH) if line.startswith(BACKSLASH) else line)
    return ([*found, _section(name, begun, body)] if name is not None else found), faults


def _section(name: str | None, begun: int, body: Sequence[str]) -> Section:
    assert name is not None
    return Section(name=name, line=begun, text="\n".join(body).strip())


def at(line: int, code: str, message: str) -> Fault:
    """A fault of the text: the last step of its pointer is the number of the line."""
    return fault(f"/text/{line}", code, message)
