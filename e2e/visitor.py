"""What a visitor does on the page, as a test says it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Locator, Page

DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const { name, data } of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name));
  }
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }),
    );
}"""
# A first start of Python on a busy machine; nothing here is a measurement.
PATIENCE_MS = 45_000


class Visitor:
    """A visitor with one page open."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def arrive(self) -> None:
        """Opens the page."""
        self.page.goto(self.url)
        self.page.get_by_role("heading", name="Drop a pipeline here").wait_for()

    def drop(self, *files: Path) -> None:
        """Drops files, at once, anywhere on the window."""
        self.page.evaluate(
            DROP,
            [{"name": file.name, "data": base64.b64encode(file.read_bytes()).decode()} for file in files],
        )

    def open(self, file: Path) -> None:
        """Drops a package that can be opened; one that is open stays until then."""
        self.page.get_by_test_id("opened").evaluate_all("(all) => all.map((it) => it.dataset.before = 'yes')")
        self.drop(file)
        self.page.locator("[data-testid=opened]:not([data-before])").wait_for()

    def open_example(self, name: str) -> None:
        """Takes an example from the gallery."""
        self.page.get_by_test_id(f"example-{name}").click()
        self.page.get_by_test_id("opened").wait_for()

    def give(self, name: str, text: str) -> None:
        """Types JSON or text into an input."""
        self.page.get_by_test_id(f"input-{name}").get_by_role("textbox").fill(text)

    def give_file(self, name: str, file: Path) -> None:
        """Chooses a file for an input."""
        self.page.get_by_test_id(f"file-{name}").set_input_files(file)

    def start(self) -> None:
        """Presses Run."""
        self.page.get_by_test_id("run").click()

    def wait_for(self, *phases: str) -> str:
        """Waits until the run has come to one of `phases`; says which."""
        pattern = re.compile("|".join(phases))
        bar = self.page.get_by_test_id("run-bar")
        self.page.wait_for_function(
            "(phases) => phases.includes(document.querySelector('[data-testid=run-bar]')?.dataset.phase)",
            arg=list(phases),
        )
        phase = bar.get_attribute("data-phase") or ""
        assert pattern.fullmatch(phase)
        return phase

    def run(self) -> None:
        """Runs until everything has come out."""
        self.start()
        assert self.wait_for("done", "failed") == "done", self.problem_text()

    def stop(self) -> None:
        """Presses Stop."""
        self.page.get_by_test_id("stop").click()
        self.wait_for("stopped")

    def output(self, name: str) -> Locator:
        """The block of one output."""
        return self.page.get_by_test_id(f"output-{name}")

    def problem(self, code: str) -> Locator:
        """The block that tells of a problem."""
        return self.page.locator(f"[data-testid=problem][data-code={code}]").first

    def problem_text(self) -> str:
        """All problems on the page, for a test's message."""
        return "\n".join(self.page.get_by_test_id("problem").all_inner_texts())

    def download(self, name: str, label: str) -> bytes:
        """What a button of an output saves."""
        with self.page.expect_download() as download:
            self.output(name).get_by_role("button", name=label).click()
        return Path(download.value.path()).read_bytes()

    def save_results(self) -> bytes:
        """The JSON document of all outputs."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Save all results").click()
        return Path(download.value.path()).read_bytes()

    def paste(self, text: str) -> None:
        """Copies text and presses Ctrl+V, wherever the focus is."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")
