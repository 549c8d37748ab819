"""Chromium by Playwright: unlike Puppeteer it leaves the process isolation of sandboxed frames on."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, sync_playwright

from e2e.browsers.browser import READ, Browser, polled


class _Chromium:
    name = "chromium"

    def __init__(self, page: Page, version: str) -> None:
        self._page = page
        self.version = version

    def result(self, url: str, *, limit_s: float = 180) -> Any:
        self._page.goto(url)
        return polled(lambda: str(self._page.evaluate(READ)), url, limit_s)


@contextlib.contextmanager
def open_chromium(path: str) -> Iterator[Browser]:
    """The Chromium at `path`, headless."""
    unboxed = ["--no-sandbox"] if os.geteuid() == 0 else []  # its own sandbox does not start as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=unboxed)
        yield _Chromium(browser.new_page(), browser.version)
        browser.close()
