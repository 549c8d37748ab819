"""The page itself: accessible in every state, at both widths, in both themes; and what it shows where."""

from __future__ import annotations

import gzip
import json
import re
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

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RECORDING = ROOT / "examples" / "recordings" / "three-commands.wav"
VECTORS = ROOT / "rmpkg" / "spec" / "vectors"
MOST_SHELL_BYTES = 80_000


@pytest.fixture(scope="module")
def site(dist: Path) -> Iterator[PageServer]:
    with PageServer(dist, isolated=True, base="/") as server:
        yield server


def visit(chromium: Browser, site: PageServer, width: int, height: int, theme: str) -> Visitor:
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        accept_downloads=True,
    )
    visitor = Visitor(context.new_page(), site.url)
    visitor.arrive()
    return visitor


@pytest.fixture
def desktop(chromium: Browser, site: PageServer) -> Iterator[Visitor]:
    visitor = visit(chromium, site, 1280, 800, "light")
    yield visitor
    assert not visitor.errors, visitor.errors
    visitor.page.context.close()


def violations(visitor: Visitor) -> list[str]:
    """What axe finds, each with the place."""
    # Through the debugger: the page's own policy lets no script in, and must stay as it is.
    visitor.page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = visitor.page.evaluate(
        "() => axe.run().then(({ violations }) => violations)"
    )
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_axe_finds_nothing(
    chromium: Browser, site: PageServer, tmp_path: Path, width: int, height: int, theme: str
) -> None:
    visitor = visit(chromium, site, width, height, theme)
    page = visitor.page
    found = {"empty": violations(visitor)}
    visitor.open_example("speech-activity")
    found["opened"] = violations(visitor)
    nodes = [bundles.node("a", "AddNode", addend="${ADDEND}"), bundles.node("b", "AddNode", addend="${B:-1}")]
    visitor.open(bundles.bundle(tmp_path / "values.rmpkg", bundles.manifest(nodes)))
    visitor.start()
    found["values"] = violations(visitor)
    page.get_by_test_id("undo").click()
    visitor.give_file("recording", RECORDING)
    visitor.run()
    found["done"] = violations(visitor)
    visitor.output("sentences").get_by_role("tab", name="Plot").click()
    for tab in ("Log", "Warnings", "Manifest"):
        page.get_by_test_id("inspector").get_by_role("tab", name=tab).click()
        found[tab] = violations(visitor)
    page.get_by_test_id("graph").get_by_role("tab", name="List").click()
    found["list"] = violations(visitor)
    visitor.open(bundles.raises(tmp_path / "failing.rmpkg"))
    visitor.give("it", "[2, 0]")
    visitor.start()
    assert visitor.wait_for("failed", "done") == "failed"
    found["failed"] = violations(visitor)
    visitor.drop(many_problems(tmp_path / "many.rmpkg"))
    page.get_by_test_id("refusal").wait_for()
    found["refusal told"] = violations(visitor)
    page.get_by_test_id("show-refusal").click()
    page.get_by_role("heading", name="many.rmpkg cannot run").wait_for()
    page.get_by_test_id("warnings").locator("summary").first.click()
    found["refused"] = violations(visitor)
    visitor.drop(VECTORS / "valid" / "oci-wheel-asset-plugin.rmpkg")
    page.get_by_test_id("oci").locator("summary").click()
    found["container"] = violations(visitor)
    assert {state: each for state, each in found.items() if each} == {}
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


def many_problems(path: Path) -> Path:
    """A manifest with errors of several kinds and a warning; all of them can be told at once."""
    content = bundles.manifest(
        [bundles.node("a", "MultiplyNod"), {"id": "c"}, bundles.node("a", "PassThroughNode")],
        [("a", "nowhere")],
        conections=[],
    )
    return bundles.bundle(path, content)


