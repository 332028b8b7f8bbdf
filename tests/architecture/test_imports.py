"""Who may import whom is kept by contracts, and each of them is shown to notice what it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, packages, settings

IMPORTLINTER = settings()["tool"]["importlinter"]
CONTRACTS = [contract["id"] for contract in IMPORTLINTER["contracts"]]

# What each contract has to notice: a module, and the import that it must not have.
FORBIDDEN = [
    ("layers", "domain/calendar.py", "persistence.records"),
    ("layers", "domain/office.py", "api.problems"),
    ("layers", "persistence/records.py", "projections.rows"),
    ("layers", "projections/rows.py", "bootstrap.settings"),
    ("layers", "projections/rows.py", "documents.tables"),
    ("layers", "documents/tables.py", "projections.rows"),
    ("layers", "bootstrap/settings.py", "api.problems"),
    ("layers", "api/problems.py", "scheduler"),
    ("layers", "sealer/signers.py", "scheduler.slots"),
    ("layers", "api/problems.py", "cli.main"),
    ("documents", "documents/tables.py", "persistence.datastore"),
    ("persistence", "persistence/records.py", "domain.places"),
    ("persistence", "persistence/records.py", "domain.aggregates.quota"),
    ("persistence", "persistence/embedded/locks.py", "domain.policy.book"),
    ("aggregates", "domain/aggregates/quota.py", "domain.aggregates.enterprise"),
    ("aggregates", "domain/aggregates/talent.py", "domain.aggregates.credit_code"),
    ("projections", "projections/quota_board/queries.py", "projections.enterprise_register.tables"),
    ("frameworks", "domain/calendar.py", "fastapi"),
    ("frameworks", "domain/store.py", "sqlalchemy"),
    ("frameworks", "domain/store.py", "psycopg2"),
    ("frameworks", "domain/work.py", "apscheduler.schedulers.background"),
    ("frameworks", "domain/work.py", "uvicorn"),
    ("frameworks", "domain/work.py", "httpx"),
    ("layers", "domain/calendar.py", "transparency.tree"),
    ("layers", "transparency/tree.py", "domain.base"),
    ("transparency", "transparency/tree.py", "psycopg2"),
    ("domain", "domain/base.py", "domain.places"),
    ("domain", "domain/places.py", "domain.aggregates.quota"),
    ("domain", "domain/policy/pack.py", "domain.use_cases"),
    ("domain", "domain/aggregates/quota.py", "domain.authorization"),
    ("domain", "domain/store.py", "domain.authorization"),
]


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", *options], cwd=tree, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source and of its contracts."""
    copy = tmp_path_factory.mktemp("tree")
    for package in packages():
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_the_source_keeps_all_contracts(tree):
    kept = lint(tree)

    assert kept.returncode == 0, kept.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in kept.stdout


@pytest.mark.parametrize(("contract", "module", "imported"), FORBIDDEN)
def test_an_import_that_is_forbidden_breaks_its_contract(tree, contract, module, imported):
    path = tree / module
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n\nimport {imported}\n", encoding="utf-8")
    try:
        broken = lint(tree, "--contract", contract)
    finally:
        path.write_text(before, encoding="utf-8")

    name = module.removesuffix(".py").replace("/", ".")
    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert "1 broken" in broken.stdout
    assert name in broken.stdout


def test_every_contract_is_shown_to_break():
    assert {contract for contract, *_ in FORBIDDEN} == set(CONTRACTS)


def test_every_package_of_the_product_stands_under_the_contracts():
    assert set(IMPORTLINTER["root_packages"]) == set(packages())


def test_every_projection_stands_under_the_contract_of_projections():
    (contract,) = (one for one in IMPORTLINTER["contracts"] if one["id"] == "projections")
    folders = (path.parent for path in (ROOT / "projections").glob("*/__init__.py"))

    assert set(contract["modules"]) == {f"projections.{folder.name}" for folder in folders}
