"""huicai-verify knows nothing of the application: it would repeat its faults otherwise."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.verifying.exported_logs import KEY, SIGNER, ExportedLog

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "verify" / "src"
ALLOWED = {*sys.stdlib_module_names, "cryptography", "huicai_verify"}
ALONE = """
import sys
sys.path.insert(0, {source!r})
from huicai_verify.command import main
code = main([{log!r}, "--key", {key!r}])
known = set(sys.stdlib_module_names) | {{"huicai_verify", "cryptography", "_cffi_backend", "_openssl", "__mp_main__"}}
# What a .pth file of the environment imports at its start is not the verifier's doing.
strangers = {{name.partition(".")[0] for name in sys.modules.keys() - before}} - known
assert not strangers, strangers
sys.exit(code)
"""


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add((node.module or "").partition(".")[0])
    return found


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    assert modules
    assert {path.name: imported(path) - ALLOWED for path in modules if imported(path) - ALLOWED} == {}


def test_it_verifies_where_no_other_module_is_loaded(tmp_path: Path) -> None:
    log = ExportedLog.of(300).written(tmp_path / "log")
    script = ALONE.format(source=str(SOURCE), log=str(log), key=SIGNER.verifier_key)

    done = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; before = set(sys.modules)\n" + script],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert KEY.name in done.stdout


def test_the_application_does_not_import_it_either() -> None:
    packages = [
        path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in ("tests", "bench")
    ]
    assert len(packages) > 5
    users = [
        path for package in packages for path in package.rglob("*.py") if "huicai_verify" in path.read_text()
    ]
    assert users == []
