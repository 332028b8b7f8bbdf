"""`python -m bench.measured_page`: what the benchmarks have found here last, as `docs/measured.md`."""

from pathlib import Path

from bench.report import Report

FOUND = Path(__file__).parent / "out"
PAGE = Path(__file__).parent.parent / "docs" / "measured.md"
HEAD = """# What was measured

    make bench NAME=appends
    .venv/bin/python -m bench.measured_page    # this page, out of what lies in bench/out

What each benchmark asks, of whom, and how the figures are to be read: [bench/README.md](../bench/README.md). A ratio is that of the same run; where a
bar is stated and not reached, the line says **missed**. Absolute figures are those of the machine that is named below each table.
"""


def page(folder: Path = FOUND) -> str:
    """A section for every benchmark that has left its figures in this folder."""
    return "\n".join([HEAD, *(_section(path) for path in sorted(folder.glob("*.json")))])


def _section(path: Path) -> str:
    return f"## {path.stem}\n\n{Report.read(path).as_markdown()}\n"


if __name__ == "__main__":
    PAGE.write_text(page())
