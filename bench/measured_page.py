"""`python -m bench.measured_page`: what the benchmarks have found here last, as `docs/measured.md`."""

from pathlib import Path

from bench.report import Report

FOUND = Path(__file__).parent / "out"
PAGE = Path(__file__).parent.parent / "docs" / "measured.md"
HEAD = """# What was measured

    make bench NAME=appends
    .venv/bin/python -m bench.measured_page    # this page: what lies in bench/out takes the place of what was there

What each benchmark asks, of whom, and how the figures are to be read: [bench/README.md](../bench/README.md). A ratio is that of the same run; where a
bar is stated and not reached, the line says **missed**. Absolute figures are those of the machine that is named below each table.
"""


def page(before: str, folder: Path = FOUND) -> str:
    """A section for every benchmark: by the figures that it has left in this folder, or else as it was `before`."""
    sections = {section.partition("\n")[0]: section.rstrip() for section in before.split("\n## ")[1:]}
    for path in folder.glob("*.json"):
        sections[path.stem] = f"{path.stem}\n\n{Report.read(path).as_markdown()}"
    return "\n".join([HEAD, *(f"## {sections[name]}\n" for name in sorted(sections))])


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
