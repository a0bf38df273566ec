"""The dashboard and the alert rules ask for what `/metrics` prints, by labels and values that are there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.outcomes import Outcome, Stage
from crawler.health.states import State
from tests.search.metrics.installation import ADDRESSES, make, read

ROOT = Path(__file__).parents[3]
DASHBOARD = json.loads((ROOT / "config" / "dashboards" / "kliping.json").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "config" / "dashboards" / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
TARGETS = [(panel["title"], target) for panel in DASHBOARD["panels"] for target in panel["targets"]]
EXPRESSIONS = [*((rule["alert"], rule["expr"]) for rule in RULES), *((title, one["expr"]) for title, one in TARGETS)]
OF_EVERY_SCRAPE = {"job", "instance"}
RARE = {
    "up": {},
    "kliping_disk_days_left": {},
    "kliping_index_generation": {},
    "kliping_last_visit_timestamp_seconds": {},
}
"""What Prometheus itself says of a target, and what is known only after a while."""
LISTS = {"outcome": set(Outcome), "stage": set(Stage), "state": set(State)}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[str]]]:
    """Each metric with its labels and their values."""
    client = make(tmp_path_factory.mktemp("data"), ["sakit"], ["sehat"], [Outcome.FETCHED, Outcome.OK])
    for address in ADDRESSES:
        client.get(address)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set), {name: {} for name in RARE})
    for one in read(client.get("/metrics").text):
        for label, value in one.labels.items():
            found[one.name][label].add(value)
        found[one.name].update({})
    return {name: dict(labels) for name, labels in found.items()}


def selectors(expression: str) -> Iterator[tuple[str, str]]:
    """The metrics that an expression asks for, each with the matchers in its braces."""
    plain = re.sub(r"\bby \([^)]*\)|\[\w+\]", "", expression)
    for name, behind in re.findall(r"\b([a-z_]+)\b\s*(\(|\{[^}]*\})?", plain):
        if behind != "(" and name not in ("and", "or"):
            yield name, behind


@pytest.mark.parametrize(("title", "expression"), EXPRESSIONS)
def test_each_metric_exists_with_its_labels(
    title: str, expression: str, printed: dict[str, dict[str, set[str]]]
) -> None:
    asked = list(selectors(expression))
    assert asked
    for name, matchers in asked:
        assert name in printed, name
        for label, operator, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', matchers):
            assert label in printed[name].keys() | OF_EVERY_SCRAPE, f"{name} has no {label}"
            known = LISTS.get(label, printed[name].get(label, {value}))
            assert set(value.split("|") if "~" in operator else [value]) <= known, f"{name}: {label}={value}"
    labels = {label for name, _ in asked for label in printed[name]} | OF_EVERY_SCRAPE
    grouped = {label.strip() for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in group.split(",")}
    assert grouped <= labels


def test_what_an_alert_and_a_legend_name_is_there(printed: dict[str, dict[str, set[str]]]) -> None:
    for rule in RULES:
        labels = {label for name, _ in selectors(rule["expr"]) for label in printed[name]}
        assert set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])) <= labels, rule["alert"]
    for title, target in TARGETS:
        labels = {label for name, _ in selectors(target["expr"]) for label in printed[name]}
        assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= labels, title


def test_rules_have_the_form_of_rules_and_stand_with_what_to_do() -> None:
    page = (ROOT / "docs" / "reference" / "monitoring.md").read_text("utf-8")
    for rule in RULES:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "1m"))
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert f"| `{rule['alert']}` |" in page
    names = [rule["alert"] for rule in RULES]
    assert sorted(set(names)) == sorted(names)
    assert set(re.findall(r"^\| `(Kliping\w+)` \|", page, re.MULTILINE)) == set(names)


def test_the_dashboard_can_be_imported() -> None:
    assert DASHBOARD["schemaVersion"] == 42  # Grafana 12.2 and newer; older ones read it too
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["description"] for panel in panels)
    boxes = [tuple(panel["gridPos"][key] for key in "xywh") for panel in panels]
    taken = [(x + i, y + j) for x, y, w, h in boxes for i in range(w) for j in range(h)]
    assert len(set(taken)) == len(taken)
    assert all(x < 24 for x, _ in taken)
    (variable,) = DASHBOARD["templating"]["list"]
    assert {target["datasource"]["uid"] for _, target in TARGETS} == {f"${{{variable['name']}}}"}
