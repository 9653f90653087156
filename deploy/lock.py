"""Write the lock files: every version and hash of what we install, for Linux and macOS at once, and no address to download from."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
UV = "uv==0.13.9"
# Each lock keeps to the versions of the locks before it, so that they install into one environment; the last one has its own.
LOCKS: dict[str, tuple[str, ...]] = {
    "runtime": (),
    "dev": ("runtime",),
    "embedded": ("runtime", "dev"),
    "bench": ("runtime", "dev", "embedded"),
    "standards": (),
}


def lock(*, upgrade: bool) -> None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    for name, earlier in LOCKS.items():
        write(name, earlier, upgrade=upgrade)
        print(f"requirements/{name}.lock")


def write(name: str, earlier: tuple[str, ...], *, upgrade: bool) -> None:
    command = [str(Path(sys.executable).parent / "uv"), "pip", "compile", f"{name}.in", "--output-file", f"{name}.lock"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--no-header", "--annotation-style", "line", "--quiet"]
    command += [word for lock in earlier for word in ("--constraint", f"{lock}.lock")]
    subprocess.run([*command, *(["--upgrade"] if upgrade else [])], cwd=FOLDER, check=True)
