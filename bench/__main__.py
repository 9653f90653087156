"""`python -m bench [rpc | outbox | rest]`: measures, prints, and writes to bench/results. Without a word: all three, some minutes."""

import typer

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Measure, print, and write to bench/results. Without a word: all three, some minutes."""
    if context.invoked_subcommand is None:
        rpc()
        outbox()
        rest()


@app.command()
def rpc(rounds: int = 3, seconds: float = 4, connections: int = 32, only: str = "") -> None:
    """Requests over HTTP and RPC, ours beside nameko's gateway and FastAPI + FastStream."""
    from bench.rpc import run

    run(rounds, seconds, connections, [name for name in only.lower().split(",") if name])


@app.command()
def outbox(rounds: int = 3, count: int = 600) -> None:
    """From a commit to its delivery and its effect, beside a bare publisher with confirms."""
    from bench.outbox import run

    run(rounds, count)


@app.command()
def rest() -> None:
    """Memory of every process while nothing happens, and how soon the platform is ready."""
    from bench.rest import run

    run()


if __name__ == "__main__":
    app(prog_name="python -m bench")
