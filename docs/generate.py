"""Writes docs/reference from the code: `make docs`. A test compares, so what is printed there is what the code does."""

import ast
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import typer.main

from contracts import catalogue
from contracts.declare import EventDeclaration, RequestDeclaration, json_schema

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
NOTE: Final = "<!-- Written by `make docs` from {source}. Change that, not this page. -->\n\n"
READERS: Final = ("chassis", "services", "deploy")
"""Where settings are read."""


class Unexplained(Exception):
    """The code and docs/settings.toml do not know the same settings."""


def _index() -> str:
    rows = (
        ("operations.md", "what can be done over HTTP"),
        ("events.md", "what the services publish"),
        ("requests.md", "what services can be asked over the broker"),
        ("refusals.md", "every code a problem document can carry"),
        ("settings.md", "every environment variable"),
        ("commands.md", "every word of the `scn` command line"),
        ("fund-workflow.md", "the standard process of the Technical Support Fund, and what every process must keep"),
    )
    return NOTE.format(source="docs/generate.py") + "# Reference\n\n" + "".join(f"- [{name}]({name}): {about}\n" for name, about in rows)


# ---------------------------------------------------------------- events and requests


def events() -> str:
    said = catalogue.events()
    text = NOTE.format(source="contracts/") + "# Events\n\n"
    text += "How they travel and what is promised: [architecture](../architecture.md#events).\n"
    text += "How to listen: [subscribe](../guides/subscribe/README.md).\n"
    text += "The gateway serves the same list as AsyncAPI at `/asyncapi.json`, and each JSON Schema at `/schemas/<type>.json`.\n\n"
    text += "| type | subject | what happened |\n|---|---|---|\n"
    text += "".join(f"| [`{one.type}`](#{_anchor(one.type)}) | `{one.subject}` | {_first(one.summary)} |\n" for one in said)
    return text + "".join(_event(one) for one in said)


def _event(said: EventDeclaration) -> str:
    where = f"Exchange `{said.publisher}.events`, routing key `{said.name}`, `ce-subject` `{said.subject}`."
    return f"\n## {said.type}\n\n{said.summary}\n\n{where}\n\n" + _fields(said.message) + _sample(said)


def requests() -> str:
    asked = catalogue.requests()
    text = NOTE.format(source="contracts/") + "# Requests between services\n\n"
    text += "nameko's RPC protocol: exchange `nameko-rpc`, routing key as below (`*` is the name of any service),\n"
    text += 'body `{"args": [], "kwargs": {…}}`.\n'
    text += "Over HTTP the same requests have [addresses of their own](operations.md).\n\n"
    text += "| request | kind | who may ask | answer | seconds |\n|---|---|---|---|---|\n"
    for one in asked:
        who = ", ".join(f"`{role}`" for role in sorted(one.may))
        text += f"| [`{one.wire_name()}`](#{_anchor(one.wire_name())}) | {one.kind} | {who} | `{one.answer.__name__}` | {one.seconds:g} |\n"
    return text + "".join(f"\n## {one.wire_name()}\n\n{one.summary}\n\n{_fields(one.message)}{_sample(one)}" for one in asked)


def _fields(message: type) -> str:
    properties = json_schema(message)
    required = set(properties.get("required", ()))
    rows = properties.get("properties", {})
    if not rows:
        return "It holds nothing.\n"
    text = "| field | type | |\n|---|---|---|\n"
    for name, described in rows.items():
        notes = [] if name in required else ["may be left out"]
        notes += [described["description"]] if "description" in described else []
        text += f"| `{name}` | {_kind(described)} | {'; '.join(notes)} |\n"
    return text


def _kind(described: dict[str, Any]) -> str:
    if "anyOf" in described:
        return " or ".join(_kind(option) for option in described["anyOf"])
    if "$ref" in described:
        return f"`{described['$ref'].rpartition('/')[2]}`"
    kinds = described.get("type", "any JSON")
    kind = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in described:
        kind = kind.replace("array", f"list of {_kind(described['items'])}")
    if "enum" in described:
        kind = ", ".join(f"`{json.dumps(option)}`" for option in described["enum"])
    limits = {
        "minLength": "at least {} long",
        "maxLength": "at most {} long",
        "minimum": "≥ {}",
        "maximum": "≤ {}",
        "maxItems": "at most {}",
    }
    more = [described["format"]] if "format" in described else []
    more += [
        words.format(f"{described[key]:g}" if described[key] < 10**9 else f"{described[key]}")
        for key, words in limits.items()
        if key in described
    ]
    return kind + (f" ({', '.join(more)})" if more else "")


