"""Build `.venv` from the hashed lock files. Standard library only, and old-fashioned enough to run on whatever `python3` is.

python3 deploy/bootstrap.py run    what the platform needs
python3 deploy/bootstrap.py dev    and what building and testing need
python3 deploy/bootstrap.py bench  and the peers that benchmarks measure beside
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "locks.json"
MINORS = (11, 12, 13, 14)
LOCKS = {"run": ("runtime", "embedded"), "dev": ("dev", "embedded"), "bench": ("dev", "embedded", "bench")}
MAY_FAIL = ("embedded",)
FOLDERS = ("/usr/bin/", "/opt/homebrew/bin/", "/usr/local/bin/")
PROBE = "import sys; print(*sys.version_info[:2], sys.executable)"


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    with (ROOT / "pyproject.toml").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        done = read_stamp()
        if done.get("python") is None or not works(PYTHON):
            done = make_environment()
        for lock in LOCKS[wanted]:
            if not is_current(done, lock):
                done[lock] = install(lock)
                STAMP.write_text(json.dumps(done))


def is_current(done: dict, lock: str) -> bool:
    """The development lock holds the runtime's, so either will do for running."""
    if lock == "runtime" and done.get("dev") == digest("dev"):
        return True
    return done.get(lock) == digest(lock)


def read_stamp() -> dict:
    try:
        done = json.loads(STAMP.read_text())
        return done if isinstance(done, dict) else {}
    except (OSError, ValueError):
        return {}


def digest(lock: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / (lock + ".lock")).read_bytes()).hexdigest()


# ---------------------------------------------------------------- Python


def version_of(python):  # type: ignore[no-untyped-def]
    """(minor, executable) of a Python 3 that runs, else None; a version manager's stand-in may exist and still not run."""
    try:
        answer = subprocess.run([str(python), "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=True)
        major, minor, executable = answer.stdout.decode().split(None, 2)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return (int(minor), executable.strip()) if int(major) == 3 else None


def works(python: Path) -> bool:
    found = version_of(python)
    return bool(found) and found[0] >= MINORS[0]


def candidates():  # type: ignore[no-untyped-def]
    yield sys.executable
    for minor in MINORS:
        name = f"python3.{minor}"
        yield from (
            path for path in (shutil.which(name), "/usr/bin/" + name, "/opt/homebrew/bin/" + name, "/usr/local/bin/" + name) if path
        )
    yield from (folder + "python3" for folder in FOLDERS)
    yield from sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))


def find_python() -> str:
    seen = [found for found in map(version_of, candidates()) if found]
    good = [executable for minor, executable in seen if minor >= MINORS[0]]
    if not good:
        have = ", ".join(sorted({f"3.{minor}" for minor, _ in seen})) or "none"
        stop(f"Python 3.11 or newer is needed; found: {have}.", "install python3.11 with the system's package manager")
    return good[0]


# ---------------------------------------------------------------- environment


def make_environment() -> dict:
    python = find_python()
    say("environment", f"making .venv with {python}")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if not has_ensurepip(python):
        install_venv_package(python)
    finished = subprocess.run([python, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if finished.returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        stop("python -m venv failed:\n" + finished.stdout.decode(errors="replace"), f"install the venv package of {python}")
    make_importable()
    done = {"python": python}
    STAMP.write_text(json.dumps(done))
    return done


def has_ensurepip(python: str) -> bool:
    return subprocess.run([python, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def install_venv_package(python: str) -> None:
    """Debian leaves `ensurepip` out of Python; a package of its own has it."""
    minor = version_of(python)[0]
    apt = shutil.which("apt-get")
    if not apt:
        stop(f"{python} has no ensurepip.", "install the package that brings Python's venv module")
    say("environment", f"installing python3.{minor}-venv")
    run_as_root([apt, "update", "-qq"], may_fail=True)
    if not run_as_root([apt, "install", "-y", "-qq", f"python3.{minor}-venv"], may_fail=True):
        run_as_root([apt, "install", "-y", "-qq", "python3-venv"])


def run_as_root(command: list, may_fail: bool = False) -> bool:
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if prefix and not shutil.which("sudo"):
        stop("`{}` needs root, and there is no sudo.".format(" ".join(command)), "run it as root, then try again")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(prefix + command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode and not may_fail:
        stop("`{}` failed:\n{}".format(" ".join(command), done.stdout.decode(errors="replace")[-2000:]), "run it by hand, then try again")
    return done.returncode == 0


def make_importable() -> None:
    """The checkout itself is what runs: no build step, and an edit counts at once."""
    for packages in VENV.glob("lib/python3.*/site-packages"):
        (packages / "strong-cities-platform.pth").write_text(str(ROOT) + "\n")
    command = VENV / "bin" / "scn"
    command.write_text(f"#!{PYTHON}\nfrom deploy.__main__ import main\n\nmain()\n")
    command.chmod(0o755)


# ---------------------------------------------------------------- packages


def install(lock: str) -> str:
    path = ROOT / "requirements" / (lock + ".lock")
    total = sum(1 for line in path.read_text().splitlines() if line[:1].isalnum())
    began = time.time()
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
    ]
    failed = None
    for _ in range(2):
        failed = pip([*command, "-r", str(path)], lock, total)
        if not failed:
            break
    if failed and lock in MAY_FAIL:
        say("packages", f"{lock}.lock has nothing for this machine: a document store must be installed or named in MONGODB_URI")
        return "none for this machine"
    if failed:
        stop(f"pip could not install {lock}.lock:\n{failed}", "check the connection to the package index and try again")
    say("packages", f"{lock}.lock installed in {time.time() - began:.0f} s")
    return digest(lock)


def pip(command: list, lock: str, total: int):  # type: ignore[no-untyped-def]
    """Run pip with a counter; its last lines if it failed, else None."""
    lines, seen = [], 0
    say("packages", f"installing {lock}.lock ({total} packages)")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for raw in process.stdout or ():
            lines.append(raw.decode(errors="replace").rstrip())
            seen += lines[-1].startswith(("Collecting", "Requirement already satisfied"))
            if sys.stdout.isatty():
                sys.stdout.write(f"\r  {'packages':<12} {min(seen, total)} of {total}\x1b[K")
                sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stdout.write("\r\x1b[K")
    return "\n".join(lines[-12:]) if process.returncode else None


def say(part: str, what: str) -> None:
    print(f"  {part:<12} {what}", flush=True)


def stop(why: str, advice: str) -> None:
    sys.exit(f"{why}\n  what to do: {advice}")


if __name__ == "__main__":
    main()