def test_every_problem_of_a_manifest_is_told_at_once(desktop: Visitor, tmp_path: Path) -> None:
    desktop.drop(many_problems(tmp_path / "many.rmpkg"))
    page = desktop.page.get_by_test_id("refused")
    page.wait_for()
    codes = page.get_by_test_id("problem").evaluate_all("(all) => all.map((each) => each.dataset.code)")
    assert len(codes) >= 5, codes
    for block in page.get_by_test_id("problem").all():
        block.evaluate("(it) => { const rest = it.closest('details'); if (rest) rest.open = true; }")
        assert re.search(r"line \d+, column \d+", block.inner_text()), block.inner_text()
    assert "Did you mean" in desktop.problem("unknown-node-type").inner_text()
    assert "conections" in page.get_by_test_id("warnings").inner_text()
    assert re.search(r"\d problems, 1 warning", page.inner_text())


def test_hashes_are_short_and_whole_on_demand(desktop: Visitor, tmp_path: Path, examples: Path) -> None:
    desktop.drop(bundles.changed_file(tmp_path / "calculator.rmpkg", examples / "calculator.rmpkg"))
    heading = desktop.problem("changed-file").get_by_role("heading")
    heading.wait_for()
    assert not re.search(r"[0-9a-f]{20}", heading.inner_text())
    heading.get_by_role("button").first.click()
    assert re.search(r"\b[0-9a-f]{64}\b", heading.inner_text())


def test_results_are_in_the_first_screen_after_a_run(desktop: Visitor) -> None:
    desktop.open_example("speech-activity")
    desktop.give_file("recording", RECORDING)
    desktop.run()
    page = desktop.page
    rows = desktop.output("sentences").get_by_role("row")
    rows.last.wait_for()
    box = rows.last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 560, box
    # The graph reads from left to right and is as wide as its room.
    places = [
        page.get_by_test_id(f"node-{name}").bounding_box() for name in ("resample", "speech", "features")
    ]
    lefts = [place["x"] for place in places if place]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 3


def test_what_was_stopped_is_saved_as_a_part(desktop: Visitor, tmp_path: Path) -> None:
    desktop.open(bundles.endless_native(tmp_path / "endless.rmpkg"))
    desktop.start()
    desktop.output("level").get_by_role("button", name=".json").wait_for()
    desktop.stop()
    with desktop.page.expect_download() as download:
        desktop.output("level").get_by_role("button", name=".json").click()
    assert re.search(r"partial\.json$", download.value.suggested_filename)


def test_bytes_and_sound_name_a_part_too(desktop: Visitor, tmp_path: Path) -> None:
    source = (
        "from py_nodes.sdk import Audio\nimport numpy as np\n\n\nclass Both:\n    def process(self, data):\n"
        "        if data == 'sound':\n            return Audio(np.zeros((1, 800), np.float32), 16000)\n"
        "        if data == 'bytes':\n            return b'\\0' * 64\n        raise ValueError('enough')\n"
    )
    for kind, ending in (("sound", ".wav"), ("bytes", ".bin")):
        desktop.open(bundles.python_bundle(tmp_path / f"{kind}.rmpkg", source, "Both"))
        desktop.give("it", json.dumps([kind, "end"]))
        desktop.start()
        assert desktop.wait_for("failed", "done") == "failed"
        with desktop.page.expect_download() as download:
            desktop.output("it").get_by_role("button", name=ending).click()
        assert download.value.suggested_filename.endswith(f"partial{ending}")


def test_a_container_of_the_sdk_is_explained(desktop: Visitor) -> None:
    desktop.open(VECTORS / "valid" / "oci-wheel-asset-plugin.rmpkg")
    told = desktop.page.get_by_test_id("oci")
    told.locator("summary").click()
    text = told.inner_text()
    for words in ("wasi/wasm32, opened here", "machine code: not loaded", ".whl"):
        assert words in text, text


def test_the_shell_is_small(dist: Path) -> None:
    html = (dist / "index.html").read_text("utf-8")
    names = set(re.findall(r'(?:src|href)="\.?/?(assets/[^"]+\.(?:js|css))"', html))
    assert names, html
    size = sum(len(gzip.compress((dist / name).read_bytes(), 9)) for name in names)
    print(f"\nthe shell (JS and CSS): {size:,} bytes gzip")
    assert size <= MOST_SHELL_BYTES


