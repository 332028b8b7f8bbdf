"""Dossiers (卷宗): what an auditor takes away about one case, report or sample, to be verified without us.

docs/format/dossier-1.md has the format.
"""

from importlib.resources import files

SHELL_VERIFIER = (files(__name__) / "verify.sh").read_bytes()
