"""The domain has no clock, no dice, no files and no environment: everything comes in by the door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, parsed, relative, sources

MODULES = {
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
}
NAMES = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "input",
    "open",
    "print",
}
FILE_METHODS = (".open", ".read_text", ".read_bytes", ".write_text", ".write_bytes")
OPENED = {
    "AcceptanceRegister.open",
    "Account.open",
    "AutomaticGrants.open",
    "CaseNotes.open",
    "StandIn.open",
    "LedgerClosings.open",
    "QuarterlyReport.open",
    "Batch.open",
    "DuplicateCheck.open",
    "CardHolding.open",
    "CardNumbers.open",
    "EnterpriseList.open",
    "OpeningBooks.open",
    "PolicyCatalogue.open",
    "ProductionBatch.open",
    "Quota.open",
    "SampleCatalogue.open",
    "ScheduledJob.open",
    "ReceivedReport.open",
    "ServiceYear.open",
    "work.vault.open",
}  # aggregates and sealed facts, not files
READS_PACKS = "domain/policy/loading.py"  # the policy packs that are shipped with the product


def impurities(tree: ast.Module) -> Iterator[str]:
    """What a module uses of the world outside, in the order of the lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                if module.partition(".")[0] in MODULES:
                    yield module
                yield from (f"{module}.{one.name}" for one in names if f"{module}.{one.name}" in NAMES)
            case ast.Call(func=called):
                written = ast.unparse(called)
                short = ".".join(written.split(".")[-2:])
                if written in NAMES or short in NAMES or short.endswith(FILE_METHODS):
                    yield written


PURE = [path for path in sources("domain") if relative(path) != READS_PACKS]


@pytest.mark.parametrize("path", PURE, ids=relative)
def test_a_module_of_the_domain_takes_nothing_from_the_world_outside(path: Path):
    assert [used for used in impurities(parsed(path)) if used not in OPENED] == []


def test_only_the_packs_are_read_and_nothing_else_is_used_there():
    assert set(impurities(parsed(ROOT / READS_PACKS))) == {"path.open"}


@pytest.mark.parametrize(
    ("line", "noticed"),
    [
        ("datetime.now(UTC)", "datetime.now"),
        ("datetime.datetime.now()", "datetime.datetime.now"),
        ("date.today()", "date.today"),
        ("from uuid import UUID, uuid4", "uuid.uuid4"),
        ("uuid.uuid4()", "uuid.uuid4"),
        ("import random", "random"),
        ("from time import sleep", "time"),
        ("import os.path", "os.path"),
        ("from os import environ", "os"),
        ("open('packs.yaml')", "open"),
        ("path.read_text()", "path.read_text"),
        ("pathlib.Path('x').open()", "pathlib.Path('x').open"),
    ],
)
def test_each_of_these_would_be_noticed(line: str, noticed: str):
    assert list(impurities(ast.parse(line))) == [noticed]