def test_what_was_dropped_or_failed_is_counted_and_told(desktop: Visitor, tmp_path: Path) -> None:
    source = (
        "import asyncio\n\n\nclass Slow:\n    seen = 0\n\n    async def process(self, data):\n"
        "        await asyncio.sleep(0.005)\n        self.seen += 1\n"
        "        if self.seen == 2:\n            raise ValueError('the second')\n        return self.seen\n"
    )
    slow = {**bundles.node("slow", "Slow"), "on_error": "skip", "limits": {"seconds_per_call": 20}}
    tone = bundles.node("tone", "ToneNode", duration_s=30)
    live = bundles.manifest([tone, slow], [("tone", "slow")], mode="live")
    desktop.open(bundles.bundle(tmp_path / "live.rmpkg", live, {"it.py": source}))
    desktop.run()
    page = desktop.page
    assert re.search(r"\d+ dropped before it, 1 failed", page.get_by_test_id("losses-slow").inner_text())
    page.get_by_test_id("node-slow").click()
    details = page.get_by_test_id("node-details").inner_text()
    assert "may take 20.0 s" in details
    assert "then the oldest is dropped" in details
    page.get_by_test_id("to-notes").click()
    notes = page.get_by_test_id("inspector").get_by_test_id("problem")
    codes = notes.evaluate_all("(all) => all.map((each) => each.dataset.code)")
    assert {"packets-dropped", "node-failed"} <= set(codes), codes
    # The first row has its number although it came alone.
    assert [
        row.inner_text().split()[0] for row in desktop.output("slow").get_by_role("treeitem").all()[:2]
    ] == ["0", "1"]


def test_on_a_narrow_window_the_types_of_nodes_are_read_whole(
    chromium: Browser, site: PageServer, tmp_path: Path
) -> None:
    visitor = visit(chromium, site, 360, 740, "light")
    types = ["AudioResampleNode", "VoiceActivityNode", "AudioBufferAccumulatorNode"]
    nodes = [bundles.node(f"n{i}", node_type) for i, node_type in enumerate(types)]
    visitor.open(
        bundles.bundle(tmp_path / "types.rmpkg", bundles.manifest(nodes, [("n0", "n1"), ("n0", "n2")]))
    )
    for i, node_type in enumerate(types):
        shown = visitor.page.get_by_test_id(f"node-n{i}").locator(".type")
        assert shown.text_content() == node_type
        assert shown.evaluate(
            "(it) => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth"
        )
        button = visitor.page.get_by_test_id(f"node-n{i}")
        assert button.evaluate("(it) => it.scrollHeight <= it.clientHeight")
    visitor.page.context.close()


def test_a_thousand_nodes_are_shown_from_where_the_data_comes_in(desktop: Visitor, tmp_path: Path) -> None:
    nodes = [bundles.node(f"n{i}", "PassThroughNode") for i in range(1000)]
    nodes[990] |= {"node_type": "Bad", "on_error": "skip"}
    bad = "class Bad:\n    def process(self, data):\n        raise ValueError('none of these')\n"
    tree = bundles.manifest(
        nodes,
        [(f"n{(i - 1) // 2}", f"n{i}") for i in range(1, 1000)],
        outputs=[{"name": "o", "from": "n999"}],
    )
    desktop.open(bundles.bundle(tmp_path / "tree.rmpkg", tree, {"bad.py": bad}))
    page = desktop.page
    expect(page.get_by_test_id("node-n0")).to_be_in_viewport()
    desktop.give("n0", '["text"]')
    desktop.run()
    # The first rows, and of the others what has something to tell.
    rows = page.get_by_test_id("figures").get_by_role("rowheader")
    assert rows.count() == 61
    assert "1 failed" in page.get_by_test_id("losses-n990").inner_text()
    page.get_by_role("button", name="Show all 1,000 nodes").click()
    assert rows.count() == 1000


