"""`scn` and `python -m deploy`: every command of the house."""

import sys
from pathlib import Path

import typer

from deploy import cli

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="House-keeping of the platform.")


@app.command()
def up() -> None:
    """Run the whole platform here until Ctrl-C."""
    from deploy.up import up as run

    sys.exit(run())


@app.command()
def down() -> None:
    """End the platform that another terminal runs in SCN_DATA_DIR."""
    from deploy.up import down as run

    sys.exit(run())


@app.command()
def check() -> None:
    """Style, types and who imports whom, side by side."""
    from deploy.checks import check as run

    sys.exit(run())


@app.command()
def test() -> None:
    """Every test, group after group."""
    from deploy.testing import test as run

    sys.exit(run())


@app.command()
def prove() -> None:
    """The tests that take minutes."""
    from deploy.testing import prove as run

    sys.exit(run())


@app.command("test-parts")
def test_parts() -> None:
    """A throwaway broker and store, held until Ctrl-C; prints their addresses."""
    from deploy.testing import hold_parts

    sys.exit(hold_parts())


@app.command()
def bench() -> None:
    """The measured comparisons."""
    from deploy.testing import bench as run

    sys.exit(run())


@app.command()
def docs() -> None:
    """Write the reference pages from the code."""
    from deploy.testing import docs as run

    sys.exit(run())


@app.command()
def lock(upgrade: bool = False) -> None:
    """Write the lock files; --upgrade takes the newest versions the .in files allow."""
    from deploy.lock import lock as run

    run(upgrade=upgrade)


@app.command()
def seed(base_url: str = "http://localhost:8000", data_dir: Path | None = None, cities: int | None = None) -> None:
    """Load the demonstration data through the running platform's own doors."""
    from deploy.seed import main as run
    from deploy.settings import Settings

    sys.exit(run(base_url, data_dir or Settings.read().data_dir, cities=cities))


@app.command()
def code(account: str, data_dir: Path | None = None) -> None:
    """A code of the second factor for an account of the demonstration, such as management-unit; each is given out once."""
    from deploy.demo.accounts import Accounts
    from deploy.settings import Settings

    known, key = Accounts(data_dir or Settings.read().data_dir), account.replace("_", "-")
    found = known.code(key, lambda said: print(said, file=sys.stderr)) if key in {one.key for one in known} else None
    if found is None:
        sys.exit(f"no account {key} with a second factor is known here; the platform's own data folder is SCN_DATA_DIR")
    print(found)


@app.command()
def rebuild(service: str, data_dir: Path | None = None) -> None:
    """Build a SERVICE's facts anew from what its neighbours have ever said (explore); what is there is used until that is done."""
    from contracts.errors import Refusal
    from deploy.local import NotHere
    from deploy.rebuild import REBUILDS
    from deploy.rebuild import rebuild as run
    from deploy.settings import Settings

    if service not in REBUILDS:
        sys.exit(f"{service} keeps nothing that could be rebuilt; these do: {', '.join(REBUILDS)}")
    try:
        sys.exit(run(service, data_dir or Settings.read().data_dir))
    except (Refusal, NotHere) as failure:
        sys.exit(str(failure))


@app.command()
def definitions(out: Path) -> None:
    """Write RabbitMQ definitions for a deployment; passwords from SCN_BROKER_PASSWORD_<USER>."""
    from deploy.definitions_file import write

    sys.exit(write(out))


@app.command()
def listener(name: str, events: list[str]) -> None:
    """Let somebody outside hear EVENTS (membership.city_admitted.v1 …): makes a queue and a user, prints the address."""
    from deploy.listener import listener as run
    from deploy.process import CannotStart

    try:
        print(f"queue {name}.events\n{run(name, events)}")
    except CannotStart as failure:
        sys.exit(failure.explain())


@app.command()
def prepare(folder: Path) -> None:
    """For compose: write every container's own ways in below FOLDER."""
    from deploy.compose import prepare as run

    sys.exit(run(folder))


@app.command()
def setup() -> None:
    """For a deployment: users of the store, exchanges and queues, indexes and migrations; may be run again."""
    from deploy.compose import setup as run

    sys.exit(run())


app.add_typer(cli.admin, name="admin")
app.add_typer(cli.events, name="events")


def main() -> None:
    app()


if __name__ == "__main__":
    main()
