"""Three browsers behind one small interface: open a page, read what it left in `window.result`.

Chromium is driven by Playwright, Firefox by WebDriver BiDi, WebKitGTK by WebDriver: each the way
that works with the system's own build of it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from e2e.browsers.browser import Browser
from e2e.browsers.chromium import open_chromium
from e2e.browsers.firefox import open_firefox
from e2e.browsers.webkit import open_webkit

OPENERS: dict[str, Callable[[str], AbstractContextManager[Browser]]] = {
    "chromium": open_chromium,
    "firefox": open_firefox,
    "webkit": open_webkit,
}
"""Name → how it is started, given the path of its program (tools.browsers.find)."""

__all__ = ["OPENERS", "Browser"]
