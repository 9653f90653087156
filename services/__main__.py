"""Runs a process of the platform.

    python -m services membership [--role serve|background|migrate [--dry-run]]
    python -m services declare [NAME…]
    python -m services dead-letters NAME list|show|replay|discard [ID…|--all]
    python -m services gateway

Only `serve` lives with greenlets. They patch the standard library, which must happen before any other import: the role is read first.
"""

import sys

OTHERS = ("declare", "dead-letters", "gateway", "-h", "--help")


def role_of(arguments: list[str]) -> str:
    """What the command line asks for, without importing a parser."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--role="):
            return argument.partition("=")[2]
        if argument == "--role" and place + 1 < len(arguments):
            return arguments[place + 1]
    return "serve"


def main(arguments: list[str]) -> int:
    sys.modules["rich"] = None  # type: ignore[assignment] # structlog would take 8 MB of it along into every process
    first = arguments[0] if arguments else ""
    if first and first not in OTHERS and role_of(arguments) == "serve":
        from chassis.greenlets import patch

        patch()
    from chassis.commands import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
