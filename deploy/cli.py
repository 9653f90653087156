"""The parts of `scn` that look after a running platform: administrators, and the events that could not be delivered."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from contracts.errors import Invalid, Refusal

admin = typer.Typer(no_args_is_help=True, help="People with the management unit's role.")
events = typer.Typer(no_args_is_help=True, help="What the services say to each other, and what got stuck.")
_console = Console(stderr=True)

Folder = Annotated[Path | None, typer.Option(help="The platform's data folder; SCN_DATA_DIR or .data when left out.")]


@admin.command("create")
def create_administrator(
    email: Annotated[str, typer.Option(prompt=True, help="The address to sign in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="The person's name.")],
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Twelve characters or more.")],
    language: Annotated[str, typer.Option(help="The language we write in.")] = "en",
    data_dir: Folder = None,
) -> None:
    """Make the first account of the management unit; the others are given the role over HTTP."""
    from deploy.local import NotHere
    from deploy.operator_calls import create_administrator as create
    from deploy.settings import Settings

    try:
        made = create(name=name, email=email, password=password, language=language, data_dir=data_dir or Settings.read().data_dir)
    except Invalid as refused:
        for error in refused.details.get("errors", []):
            _console.print(f"{error['pointer']}: {error['message']}", markup=False, highlight=False)
        raise typer.Exit(1) from None
    except (Refusal, NotHere) as refused:
        _console.print(str(refused), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    person = made["person"]
    typer.echo(f"{person['email']} has the management unit's role (person {person['id']})")
    typer.echo("For the authenticator, shown this once:")
    typer.echo(f"  seed            {made['secret']}")
    typer.echo(f"  address         {made['uri']}")
    typer.echo(f"  recovery codes  {' '.join(made['recovery_codes'])}")


@admin.command("reset-second-factor")
def reset_second_factor(
    email: Annotated[str, typer.Option(prompt=True, help="The address the person signs in with.")], data_dir: Folder = None
) -> None:
    """Take away the second factor of somebody who has lost it and whom nobody else can help. Every session of theirs ends."""
    from deploy.local import NotHere
    from deploy.operator_calls import reset_second_factor as reset
    from deploy.settings import Settings

    try:
        person = reset(email=email, data_dir=data_dir or Settings.read().data_dir)
    except (Refusal, NotHere) as refused:
        _console.print(str(refused), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    typer.echo(f"{person['email']} signs in with the password alone and enrols a new second factor")


@events.command()
def status(data_dir: Folder = None) -> None:
    """What waits where; ends with 1 when something needs a person: dead letters, or a queue that nobody reads."""
    from deploy.local import NotHere
    from deploy.settings import Settings
    from deploy.waiting import waiting

    try:
        places = list(waiting(data_dir or Settings.read().data_dir))
    except (NotHere, OSError) as failure:
        said = str(failure) if isinstance(failure, NotHere) else f"the broker does not answer: {failure}"
        _console.print(said, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    width = max(len(place.place) for place in places)
    for place in places:
        listeners = "" if place.listeners is None else f"  listeners {place.listeners}"
        typer.echo(f"{place.place:<{width}}  {place.messages:>7}{listeners}{'   <- look at this' if place.worrying else ''}")
    raise typer.Exit(int(any(place.worrying for place in places)))


@events.command("dead-letters", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def dead_letters(
    context: typer.Context, service: str, action: Annotated[str, typer.Argument(help="list, show, replay or discard")]
) -> None:
    """Look at a service's dead letters, send them again (ID … or --all), or let them go (--reason). --queue rpc: those of requests."""
    from deploy.local import NotHere, service_environment
    from deploy.settings import ROOT, Settings

    try:
        environment = service_environment(service, Settings.read().data_dir)
    except NotHere as failure:
        _console.print(str(failure), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    command = [sys.executable, "-m", "services", "dead-letters", service, action, *context.args]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
