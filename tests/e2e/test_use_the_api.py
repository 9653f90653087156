"""The guide to the API works by copy and paste: its blocks are run as they stand, one after the other, against a running platform."""

import re
import subprocess
from pathlib import Path

from tests.e2e.stories import PDF

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "use-the-api.md"
ADDRESS = "URL=http://localhost:8000"


def blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run(url: str, folder: Path) -> list[str]:
    """What each block says. The address is this platform's, and the stream, which never ends, is left after two seconds."""
    text = "\n".join(f"printf '\\n@@ {number}\\n'\n{block}" for number, block in enumerate(blocks()))
    assert text.count(ADDRESS) == text.count("curl -N ") == 1
    text = text.replace(ADDRESS, f"URL={url}").replace("curl -N ", "curl -N --max-time 2 ")
    done = subprocess.run(["bash", "-c", f"set -u\n{text}"], cwd=folder, capture_output=True, text=True, timeout=90, check=False)
    return [part.partition("\n")[2].strip() for part in re.split(r"^@@ ", done.stdout, flags=re.MULTILINE)[1:]]


def test_whoever_follows_the_guide_gets_what_it_says(gateway_url: str, tmp_path: Path) -> None:
    (tmp_path / "mandate.pdf").write_bytes(PDF)
    directory, _, made, moved, file, events = run(gateway_url.replace("127.0.0.1", "localhost"), tmp_path)
    listed, _, table = directory.partition("}")
    assert listed.startswith('{"items":[')
    assert "country" in table
    assert "HTTP/1.1 201" in made
    assert re.search(r"(?i)^etag: \"1\.", made, re.MULTILINE)
    assert '"population":315732' in moved
    assert '"code":"membership.' in moved
    assert '"state":"complete"' in file
    assert '"signatory":"The Mayor"' in file
    assert events.startswith('{"items":[')
    for said in (directory, made, file, events):
        assert "/problems/" not in said
