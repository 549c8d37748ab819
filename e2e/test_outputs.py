"""What comes out, on the page: saved in every form, huge, long, stuck; and read by keyboard alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e import bundles
from e2e.visitor import Visitor
from tools.page_server import PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORDING = Path(__file__).resolve().parent.parent / "examples" / "recordings" / "three-commands.wav"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def visitor(chromium: Browser, dist: Path) -> Iterator[Visitor]:
    with PageServer(dist, isolated=True, base="/") as site:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
        visitor = Visitor(context.new_page(), site.url)
        visitor.arrive()
        yield visitor
        assert not visitor.errors, visitor.errors
        context.close()


def process(path: Path, body: str, **more: Any) -> Path:
    """A bundle of one Python node whose `process` has this body."""
    content = bundles.manifest([bundles.node("it", "It")], **more)
    source = f"class It:\n    def process(self, value):\n{body}"
    return bundles.bundle(path, content, {"it.py": source})


def test_every_form_is_saved(visitor: Visitor) -> None:
    visitor.open_example("speech-activity")
    visitor.give_file("recording", RECORDING)
    visitor.run()
    begins = {".wav": b"RIFF", ".flac": b"fLaC"}
    for ending, start in begins.items():
        assert visitor.download("speech", ending).startswith(start)
    assert visitor.download("spectrum", ".npy").startswith(b"\x93NUMPY")
    assert len(visitor.download("spectrum", ".png")) > 5000
    sentences = visitor.output("sentences")
    assert sentences.get_by_role("button", name=".png").count() == 0
    sentences.get_by_role("tab", name="Plot").click()
    picture = visitor.download("sentences", ".png")
    assert picture.startswith(PNG)
    rows = list(csv.DictReader(io.StringIO(visitor.download("sentences", ".csv").decode())))
    values = json.loads(visitor.download("sentences", ".json"))
    assert [float(row["start_s"]) for row in rows] == [value["start_s"] for value in values]


def test_bare_numbers_are_saved_as_a_table_too(visitor: Visitor) -> None:
    visitor.open_example("calculator")
    visitor.run()
    rows = visitor.download("results", ".csv").decode().split()
    assert [row.split(",")[-1] for row in rows] == ["value", "20", "24", "16"]


def test_a_huge_list_is_shown_in_part_and_saved_whole(visitor: Visitor, tmp_path: Path) -> None:
    body = "        return [{'i': i} for i in range(value)]\n"
    visitor.open(process(tmp_path / "list.rmpkg", body))
    visitor.give("it", "600000")
    visitor.run()
    output = visitor.output("it")
    output.get_by_role("treeitem").first.click()
    shown = output.get_by_role("tree").inner_text()
    assert "the first " in shown
    assert "the .json file has everything" in shown
    assert json.loads(visitor.download("it", ".json"))[0][-1] == {"i": 599_999}


def test_a_huge_text_is_shown_in_part_and_saved_whole(visitor: Visitor, tmp_path: Path) -> None:
    text = [{"name": "it", "type": "text", "from": "it"}]
    visitor.open(process(tmp_path / "text.rmpkg", "        return 'a line\\n' * value\n", outputs=text))
    visitor.give("it", "1000000")
    visitor.run()
    assert "more characters; the .txt file has everything" in visitor.output("it").inner_text()
    assert len(visitor.download("it", ".txt")) == 7_000_001


def test_a_long_number_is_told_by_its_ends(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(process(tmp_path / "number.rmpkg", "        return {'n': 10**299 + 7}\n"))
    visitor.give("it", "1")
    visitor.run()
    output = visitor.output("it")
    cell = output.get_by_role("cell", name="…000007 (300 digits)")
    assert cell.get_attribute("title") == str(10**299 + 7)
    output.get_by_role("tab", name="JSON").click()
    row = output.get_by_role("treeitem").nth(1)
    assert "(300 digits)" in row.inner_text()
    row.click()
    digits = [each.inner_text().strip() for each in output.get_by_role("treeitem").all()[2:]]
    assert "".join(digits) == str(10**299 + 7)


def test_a_call_that_never_returns_counts_as_busy(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(bundles.endless_python(tmp_path / "endless.rmpkg"))
    visitor.give("it", "1")
    visitor.start()
    visitor.page.get_by_text("No answer from it for").wait_for()
    visitor.stop()
    busy = visitor.page.get_by_test_id("figures").get_by_role("cell").nth(1).inner_text()
    assert float(busy.replace(",", "")) > 0


def test_what_a_package_says_of_itself_hides_nothing(visitor: Visitor, tmp_path: Path) -> None:
    content = bundles.manifest([bundles.node("n", "PassThroughNode")])
    content["metadata"] = {"name": "n" * 400, "description": "Words. " * 400}
    visitor.open(bundles.bundle(tmp_path / "wordy.rmpkg", content))
    page = visitor.page
    verdict = page.get_by_test_id("verdict").bounding_box()
    assert verdict is not None
    assert verdict["y"] < 400
    more = page.get_by_role("button", name="All of it")
    more.click()
    pushed = page.get_by_test_id("verdict").bounding_box()
    assert pushed is not None
    assert pushed["y"] > verdict["y"]
    page.get_by_role("button", name="Less").click()


def test_everything_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    keys = page.keyboard
    focus = "() => document.activeElement.textContent.trim() + (document.activeElement.ariaLabel ?? '')"

    def tab_to(words: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if words in page.evaluate(focus):
                return
        raise AssertionError(f"no way to {words} by Tab")

    tab_to("Text processor")
    keys.press("Enter")
    page.get_by_test_id("opened").wait_for()
    keys.press("Control+Enter")
    assert visitor.wait_for("done", "failed") == "done"
    tree = visitor.output("texts").get_by_role("tree")
    tree.wait_for()
    for _ in range(60):
        keys.press("Tab")
        if tree.evaluate("(it) => it === document.activeElement"):
            break
    assert tree.evaluate("(it) => it === document.activeElement")
    before = tree.get_by_role("treeitem").count()
    keys.press("ArrowLeft")
    assert tree.get_by_role("treeitem").count() < before
    keys.press("ArrowRight")
    assert tree.get_by_role("treeitem").count() == before
    tab_to("Nodes")
    keys.press("ArrowRight")
    assert page.get_by_test_id("inspector").get_by_role("tab", name="Log").get_attribute("aria-selected") == (
        "true"
    )


def test_packets_of_different_kinds_are_told_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    body = (
        "        import numpy as np\n        yield {'a': np.zeros((4, 5), np.float32)}\n"
        "        yield np.arange(3)\n        yield b'four'\n        yield type(value).__name__, value.sum()\n"
    )
    visitor.open(process(tmp_path / "mixed.rmpkg", body))
    # An array as the older SDK spells it in JSON.
    meta = {"shape": [2], "dtype": "float32", "size": 2, "c_contiguous": True, "f_contiguous": True}
    visitor.give("it", json.dumps({"__numpy__": True, "array": {"meta": meta, "data": "AACAPwAAAEA="}}))
    visitor.run()
    told = visitor.output("it").inner_text()
    assert "float32 4 × 5" in told
    assert "$array" not in told
    values = json.loads(visitor.download("it", ".json"))
    assert len(values) == 4
    assert values[3] == ["ndarray", 3.0]


def test_outputs_that_cannot_be_shown_are_kept_and_shown_later(chromium: Browser, dist: Path) -> None:
    """The panels are loaded behind the page; a connection that is gone by then loses nothing."""
    with PageServer(dist, isolated=True, base="/") as site:
        context = chromium.new_context()
        visitor = Visitor(context.new_page(), site.url)
        visitor.page.route("**/assets/OutputPanel*.js", lambda route: route.abort())
        visitor.arrive()
        visitor.open_example("calculator")
        visitor.run()
        expect(visitor.page.get_by_test_id("no-panels")).to_contain_text("could not be loaded")
        assert json.loads(visitor.save_results())["outputs"] == {"results": [20, 24, 16]}
        visitor.page.unroute("**/assets/OutputPanel*.js")
        visitor.run()
        expect(visitor.output("results")).to_contain_text("24")
        context.close()


def test_of_many_outputs_each_is_drawn_when_it_is_seen_and_all_are_saved(
    visitor: Visitor, tmp_path: Path
) -> None:
    nodes = [bundles.node("all", "PassThroughNode")]
    nodes += [bundles.node(f"n{i}", "MultiplyNode", factor=i) for i in range(40)]
    many = bundles.manifest(nodes, [("all", f"n{i}") for i in range(40)])
    visitor.open(bundles.bundle(tmp_path / "many.rmpkg", many))
    visitor.give("all", "[1, 2]")
    visitor.run()
    first, last = visitor.output("n0"), visitor.output("n39")
    expect(first.get_by_role("treeitem")).to_have_count(2)
    expect(last.get_by_role("treeitem")).to_have_count(0)
    last.scroll_into_view_if_needed()
    expect(last.get_by_role("treeitem")).to_have_count(2)
    saved = json.loads(visitor.save_results())["outputs"]
    assert saved == {f"n{i}": [i, 2 * i] for i in range(40)}