def test_a_recording_that_breaks_off_is_done_with_a_warning(desktop: Visitor, tmp_path: Path) -> None:
    desktop.open_example("speech-activity")
    cut = tmp_path / "cut.wav"
    cut.write_bytes(RECORDING.read_bytes()[:400_000])
    desktop.give_file("recording", cut)
    expect(desktop.page.get_by_test_id("input-recording")).to_contain_text("WAV, 16-bit, 44.1 kHz, mono")
    desktop.run()
    phase = desktop.page.get_by_test_id("phase")
    expect(phase).to_have_text("Done with a warning")
    assert "tone-warning" in (phase.get_attribute("class") or "")
    phase.get_by_role("button", name="a warning").click()
    expect(desktop.page.get_by_test_id("inspector").get_by_test_id("problem")).to_have_count(1)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
@pytest.mark.parametrize("before", [0, 30, 90, 400])
def test_the_marked_place_of_an_excerpt_is_in_sight(
    chromium: Browser, site: PageServer, tmp_path: Path, width: int, height: int, before: int
) -> None:
    visitor = visit(chromium, site, width, height, "light")
    wrong = {**bundles.node("n", "AddNode", addend="x"), "description": "d" * before}
    content = bundles.manifest([dict(sorted(wrong.items()))])
    file = tmp_path / "one-line.json"
    file.write_text(json.dumps(content), "utf-8")
    visitor.drop(file)
    mark = visitor.page.locator("mark")
    hidden = """(mark) => {
        const room = mark.closest('[role=region]').getBoundingClientRect();
        const { left, right } = mark.getBoundingClientRect();
        return Math.max(0, room.left - left, right - room.right);
    }"""
    expect(mark).to_have_text('"addend"')
    assert mark.evaluate(hidden) < 1
    assert visitor.page.evaluate("() => [scrollX, scrollY]") == [0, 0]
    # Another width, and it is in sight again.
    visitor.page.set_viewport_size({"width": 340, "height": height})
    visitor.page.wait_for_timeout(200)
    assert mark.evaluate(hidden) < 1
    visitor.page.context.close()


def test_a_graph_of_five_rows_is_seen_whole_and_of_more_it_is_told_that_they_are_there(
    desktop: Visitor, tmp_path: Path
) -> None:
    def fan(rows: int) -> Path:
        ends = [f"n{i}" for i in range(rows)]
        nodes = [bundles.node(name, "PassThroughNode") for name in ["a", "b", *ends]]
        ways = [("a" if i % 2 else "b", name) for i, name in enumerate(ends)]
        return bundles.bundle(tmp_path / f"fan{rows}.rmpkg", bundles.manifest(nodes, ways))

    room = desktop.page.get_by_test_id("graph-room")
    desktop.open(fan(5))
    assert room.evaluate("(room) => room.scrollHeight - room.clientHeight") == 0
    desktop.open(fan(9))
    beyond = """(room) => {
        const style = getComputedStyle(room.parentElement);
        return ['--top', '--bottom'].map((edge) => Number(style.getPropertyValue(edge)));
    }"""
    for top, shown in [(0, [0, 1]), (60, [1, 1]), (10_000, [1, 0])]:
        room.evaluate("(room, top) => room.scrollTo(0, top)", top)
        desktop.page.wait_for_timeout(100)
        assert room.evaluate(beyond) == shown


def test_a_recording_for_an_input_of_any_kind_is_described(desktop: Visitor, tmp_path: Path) -> None:
    desktop.open(
        bundles.bundle(tmp_path / "any.rmpkg", bundles.manifest([bundles.node("n", "PassThroughNode")]))
    )
    desktop.page.get_by_test_id("input-n").get_by_text("File", exact=True).click()
    desktop.give_file("n", RECORDING)
    expect(desktop.page.get_by_test_id("input-n")).to_contain_text(re.compile(r"WAV, .*Hz, mono, .* s"))
