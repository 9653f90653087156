"""`python -m bench rpc | outbox | rest`: measures, prints, and writes to bench/results."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Several commands, even while there is one."""


@app.command()
def rpc(rounds: int = 3, seconds: float = 4, connections: int = 32, only: str = "") -> None:
    """Requests over HTTP and RPC, ours beside nameko's gateway and FastAPI + FastStream."""
    from bench.rpc import run

    run(rounds, seconds, connections, [name for name in only.lower().split(",") if name])


if __name__ == "__main__":
    app(prog_name="python -m bench")
