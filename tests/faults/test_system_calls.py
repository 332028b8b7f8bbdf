"""Every system call of every writer of files fails once, and is once the last: what is there is whole, and the next one completes it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.file_writers import LATER, MUST_HOLD, WRITERS
from tests.faults.system_calls import FAULTS, Nursery

pytestmark = [
    pytest.mark.bar(id="F2"),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]
SHORT = "makes_a_key"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery("tests.faults.file_writers") as made:
        yield made


@pytest.mark.parametrize(
    "writer", [name if name == SHORT else pytest.param(name, marks=pytest.mark.slow) for name in WRITERS]
)
def test_given_a_writer_when_any_of_its_calls_fails_or_is_its_last_then_its_files_are_whole_and_it_goes_on(
    nursery: Nursery, tmp_path: Path, writer: str, capsys: pytest.CaptureFixture[str]
):
    must, ended = MUST_HOLD[writer], 0
    calls = list(nursery.calls(writer, emptied(tmp_path / "counted"), tmp_path / "log"))
    for call, number in calls:
        for fault in FAULTS:
            folder = emptied(tmp_path / "files")
            ended += nursery.run_with(fault, call, number, writer, folder) != 0
            assert must.always(folder), f"{fault} at {call} {number}"
            assert nursery.run(writer, folder) == 0, f"{fault} at {call} {number}"
            assert must.at_the_end(folder), f"{fault} at {call} {number}"

    with capsys.disabled():
        print(f"\n{writer}: {len(calls)} calls, {2 * len(calls)} faults, of which {ended} ended it")
    assert ended > len(calls)


def test_given_a_file_that_was_cut_short_when_it_is_looked_at_then_it_is_not_whole(tmp_path: Path):
    """The negative control: a writer that wrote in place would leave this."""
    for name, place in (("makes_a_key", "key"), ("writes_a_blob", "ab/subject/checkpoint")):
        path = emptied(tmp_path / name) / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(LATER[:100])

        assert not MUST_HOLD[name].always(tmp_path / name)


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
