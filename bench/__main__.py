"""`python -m bench WORD`: measures, prints, writes to bench/results. Alone, all of them; `--help` lists the words."""

import typer

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Measure, print, and write to bench/results. Without a word: all of them, some minutes."""
    if context.invoked_subcommand is None:
        rpc()
        outbox()
        rest()
        directory()
        explore()
        ledger()
        assignment()
        scores()
        fund()


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


@app.command()
def directory(rounds: int = 15, sizes: str = "1000,10000") -> None:
    """Pages, searches, counts and the map of the directory of cities, beside a plain collection."""
    from bench.directory import run

    run(rounds, [int(size) for size in sizes.split(",")])


@app.command()
def explore(sizes: str = "1000,3000,10000", asked: int = 300) -> None:
    """A city's peers and comparing everybody, as the network grows, beside scikit-learn's NearestNeighbors."""
    from bench.explore import run

    run(tuple(int(size) for size in sizes.split(",")), asked)


@app.command()
def ledger(rounds: int = 3, count: int = 200) -> None:
    """Awards at once out of one envelope, beside a guarded counter and a sum without a shared document."""
    from bench.ledger import run

    run(rounds, count)


@app.command()
def scores(rounds: int = 400) -> None:
    """How near calibrated scores come to the truth, beside means, medians and z-scores; and how long a run takes, beside SciPy."""
    from bench.scores import run

    run(rounds)


@app.command()
def assignment(rounds: int = 3, sizes: str = "30x12,120x40,500x120") -> None:
    """Who reviews what, beside OR-Tools' min-cost flow and SciPy's linear assignment."""
    from bench.assignment import run

    run(tuple((int(one), int(other)) for one, other in (size.split("x") for size in sizes.split(","))), rounds)


@app.command()
def fund(applications: int = 5000, rounds: int = 3, asked: int = 60) -> None:
    """The Fund's pages at the gateway with thousands of applications and reviews, beside one plain collection for each."""
    from bench.fund import run

    run(applications, rounds, asked)


if __name__ == "__main__":
    app(prog_name="python -m bench")
