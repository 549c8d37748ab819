"""A two-hour mp3, decoded by the terminal's host and by the page's, beside ffmpeg and the browser's own.

The recording is made by ffmpeg in a temporary folder. The browser's own decoder gives a whole file at
once as float32, which for two hours are 2.5 GB: it gets the first minutes only, and all is compared by
seconds of sound in a second. Memory is that of the process that decodes: its peak after the whole file
less its peak after the first minute of it.

    python -m benchmarks.open.recording
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_page import PAGE, build_page
from e2e.browsers import OPENERS
from rmpkg.native.recording import Recording
from tools.browsers import find
from tools.page_server import PageServer

HOURS = 2
FIRST_S = 60
#: Of the recording, for the browser's own decoder.
OWN_S = 1200
GOAL_MB = 16
MP3_BYTES_PER_S = 128_000 // 8
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One decoder: how much sound it gave, how long it took, and what its memory grew by, in bytes."""

    what: str
    sound_s: float
    took_s: float
    grew: int | None = None

    @property
    def speed(self) -> float:
        """Seconds of sound in a second."""
        return self.sound_s / self.took_s


def make_recording(path: Path) -> None:
    """Voice-like noise and a tone that wanders, so that frames differ."""
    seconds = HOURS * 3600
    sources = [f"anoisesrc=d={seconds}:c=pink:r=44100:a=0.3:seed=1", f"sine=f=330:d={seconds}:r=44100"]
    tremble = "[0][1]amerge=inputs=2,tremolo=f=3:d=0.7[a]"
    command = ["ffmpeg", "-v", "error", "-y"]
    for source in sources:
        command += ["-f", "lavfi", "-i", source]
    command += ["-filter_complex", tremble, "-map", "[a]", "-c:a", "libmp3lame", "-b:a", "128k", str(path)]
    subprocess.run(command, check=True)


def decode(path: Path, seconds: float) -> None:
    """Decodes so much of a file; prints seconds of sound, seconds of work, and peak memory in bytes."""
    began = time.perf_counter()
    done = 0
    with Recording(path) as recording:
        rate = recording.info["sample_rate"]
        for frames, _ in recording.blocks():
            done += frames
            if done >= seconds * rate:
                break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(done / rate, time.perf_counter() - began, peak)


def in_terminal(path: Path) -> Row:
    """CPython's host: two processes, for the first minute and for all of it."""
    peaks, sound_s, took_s = [], 0.0, 0.0
    for seconds in (FIRST_S, HOURS * 3600):
        command = [sys.executable, "-m", "benchmarks.open.recording", "--decode", str(path)]
        words = subprocess.check_output([*command, "--seconds", str(seconds)], text=True).split()
        sound_s, took_s = float(words[0]), float(words[1])
        peaks.append(int(words[2]))
    return Row(what="terminal (CPython)", sound_s=sound_s, took_s=took_s, grew=peaks[1] - peaks[0])


def by_ffmpeg(path: Path) -> Row:
    """One thread, to float32 as here, written nowhere."""
    command = ["ffmpeg", "-v", "error", "-threads", "1", "-i", str(path), "-f", "f32le", "-y", os.devnull]
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return Row(what="ffmpeg", sound_s=HOURS * 3600, took_s=time.perf_counter() - began)


def renderer_peak() -> int:
    """The largest peak, in bytes, of a browser's processes for pages that descend from this one."""
    peaks = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines())
        except (OSError, ValueError):
            continue  # it has just ended
        if b"--type=renderer" in words and descends(int(status["PPid"])):
            peaks.append(int(status["VmHWM"].split()[0]) * 1024)
    return max(peaks)


def descends(pid: int) -> bool:
    """Whether a process comes from this one."""
    while pid > 1 and pid != os.getpid():
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
        except OSError:
            return False
        pid = int(after_name.split()[1])
    return pid == os.getpid()


def in_chromium(path: Path) -> tuple[str, list[Row]]:
    """The browser's version; the page's decoder and the browser's own.

    Raises RuntimeError where there is no Chromium or the page fails.
    """
    program = find("chromium")
    if program is None:
        raise RuntimeError("Chromium is not installed: run `make browsers`")
    build_page()
    given = PAGE / path.name
    shutil.copy(path, given)
    try:
        rows = []
        with PageServer(PAGE) as server:
            with OPENERS["chromium"](program) as browser:
                version = browser.version
                peaks, result = [], {}
                for seconds in (FIRST_S, HOURS * 3600):
                    query = f"do=recording&seconds={seconds}&recording={path.name}"
                    result = browser.result(f"{server.url}?{query}", limit_s=1200)
                    if "error" in result:
                        raise RuntimeError(result["error"])
                    peaks.append(renderer_peak())
                rows.append(
                    Row(
                        what="page",
                        sound_s=result["sound_s"],
                        took_s=result["took_s"],
                        grew=peaks[1] - peaks[0],
                    )
                )
            with OPENERS["chromium"](program) as browser:
                query = f"do=recording_by_browser&bytes={OWN_S * MP3_BYTES_PER_S}&recording={path.name}"
                result = browser.result(f"{server.url}?{query}", limit_s=600)
                if "error" in result:
                    raise RuntimeError(result["error"])
                what = f"decodeAudioData, the first {OWN_S // 60} minutes"
                rows.append(Row(what=what, sound_s=result["sound_s"], took_s=result["took_s"]))
    finally:
        given.unlink()
    return version, rows


def table(rows: list[Row]) -> str:
    """The rows for people; ratios against the terminal's host."""
    ours = rows[0].speed
    lines = ["  × terminal   sound s per s   took s   memory grew by   decoder"]
    for row in rows:
        grew = "" if row.grew is None else f"{row.grew / MEGABYTE:.1f} MB"
        lines.append(
            f"  {row.speed / ours:10.2f}   {row.speed:13.0f}   {row.took_s:6.1f}   {grew:>14}   {row.what}"
        )
    lines.append(
        f"\ngoal: memory grows by at most {GOAL_MB} MB from the first minute to the end of two hours"
    )
    return "\n".join(lines)


def main() -> None:
    """Measures and prints; asserts nothing about time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decode", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=0.0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.decode:
        decode(given.decode, given.seconds)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "two-hours.mp3")
        make_recording(path)
        print(f"load before the run: {os.getloadavg()[0]:.1f}; {path.stat().st_size / 1e6:.0f} MB of mp3")
        rows = [in_terminal(path), by_ffmpeg(path)]
        version, in_browser = in_chromium(path)
        print(f"Chromium {version}\n{table([*rows, *in_browser])}")


if __name__ == "__main__":
    main()
