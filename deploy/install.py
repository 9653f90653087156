"""Getting onto a machine what it lacks: a broker, a browser for the tests, what prints papers; by the system's package manager."""

import ctypes.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from deploy.process import CannotStart

ADVICE = "install RabbitMQ (rabbitmq-server) by hand, or name a running one: AMQP_URI=amqp://user:password@host:5672/"

# Debian's package starts a broker for the whole machine. We want the program only, so its start is refused while it is installed and it is
# disabled afterwards: this runs only where the package was not installed before, so it never touches a broker somebody relies on.
APT = r"""
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\ncase "$1" in rabbitmq-server*|epmd*) exit 101;; esac\nexit 0\n' > $policy
    chmod 755 $policy
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
had_epmd=$(dpkg-query -W -f '${db:Status-Status}' erlang-base 2>/dev/null || true)
apt-get update -qq || true
apt-get install -y -qq --no-install-recommends rabbitmq-server
if [ -d /run/systemd/system ]; then
    systemctl disable --now rabbitmq-server || true
    [ "$had_epmd" = installed ] || systemctl disable --now epmd.service epmd.socket || true
elif command -v update-rc.d >/dev/null; then
    update-rc.d rabbitmq-server disable || true
fi
"""


def install_broker(log: Path) -> bool:
    """Install RabbitMQ through apt or Homebrew; False where neither is there."""
    if shutil.which("apt-get"):
        _run([*_as_root(), "/bin/sh", "-c", APT], log)
        return True
    if shutil.which("brew"):
        _run(["brew", "install", "--quiet", "rabbitmq"], log)
        return True
    return False


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_browser() -> str | None:
    """A Chromium the browser tests can drive; SCN_BROWSER names another."""
    named = os.environ.get("SCN_BROWSER")
    found = named or next((path for path in map(shutil.which, BROWSERS) if path), None)
    return found or (str(MAC_BROWSER) if MAC_BROWSER.exists() else None)


def install_browser(log: Path) -> bool:
    """Chromium through apt, where we may; where it is missing the browser tests fail and say so."""
    if not shutil.which("apt-get") or (os.geteuid() != 0 and not shutil.which("sudo")):
        return False
    script = "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; apt-get install -y -qq --no-install-recommends"
    script += " chromium fonts-dejavu-core"
    _run([*_as_root(), "/bin/sh", "-c", script], log, "the browser tests", "Chromium", "install chromium, or name a browser in SCN_BROWSER")
    return True


PRESS_LIBRARIES: Final = ("pango-1.0", "pangoft2-1.0")
PRESS_FONTS: Final = ("NotoSans-Regular", "NotoSans[wdth", "NotoNaskhArabic-Regular", "NotoNaskhArabic[wght")
PRESS_PACKAGES: Final = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig", "fonts-noto-core")
PRESS_ADVICE: Final = f"letters and other papers are not printed until this is there: {' '.join(PRESS_PACKAGES)}"
FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"), Path.home() / "Library/Fonts")


def can_print() -> bool:
    """Whether the machine has what WeasyPrint draws with, and fonts of the four languages."""
    if not all(ctypes.util.find_library(name) for name in PRESS_LIBRARIES):
        return False
    there = {path.name.rpartition(".")[0] for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob("Noto*")}
    return all(any(name.startswith(wanted) for name in there for wanted in (plain, variable)) for plain, variable in _pairs(PRESS_FONTS))


def _pairs(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """A face may come as a font of its own or within a variable one."""
    return list(zip(names[::2], names[1::2], strict=True))


def install_press(log: Path) -> bool:
    """Pango and the Noto fonts through apt or Homebrew, where we may; without them everything works but printing."""
    if shutil.which("apt-get") and (os.geteuid() == 0 or shutil.which("sudo")):
        script = "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq || true; apt-get install -y -qq --no-install-recommends "
        _run([*_as_root(), "/bin/sh", "-c", script + " ".join(PRESS_PACKAGES)], log, "papers", "Pango and the Noto fonts", PRESS_ADVICE)
        return True
    if shutil.which("brew"):
        wanted = ["pango", "font-noto-sans", "font-noto-naskh-arabic"]
        _run(["brew", "install", "--quiet", *wanted], log, "papers", "Pango and the Noto fonts", PRESS_ADVICE)
        return True
    return False


def has_docker() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode == 0


def _as_root() -> list[str]:
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise CannotStart("broker", "RabbitMQ is not installed, and installing it needs root or sudo", ADVICE)
    return ["sudo"]


def _run(command: list[str], log: Path, part: str = "broker", what: str = "RabbitMQ", advice: str = ADVICE) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        done = subprocess.run(command, stdout=out, stderr=out, check=False)
    if done.returncode:
        raise CannotStart(part, f"installing {what} failed (code {done.returncode})", advice, log)
