"""Each unit of systemd in `deploy/` gives up what its processes do not need: all of them hold keys and passwords."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service"))
# What no process of ours needs, whatever it does.
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


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_a_unit_gives_up_what_it_does_not_need(unit: Path) -> None:
    stated = set(unit.read_text(encoding="utf-8").splitlines())

    assert stated >= GIVEN_UP
    assert stated & {"ProtectSystem=full", "ProtectSystem=strict"}
