"""The command line of `python -m services`: finds the service, checks its settings, starts the role."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from chassis.card import NoSuchService, card_of, service_names, wiring_of
from chassis.observe import configure_logging
from chassis.parts import Parts
from chassis.settings import EXIT_MISCONFIGURED, Misconfigured, read


def run(arguments: list[str]) -> int:
    """Returns the exit code; whatever a person can mend is one sentence on standard error and 78."""
    try:
        return _command(arguments)
    except (Misconfigured, NoSuchService) as wrong:
        print(f"services: {wrong}", file=sys.stderr)  # noqa: T201 - the person at the terminal
        return EXIT_MISCONFIGURED


def _command(arguments: list[str]) -> int:
    commands: dict[str, Callable[[list[str]], int]] = {"declare": declare, "gateway": gateway, "dead-letters": dead_letters}
    if arguments and arguments[0] in commands:
        return commands[arguments[0]](arguments[1:])
    return service(arguments)


def service(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m services", description="Run one process of one service.")
    parser.add_argument("name", help=f"one of {', '.join(service_names()) or 'the services'}, or a package with a card")
    parser.add_argument("--role", choices=("serve", "background", "migrate"), default="serve")
    parser.add_argument("--dry-run", action="store_true", help="migrate: say what would be done")
    asked = parser.parse_args(arguments)
    wiring = wiring_of(asked.name)
    settings = read(wiring.card.name)
    for need in wiring.needs if asked.role != "migrate" else ():
        need(settings)
    configure_logging(settings.log_format, settings.log_level, service=wiring.card.name, role=asked.role)
    return _role(asked.role, Parts(settings, wiring), dry_run=asked.dry_run)


def _role(role: str, parts: Parts, *, dry_run: bool) -> int:
    from chassis.migrate import migrate, refuse_newer_store

    if role == "migrate":
        return migrate(parts, dry_run=dry_run)
    if code := refuse_newer_store(parts):
        return code
    if role == "background":
        from chassis.background import work

        return work(parts)
    from chassis.runner import serve

    return serve(parts)


def declare(arguments: list[str]) -> int:
    """Make every exchange and queue. Wants an administrator's address in SCN_AMQP_URI."""
    from chassis.topology import together, topology

    settings = read("declare")
    topologies = [topology(card_of(name), settings.retry_tiers) for name in arguments or service_names()]
    together(topologies).declare(settings.amqp_uri)
    for one in topologies:
        one.declare(settings.amqp_uri)
    print(f"declared: {', '.join(arguments or service_names())}")  # noqa: T201
    return 0


def dead_letters(arguments: list[str]) -> int:
    from chassis.dead_letters import command

    return command(arguments)


def gateway(_arguments: list[str]) -> NoReturn:
    """Becomes gunicorn, so that the process asked to stop is the one that serves."""
    program = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "services.gateway.asgi:app"]
    os.execv(sys.executable, program)  # noqa: S606 - a list, no shell
