"""pg_dump and pg_restore (备份工具): of the release that the server is of, whose archives and settings they know."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import URL, make_url

from persistence.backup import BackupImpossible
from persistence.embedded import Installation
from persistence.embedded.installation import MAJOR

ON_DEBIAN = "/usr/lib/postgresql/{major}/bin"
SAID_AT_MOST = 2_000


class ProgramsMissing(BackupImpossible):
    """There is no pg_dump of the server's release on this machine."""


class DumpFailed(BackupImpossible):
    """pg_dump or pg_restore did not come to its end; says what it said."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder with pg_dump and pg_restore, and which major release they are of."""

    folder: Path
    major: int

    @classmethod
    def for_server(cls, major: int, stated: Path | None = None) -> "Programs":
        """Those of the server's release: where the operator says, those that come along, or Debian's. Raises `ProgramsMissing`."""
        for folder in _folders(major, stated):
            if _major_of(folder / "pg_dump") == major:
                return cls(folder, major)
        raise ProgramsMissing(
            f"there is no pg_dump of PostgreSQL {major} here: install postgresql-client-{major}, "
            "or say in HUICAI_POSTGRES_PROGRAMS in which folder it is"
        )

    @contextmanager
    def dumping(self, url: str, *options: str) -> Iterator[IO[bytes]]:
        """What pg_dump writes. Raises `DumpFailed` at the end unless it came to its own."""
        with _running(self.folder / "pg_dump", url, "--format=custom", *options, reads=False) as pipe:
            yield pipe

    @contextmanager
    def restoring(self, url: str, *options: str) -> Iterator[IO[bytes]]:
        """Where pg_restore reads an archive from. It loads all of it or nothing. Raises `DumpFailed`."""
        wanted = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", *options)
        with _running(self.folder / "pg_restore", url, *wanted, reads=True) as pipe:
            yield pipe


def _folders(major: int, stated: Path | None) -> Iterator[Path]:
    if stated is not None:
        yield stated
        return
    if major == MAJOR:
        yield Installation.bundled().folder / "bin"
    yield Path(ON_DEBIAN.format(major=major))
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).parent


def _major_of(program: Path) -> int | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else None


@contextmanager
def _running(program: Path, url: str, *options: str, reads: bool) -> Iterator[IO[bytes]]:
    """The program on the database at `url`, and the pipe that leads out of it, or into it if it `reads`."""
    where = make_url(url)
    command: Sequence[str | Path] = (program, f"--dbname={_without_password(where)}", *options)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  the commands are our own, without a shell
            command,
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
            stderr=errors,
            env=os.environ | {"PGPASSWORD": where.password or "", "LC_ALL": "C"},
        )
        pipe = process.stdin if reads else process.stdout
        assert pipe is not None
        try:
            yield pipe
            pipe.close()
        except BrokenPipeError:
            pass  # it says itself why it reads no more
        except BaseException:
            process.kill()
            raise
        finally:
            _closed(pipe)
            process.wait()
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()[-SAID_AT_MOST:]
            raise DumpFailed(f"{program.name} ended with {process.returncode}: {said}")


def _closed(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _without_password(url: URL) -> str:
    """The URL for a command line, which everybody on the machine can read."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
