"""What `deploy/` hands to operators: commands that there are, settings that there are, files that their programs read."""

import re
from pathlib import Path

import pytest
import yaml

from bootstrap.settings import Settings
from cli.main import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMMANDS = {
    command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands
}
SETTINGS = {f"HUICAI_{name.upper()}" for name in Settings.model_fields}
# What no process of ours needs, whatever it does; each of them holds keys and passwords.
GIVEN_UP = {
    "NoNewPrivileges=true",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "ProtectHome=true",
    "ProtectKernelTunables=true",
    "ProtectKernelModules=true",
    "ProtectControlGroups=true",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    "RestrictSUIDSGID=true",
    "RestrictRealtime=true",
    "LockPersonality=true",
    "CapabilityBoundingSet=",
    "SystemCallArchitectures=native",
    "UMask=0077",
    "User=huicai",
}
TEXTS = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit):
    [started] = re.findall(
        r"^ExecStart=/opt/huicai/.venv/bin/huicai ([a-z-]+)", unit.read_text(), re.MULTILINE
    )

    assert started in COMMANDS | subcommands()


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_gives_up_what_it_does_not_need(unit):
    stated = set(unit.read_text(encoding="utf-8").splitlines())

    assert stated >= GIVEN_UP
    assert stated & {"ProtectSystem=full", "ProtectSystem=strict"}


def test_every_part_that_can_run_alone_has_a_unit_and_a_container():
    parts = {"api", "projector", "sealer", "scheduler"}
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    assert all((DEPLOY / f"huicai-{part}.service").is_file() for part in parts)
    assert {service["command"][0] for service in services.values() if "command" in service} == {
        "run", "migrate", *(parts - {"api"})
    }  # fmt: skip
    assert {service["command"][0] for service in services.values() if "command" in service} <= COMMANDS


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(DEPLOY)))
def test_what_is_deployed_names_settings_that_there_are(text):
    assert set(re.findall(r"HUICAI_[A-Z_]+[A-Z]", text.read_text(encoding="utf-8"))) <= SETTINGS


def subcommands() -> set[str]:
    """Commands of groups that are at the top all the same."""
    return {
        command.name or command.callback.__name__.replace("_", "-")
        for group in app.registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
    }
