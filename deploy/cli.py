"""The parts of `scn` that look after a running platform: administrators, and the events that could not be delivered."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from contracts.errors import Invalid, Refusal

admin = typer.Typer(no_args_is_help=True, help="People with the management unit's role.")
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
    from deploy.operator_calls import OperatorAway
    from deploy.operator_calls import create_administrator as create
    from deploy.settings import Settings

    try:
        person = create(name=name, email=email, password=password, language=language, data_dir=data_dir or Settings.read().data_dir)
    except Invalid as refused:
        for error in refused.details.get("errors", []):
            _console.print(f"{error['pointer']}: {error['message']}", markup=False, highlight=False)
        raise typer.Exit(1) from None
    except (Refusal, OperatorAway) as refused:
        _console.print(str(refused), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    typer.echo(f"{person['email']} has the management unit's role (person {person['id']})")
