"""The alerts and the dashboard in `deploy/` ask for figures that exist, and whoever is woken is told what to do."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.test_documentation import METRICS, headings_of
from tests.architecture.tree import ROOT

FOLDER = ROOT / "deploy/prometheus"
RULES = yaml.safe_load((FOLDER / "huicai-alerts.yaml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((FOLDER / "huicai-alerts.test.yaml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((ROOT / "deploy/grafana/huicai.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
EXPRESSIONS = [target["expr"] for panel in PANELS for target in panel["targets"]]
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]

by_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool (Debian: prometheus) is not installed"
)
every_alert = pytest.mark.parametrize("alert", ALERTS, ids=[rule["alert"] for rule in ALERTS])


def metrics_in(expression: str) -> set[str]:
    return set(re.findall(r"\bhuicai_[a-z_]+", expression))


@every_alert
def test_an_alert_asks_for_figures_that_exist(alert: dict[str, Any]) -> None:
    assert metrics_in(alert["expr"])
    assert metrics_in(alert["expr"]) <= METRICS


@every_alert
def test_an_alert_says_what_is_wrong_in_both_languages_and_names_a_page_that_exists(
    alert: dict[str, Any],
) -> None:
    told = alert["annotations"]
    page, _, anchor = told["runbook"].partition("#")

    assert re.search("[\u4e00-\u9fff]", told["summary_zh"])
    assert told["summary"].isascii()
    assert (ROOT / page).is_file()
    assert not anchor or anchor in headings_of(ROOT / page)


@every_alert
def test_an_alert_is_tried_where_all_is_well_and_where_it_sounds(alert: dict[str, Any]) -> None:
    tried = {
        bool(rule["exp_alerts"])
        for case in CASES["tests"]
        for rule in case["alert_rule_test"]
        if rule["alertname"] == alert["alert"]
    }

    assert tried == {False, True}


@by_promtool
def test_the_alerts_sound_when_they_should() -> None:
    subprocess.run(["promtool", "test", "rules", "huicai-alerts.test.yaml"], cwd=FOLDER, check=True)


def test_the_dashboard_shows_figures_that_exist_and_every_panel_shows_one() -> None:
    shown = [metrics_in(expression) for expression in EXPRESSIONS]

    assert len(PANELS) > 10
    assert all(panel["targets"] for panel in PANELS)
    assert all(shown)
    assert set.union(*shown) <= METRICS


@by_promtool
def test_prometheus_understands_what_the_dashboard_asks(tmp_path: Path) -> None:
    asked = [
        {"record": f"panel:{number}", "expr": expression.replace("$__rate_interval", "1m")}
        for number, expression in enumerate(EXPRESSIONS)
    ]
    (tmp_path / "asked.yaml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": asked}]}))

    subprocess.run(["promtool", "check", "rules", tmp_path / "asked.yaml"], check=True)
