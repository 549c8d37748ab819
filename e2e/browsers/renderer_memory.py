"""What a Chromium's renderers need of memory."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser


def renderers_peak(chromium: Browser) -> int:
    """The most memory that any of the browser's renderers has had, in bytes."""
    session = chromium.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    peaks = []
    for process in processes:
        status = Path(f"/proc/{process['id']}/status")
        if process["type"] == "renderer" and status.exists():
            line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            peaks.append(int(line.split()[1]) * 1024)
    session.detach()
    return max(peaks)
