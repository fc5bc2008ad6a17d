"""The HTML of reports in a real browser: nothing loaded, nothing too wide, all of it printed."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import filled
import pypdf
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine, MadeOnce

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to look with"),
]
PHONE = 360  # pixels


def chromium(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        str(CHROMIUM),
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}"),
        *("--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000"),
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


@pytest.fixture(params=["activity", "accreditation", "certificate"])
def page(
    request: pytest.FixtureRequest, cli: CommandLine, made_once: MadeOnce, tmp_path: Path
) -> Path:
    made_once.lay("a year", cli.path, lambda: filled.fill(cli))
    command, sent = {
        "activity": ("report activity --group larch --period 2025", b""),
        "accreditation": ("report accreditation --society bsanz", b""),
        "certificate": (
            "report certificate --group larch --member heron --names -",
            json.dumps(dict.fromkeys(("heron", "alder", "sedge"), "Dr A. Name")).encode(),
        ),
    }[request.param]
    target = tmp_path / f"{request.param}.html"
    answer = cli(f"--yes {command} --format html --output {target}", sent)
    assert answer.code == 0, answer.err
    return target


def test_nothing_is_loaded_and_nothing_complained_of(page: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = chromium(tmp_path, f"--log-net-log={log}", "--dump-dom", page.as_uri())
    assert "</html>" in done.stdout
    assert "CONSOLE" not in done.stderr
    asked = re.findall(r'"url":"(https?://[^"]*)"', log.read_text("utf-8"))
    own = [address for address in asked if "google" not in address and "gvt1" not in address]
    assert own == [], "of the browser itself there may be some"
    text = page.read_text("utf-8")
    for word in ("<script", "http://", "src=", "url(", "@import"):
        assert word not in text.replace("https://balintanz.org", "")


# Counts the words of tables that a line ends within.
BROKEN_WORDS = """
 [...page.querySelectorAll('td, caption:not(.unseen)')].filter(cell => {
  const range = page.createRange(); range.selectNodeContents(cell);
  return /^[\\w.]+$/.test(cell.textContent) && range.getClientRects().length > 1; }).length"""


def test_a_phone_shows_it_without_scrolling_sideways_or_breaking_numbers(
    page: Path, tmp_path: Path
) -> None:
    inner = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text("utf-8"))
    harness = tmp_path / "harness.html"
    harness.write_text(
        f'<iframe id="it" width="{PHONE}" height="700" style="border:0"'
        f' srcdoc="{html.escape(inner)}"></iframe><script>onload = () => {{'
        " const page = document.getElementById('it').contentDocument, root = page.documentElement;"
        " document.title = 'width ' + root.scrollWidth + ' of ' + root.clientWidth"
        f" + ', broken ' + {BROKEN_WORDS}; }}</script>",
        "utf-8",
    )
    done = chromium(tmp_path, "--dump-dom", harness.as_uri())
    title = re.search(r"<title>width (\d+) of (\d+), broken (\d+)</title>", done.stdout)
    assert title is not None, done.stdout[-500:]
    assert int(title[1]) <= int(title[2]) == PHONE
    assert int(title[3]) == 0


def test_what_is_printed_holds_the_same_numbers(page: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "it.pdf"
    chromium(tmp_path, f"--print-to-pdf={pdf}", "--no-pdf-header-footer", page.as_uri())
    reader = pypdf.PdfReader(pdf)
    width, height = (float(side) for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842), "A4"
    printed = "".join("".join(page.extract_text() for page in reader.pages).split())
    body = page.read_text("utf-8").partition("<body>")[2]
    cells = [html.unescape(cell) for cell in re.findall(r"<td[^>]*>([^<]*)</td>", body)]
    assert len(cells) > 3
    for cell in cells:
        assert "".join(cell.split()) in printed, cell


def test_a_chart_can_be_heard_and_needs_no_colour(cli: CommandLine, made_once: MadeOnce) -> None:
    made_once.lay("a year", cli.path, lambda: filled.fill(cli))
    text = cli("--yes report activity --group larch --period 2025 --format html").out
    spoken = re.findall(r'<figure role="img" aria-label="([^"]*)"', text)
    assert spoken
    assert spoken[0].startswith("Bar chart. Cases by theme: bad news 15;")
    for label in spoken:
        assert "The same numbers are in the table below." in label
    assert text.count("<figure") == text.count("</figure>\n<table>")
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", text)) <= {"#1a1a1a", "#fff", "#888", "#bbb", "#555"}