def _sample(declared: EventDeclaration | RequestDeclaration) -> str:
    file = catalogue.sample_file(declared)
    return f"\n```json\n{file.read_text(encoding='utf-8').strip()}\n```\n" if file.exists() else ""


# ---------------------------------------------------------------- HTTP


def operations() -> str:
    from services.gateway.routes import OPERATIONS

    text = NOTE.format(source="services/gateway/routes/") + "# Operations over HTTP\n\n"
    text += "The gateway shows the same with every field at `/docs`, and as OpenAPI 3.1 at `/openapi.json`.\n"
    for tag in dict.fromkeys(operation.tag for operation in OPERATIONS):
        text += f"\n## {tag}\n\n| operation | address | who may | notes |\n|---|---|---|---|\n"
        for one in (operation for operation in OPERATIONS if operation.tag == tag):
            who = ", ".join(f"`{role}`" for role in sorted(one.may))
            text += f"| `{one.name}`: {_first(one.declaration.summary)} | `{one.method} {one.path}` | {who} | {_notes(one)} |\n"
    return text


def _notes(operation: Any) -> str:
    notes = [f"answers {operation.status}"] if operation.status != 200 else []
    notes += ["needs `If-Match`"] if operation.needs_version else []
    notes += ["`ETag`"] if operation.versioned else []
    notes += ["`Idempotency-Key`"] if operation.takes_key else []
    notes += ["also CSV"] if operation.csv else []
    return ", ".join(notes)


def refusals() -> str:
    from services.gateway.languages import catalogue as said

    codes = {code: text for code, text in said("en").items() if code and not code.startswith(("title.", "field."))}
    text = NOTE.format(source="services/gateway/locale/en") + "# Refusals\n\n"
    text += "A problem document (RFC 9457) carries one of these in `code`; `detail` says it in the reader's language.\n"
    text += "Each has a page at `/problems/<code>`.\n\n"
    text += "| code | in English |\n|---|---|\n" + "".join(f"| `{code}` | {_cell(codes[code])} |\n" for code in sorted(codes))
    fields = {code.removeprefix("field."): text for code, text in said("en").items() if code.startswith("field.")}
    text += "\n## Of single fields\n\nThe entries of `errors` carry one of these.\n\n| code | in English |\n|---|---|\n"
    return text + "".join(f"| `{code}` | {_cell(fields[code])} |\n" for code in sorted(fields))


# ---------------------------------------------------------------- settings


def settings() -> str:
    words = tomllib.loads((ROOT / "docs" / "settings.toml").read_text(encoding="utf-8"))
    told = {name: about for group in words.values() for name, about in group.items()}
    read = dict(settings_read())
    if missing := sorted(set(read) - set(told)):
        raise Unexplained(f"docs/settings.toml does not explain: {', '.join(missing)}")
    if gone := sorted(name for name in set(told) - set(read) if "<" not in name):
        raise Unexplained(f"docs/settings.toml explains what nobody reads: {', '.join(gone)}")
    text = NOTE.format(source="the code that reads them, explained in docs/settings.toml") + "# Settings\n\n"
    text += "Everything comes from the environment. "
    text += "A setting that makes no sense ends the process at its start with a sentence and exit code 78.\n"
    for group, names in words.items():
        text += f"\n## {group}\n\n| variable | default | meaning |\n|---|---|---|\n"
        text += "".join(f"| `{name}` | {_default(read.get(name))} | {about} |\n" for name, about in names.items())
    return text


def settings_read() -> Iterator[tuple[str, str | None]]:
    """Every environment variable our code reads, with its default where the code says one."""
    found: dict[str, str | None] = {}
    for folder in READERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call | ast.Subscript) and (name := _variable(node)):
                    found[name] = found.get(name) or _written_default(node)
    yield from sorted(found.items())


def _variable(node: ast.Call | ast.Subscript) -> str | None:
    """The variable a piece of code reads: `env.int("X")`, `_seconds(env, "X")`, `environment.get("X")`, `os.environ["X"]`."""
    if isinstance(node, ast.Subscript):
        return _plain_name(node.value, node.slice) if isinstance(node.ctx, ast.Load) else None
    if isinstance(node.func, ast.Attribute) and node.args:
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "env":
            return f"SCN_{_text(node.args[0])}" if _text(node.args[0]) else None
        return _plain_name(node.func.value, node.args[0]) if node.func.attr == "get" else None
    if isinstance(node.func, ast.Name) and len(node.args) > 1 and isinstance(node.args[0], ast.Name) and node.args[0].id == "env":
        return f"SCN_{_text(node.args[1])}" if _text(node.args[1]) else None
    if isinstance(node.func, ast.Name) and node.func.id == "_tiers":
        return None
    return None


