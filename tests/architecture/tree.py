"""The source of the product, as the guards read it."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@cache
def settings() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> list[str]:
    """The packages that the product consists of."""
    return sorted(
        pattern.removesuffix("*")
        for pattern in settings()["tool"]["setuptools"]["packages"]["find"]["include"]
    )


def sources(folder: str) -> Iterator[Path]:
    """Every Python file below a folder of the repository."""
    return (path for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
