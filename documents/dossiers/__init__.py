"""Dossiers (卷宗): what an auditor takes away about one case, report or sample, to be verified without us.

docs/format/dossier-1.md has the format.
"""

from importlib.resources import files

_HERE = files(__name__)
SHELL_VERIFIER = (_HERE / "verify.sh").read_bytes()
READ_ME = {
    f"README.{language}.txt": (_HERE / f"readme.{language}.txt").read_bytes() for language in ("zh", "en")
}
