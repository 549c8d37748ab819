"""Finds the browsers that the tests drive, and installs what is missing where it can.

usage: python -m tools.browsers            finds or installs all three
       python -m tools.browsers chromium   one of them

Chromium may be Playwright's own, where its download can be reached, or the system's. Firefox and
WebKitGTK are the system's: Playwright's builds of them are other browsers than people use.
"""

import argparse
import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": ["chromium"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb", "xauth", "dbus"],
}


def playwright_chromium() -> str | None:
    """Path of the Chromium that Playwright has downloaded, if it has."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to import, seldom needed

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find(name: str) -> str | None:
    """Path of the program to start for `name`, or None where it is not installed."""
    if name == "chromium":
        return shutil.which("chromium") or shutil.which("chromium-browser") or playwright_chromium()
    if name == "firefox":
        return shutil.which("firefox-esr") or shutil.which("firefox")
    driver = shutil.which("WebKitWebDriver")
    mini = glob.glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")  # noqa: PTH207  a pattern over the root
    return driver if driver and mini and shutil.which("xvfb-run") else None


def quiet(command: list[str]) -> bool:
    """Runs `command` without a word; whether it succeeded."""
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=900).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install(name: str) -> bool:
    """Installs the system's package for `name`, or Playwright's Chromium. Whether it is there now."""
    if name == "chromium" and quiet(
        [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
    ):
        return find(name) is not None
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        install_it = [*environment, "apt-get", "install", "-y", "--no-install-recommends", *PACKAGES[name]]
        if not quiet(install_it):  # the package lists may be old or absent
            quiet(["apt-get", "update"])
            quiet(install_it)
    return find(name) is not None


def main() -> int:
    """Finds or installs; exit status 1 where Chromium, without which nothing can be tested, is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="*", help=", ".join(PACKAGES))
    wanted = parser.parse_args().name or list(PACKAGES)
    if unknown := set(wanted) - set(PACKAGES):
        parser.error(f"no browser is called {', '.join(sorted(unknown))}")
    missing = [name for name in wanted if not find(name) and not install(name)]
    for name in missing:
        packages = " ".join(PACKAGES[name])
        print(
            f"{name} is not here and could not be installed. On Debian or Ubuntu, as root: "
            f"apt-get install {packages}. Elsewhere install it by hand so that it is on PATH.",
            file=sys.stderr,
        )
    return int("chromium" in missing or (bool(missing) and os.environ.get("CI") == "true"))


if __name__ == "__main__":
    sys.exit(main())