def _plain_name(holder: ast.expr, name: ast.expr) -> str | None:
    said = ast.unparse(holder)
    text = _text(name)
    ours = text is not None and text.isupper() and text.startswith(("SCN_", "AMQP_", "MONGODB_", "SMTP_"))
    return text if ours and said.endswith(("environ", "environment")) else None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _written_default(node: ast.Call | ast.Subscript) -> str | None:
    if isinstance(node, ast.Subscript):
        return None
    direct = isinstance(node.func, ast.Attribute)
    place = 1 if direct else 2
    candidates = [argument for argument in node.args[place:] if isinstance(argument, ast.Constant | ast.List)]
    if not direct and _helper(node) == "_uri":
        candidates = [argument for argument in node.args[4:] if isinstance(argument, ast.Constant)]
    return ast.unparse(candidates[0]) if candidates else None


def _helper(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _default(written: str | None) -> str:
    if written in (None, "None", "''"):
        return ""
    value = ast.literal_eval(str(written))
    return "`" + (",".join(f"{item:g}" for item in value) if isinstance(value, list) else str(value)) + "`" if value != [] else ""


# ---------------------------------------------------------------- commands


def commands() -> str:
    from deploy.__main__ import app

    text = NOTE.format(source="deploy/__main__.py and deploy/cli.py") + "# The command line\n\n`scn` where the distribution is installed, "
    text += "`.venv/bin/python -m deploy` in a checkout. `make` alone lists the words that need no memory.\n\n| command | |\n|---|---|\n"
    rows = sorted(_commands(typer.main.get_command(app), "scn"))
    return text + "".join(f"| `{name}` | {_cell(about)} |\n" for name, about in rows)


def _commands(command: Any, path: str) -> Iterator[tuple[str, str]]:
    children = getattr(command, "commands", None)
    if children is None:
        options = " ".join(
            f"[{parameter.opts[0]}]" if parameter.opts[0].startswith("-") else parameter.name.upper() for parameter in command.params
        )
        yield f"{path} {options}".strip(), _first(command.help or "")
        return
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}")


# ---------------------------------------------------------------- small things


def _anchor(title: str) -> str:
    """The address GitHub and others give a heading."""
    return "".join(character for character in title.lower() if character.isalnum() or character in "_-")


def _first(summary: str) -> str:
    return _cell(summary.split("\n\n")[0].replace("\n", " "))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


# ---------------------------------------------------------------- the Fund's process


def fund_workflow() -> str:
    from services.technical_fund.domain.eligibility import FACTS
    from services.technical_fund.domain.proof.table import STEP
    from services.technical_fund.domain.showing.diagram import diagram, table
    from services.technical_fund.domain.standard_workflow import CONTENT

    text = NOTE.format(source="services/technical_fund/domain/standard_workflow.py") + "# The Fund's standard process\n\n"
    text += "Version 1 of the workflow `standard`. How to publish one's own: [calls](../guides/fund-calls.md#workflows).\n\n"
    text += f"```mermaid\n{diagram(CONTENT)}\n```\n\n## States\n\n| state | kind | name |\n|---|---|---|\n"
    text += "".join(f"| `{state.code}` | {state.kind} | {(state.names or {})['en']} |\n" for state in CONTENT.states)
    text += "\n## Transitions\n\n| step | from | to | who |\n|---|---|---|---|\n"
    text += "".join(f"| `{step}` | {sources} | {target} | {who} |\n" for step, sources, target, who in table(CONTENT))
    text += "\n## What every process must keep\n\nSteps a workflow may name, where each begins and ends, and who may be let take it.\n\n"
    text += "| step | from a state of kind | to one of kind | who at most | needed |\n|---|---|---|---|---|\n"
    for name, step in STEP.items():
        who, needed = ", ".join(sorted(step.parts)), "yes" if step.needed else ""
        text += f"| `{name}` | {step.source} | {step.target} | {who} | {needed} |\n"
    text += "\n## Facts that eligibility rules may ask about\n\n| fact | operators |\n|---|---|\n"
    return text + "".join(f"| `{fact}` | {', '.join(f'`{op}`' for op in rule.ops)} |\n" for fact, rule in FACTS.items())


PAGES: Final[dict[str, Callable[[], str]]] = {
    "README.md": _index,
    "events.md": events,
    "requests.md": requests,
    "operations.md": operations,
    "refusals.md": refusals,
    "settings.md": settings,
    "commands.md": commands,
    "fund-workflow.md": fund_workflow,
}
"""Every reference page by file name."""


def main() -> int:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    written = {name: write() for name, write in PAGES.items()}
    for name, text in written.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    for stray in set(REFERENCE.glob("*.md")) - {REFERENCE / name for name in written}:
        stray.unlink()
    sys.stdout.write(f"{len(written)} pages in {REFERENCE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
