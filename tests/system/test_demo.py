"""`huicai demo`, as a newcomer runs it: on a machine where no server runs, and once more."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl

from tests.system.conftest import free_port


def test_the_demo_plays_to_its_end_and_can_be_played_again(data_folder: Path) -> None:
    environment = os.environ | {"HUICAI_DATA": str(data_folder / "data"), "HUICAI_PORT": str(free_port())}

    screens = [
        subprocess.run(
            [sys.executable, "-m", "cli", "demo"],
            cwd=data_folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for _ in range(2)
    ]

    for screen in screens:
        assert "本年度本部门配额已用完" in screen
        assert "该企业本年度已被推荐" in screen
        assert "该企业本年度已推荐一人" in screen
        assert "R-11" in screen
        assert "blocked by place" in screen
        assert "Quota.PersonProposed" in screen
    assert "Quota.NominationWithdrawn" in screens[1]
    (board,) = (data_folder / "out").glob("quota-board-*.xlsx")
    cells = [cell.value for row in openpyxl.load_workbook(board).active.iter_rows() for cell in row]
    assert cells.count("已推荐") >= 10
