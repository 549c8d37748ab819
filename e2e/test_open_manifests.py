"""What a manifest leaves open is asked for on the page; a manifest by itself opens like a package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from e2e import bundles
from e2e.test_page import desktop, site
from e2e.visitor import Visitor

__all__ = ["desktop", "site"]

YAML = """\
version: v1
metadata: {name: by-itself}
nodes:
  - id: times
    node_type: MultiplyNode
    params: {factor: 3}
"""


def results(visitor: Visitor) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads(visitor.save_results())["outputs"]
    return found


def test_placeholders_are_fields_and_what_they_stand_for_runs(desktop: Visitor, tmp_path: Path) -> None:
    times = bundles.node("times", "MultiplyNode", factor="${FACTOR}")
    add = bundles.node("add", "AddNode", addend="${PLUS:-10}")
    desktop.open(bundles.bundle(tmp_path / "open.rmpkg", bundles.manifest([times, add], [("times", "add")])))
    page = desktop.page
    factor, plus = page.get_by_test_id("value-FACTOR"), page.get_by_test_id("value-PLUS")
    expect(factor).to_contain_text("needed")
    expect(factor).to_contain_text("nodes[0].params.factor")
    expect(plus.get_by_role("textbox")).to_have_attribute("placeholder", "10")
    # The manifest's own name, though there is no plan yet.
    expect(page.get_by_test_id("package").get_by_role("heading")).to_have_text("under-test")
    # Nothing is wrong before a run is asked for; then it is told at the field, and the field has the focus.
    problem = factor.locator(".problem")
    expect(problem).to_have_text("")
    desktop.start()
    expect(problem).to_contain_text("Fill in FACTOR above")
    expect(problem).not_to_contain_text("--set")
    expect(factor.get_by_role("textbox")).to_be_focused()
    expect(page.get_by_test_id("why-not")).to_have_text("This needs attention: FACTOR")
    # A value that cannot be is told at once, at its field.
    factor.get_by_role("textbox").fill("fast")
    expect(problem).to_contain_text("factor")
    expect(problem).not_to_contain_text("has no value")
    expect(page.get_by_test_id("graph")).to_have_count(0)
    factor.get_by_role("textbox").fill("2.5")
    expect(page.get_by_test_id("graph")).to_be_visible()
    expect(problem).to_have_text("")
    desktop.give("times", "[2, 4]")
    desktop.run()
    assert results(desktop) == {"add": [15.0, 20.0]}
    # What was typed last counts, however soon Run follows; what was given to the input stays.
    plus.get_by_role("textbox").fill("1")
    desktop.start()
    page.wait_for_timeout(100)
    desktop.wait_for("done")
    assert results(desktop) == {"add": [6.0, 11.0]}


def test_values_belong_to_their_package_alone(desktop: Visitor, tmp_path: Path) -> None:
    content = bundles.manifest([bundles.node("times", "MultiplyNode", factor="${FACTOR:-2}")])
    desktop.open(bundles.bundle(tmp_path / "one.rmpkg", content))
    field = desktop.page.get_by_test_id("value-FACTOR").get_by_role("textbox")
    field.fill("7")
    desktop.open(bundles.bundle(tmp_path / "two.rmpkg", content))
    expect(field).to_have_value("")
    desktop.page.get_by_test_id("undo").click()
    expect(field).to_have_value("7")
    desktop.give("times", "[3]")
    desktop.run()
    assert results(desktop) == {"times": [21]}


def test_what_values_cannot_mend_is_refused_as_ever(desktop: Visitor, tmp_path: Path) -> None:
    nodes = [bundles.node("times", "MultiplyNod", factor="${FACTOR:-2}")]
    desktop.drop(bundles.bundle(tmp_path / "bad.rmpkg", bundles.manifest(nodes)))
    desktop.page.get_by_test_id("refused").wait_for()
    desktop.problem("unknown-node-type").wait_for()


def test_a_manifest_by_itself_opens_and_runs(desktop: Visitor, tmp_path: Path) -> None:
    graph = tmp_path / "graph.yaml"
    graph.write_text(YAML)
    desktop.open(graph)
    expect(desktop.page.get_by_test_id("verdict")).to_have_text("no code inside")
    desktop.give("times", "[1, 2]")
    desktop.run()
    assert results(desktop) == {"times": [3, 6]}
    # Data for its input is told from a pipeline by its content.
    data = tmp_path / "data.json"
    data.write_text('{"nodes": [{"id": 1, "type": "person"}]}')
    desktop.drop(data)
    expect(desktop.page.get_by_test_id("chosen-file")).to_have_text("data.json")
    expect(desktop.page.get_by_role("region", name="Told")).to_contain_text(
        "data.json holds no pipeline: it is the input times now."
    )
    other = tmp_path / "other.json"
    other.write_text(json.dumps(bundles.manifest([bundles.node("a", "AddNode", addend=1)])))
    desktop.open(other)
    expect(desktop.page.get_by_role("region", name="Undo")).to_contain_text("other.json is a pipeline")


def test_a_run_file_brings_its_inputs(desktop: Visitor, tmp_path: Path) -> None:
    times = bundles.manifest([bundles.node("times", "MultiplyNode", factor=2)])
    run_file = tmp_path / "run.json"
    run_file.write_text(json.dumps({"manifest": times, "input_data": [1, 2.0, [3, 4]]}))
    desktop.open(run_file)
    expect(desktop.page.get_by_test_id("input-times").get_by_role("textbox")).to_have_value(
        "[1, 2.0, [3, 4]]"
    )
    desktop.run()
    assert results(desktop) == {"times": [2, 4.0, [6, 8]]}
    # Too much for a field, and as many packets all the same.
    many = list(range(60_000))
    run_file.write_text(json.dumps({"manifest": times, "inputs": {"times": many}}))
    desktop.open(run_file)
    expect(desktop.page.get_by_test_id("given-times")).to_contain_text("60,000 packets")
    desktop.run()
    expect(desktop.output("times")).to_contain_text("60,000")


def test_a_manifest_whose_code_lies_elsewhere_says_where_it_belongs(desktop: Visitor, tmp_path: Path) -> None:
    graph = tmp_path / "graph.json"
    graph.write_text(json.dumps(bundles.manifest([bundles.node("g", "Greeter")])))
    desktop.drop(graph)
    desktop.page.get_by_test_id("refused").wait_for()
    problem = desktop.problem("unknown-node-type")
    expect(problem).to_contain_text("whose code is not in this file")
    expect(problem).to_contain_text("rmpkg build")
    expect(problem).to_contain_text("a zip of that folder")
    broken = tmp_path / "broken.json"
    broken.write_text('{"version": "v1", "nodes": [{"id": "a" "node_type": "AddNode"}]}')
    desktop.drop(broken)
    expect(desktop.page.get_by_test_id("refused")).to_contain_text("broken.json")


def test_a_line_of_megabytes_pushes_no_other_out_of_the_log(desktop: Visitor, tmp_path: Path) -> None:
    source = (
        "class Loud:\n    def process(self, data):\n        print('before')\n"
        "        print('x' * 5_000_000)\n        print('after')\n        return data\n"
    )
    desktop.open(bundles.python_bundle(tmp_path / "loud.rmpkg", source, "Loud"))
    desktop.give("it", "[1, 2]")
    desktop.run()
    page = desktop.page
    page.get_by_role("tab", name="Log").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("after")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("inspector").get_by_role("button", name="Copy").click()
    lines = page.evaluate("() => navigator.clipboard.readText()").rstrip("\n").split("\n")
    texts = [line.split("\t")[2] for line in lines]
    cut = "x" * 10_000 + " … 4,990,000 more characters"
    assert texts == ["before", cut, "after"] * 2
    assert page.get_by_test_id("log-left-out").count() == 0


def test_a_manifest_is_pasted_as_text_and_a_field_keeps_what_is_pasted_into_it(desktop: Visitor) -> None:
    page = desktop.page
    desktop.paste(YAML)
    page.get_by_test_id("opened").wait_for()
    expect(page.get_by_test_id("package").get_by_role("heading")).to_have_text("by-itself")
    field = page.get_by_test_id("input-times").get_by_role("textbox")
    field.fill("")
    field.focus()
    desktop.paste("[2, 5]")
    expect(field).to_have_value("[2, 5]")
    desktop.run()
    assert results(desktop) == {"times": [6, 15]}
    # Beside an open package; what is no manifest is refused and leaves it.
    field.blur()
    desktop.paste("not a manifest")
    expect(page.get_by_test_id("refusal")).to_contain_text("pasted manifest.yaml cannot run")
    desktop.paste(json.dumps(bundles.manifest([bundles.node("n", "PassThroughNode")])))
    expect(page.get_by_test_id("package").get_by_role("heading")).to_have_text("under-test")
