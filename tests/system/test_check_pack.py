"""`huicai check-pack` reads packs together, so that a city's finds its province's."""

from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from domain.policy.faults import InvalidPack
from tests.domain.zibo import TEXT, ZIBO, provincial_edition

PROVINCE = provincial_edition(2)
UNDER_IT = TEXT.replace("under: shandong-2022/1", "under: shandong-2022/2")


def checked(folder: Path, **texts: str):
    """What comes of checking these files, in this order."""
    files = [folder / f"{name}.yaml" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["check-pack", *map(str, files)])


def test_a_pack_under_a_province_that_comes_along_is_checked_alone(tmp_path):
    outcome = checked(tmp_path, zibo=TEXT)

    assert outcome.exit_code == 0
    assert outcome.output == f"zibo-2023/1: in force in 370300 from 2023-12-15, sha256 {ZIBO.sha256}\n"


def test_a_city_s_pack_is_checked_together_with_the_province_s_that_is_named_beside_it(tmp_path):
    outcome = checked(tmp_path, zibo=UNDER_IT, shandong=PROVINCE.content)

    assert outcome.exit_code == 0
    assert [line.partition(":")[0] for line in outcome.output.splitlines()] == [
        "shandong-2022/2",
        "zibo-2023/1",
    ]
    assert PROVINCE.sha256 in outcome.output


def test_without_its_province_s_a_city_s_pack_is_refused(tmp_path):
    outcome = checked(tmp_path, zibo=UNDER_IT)

    assert isinstance(outcome.exception, InvalidPack)
    assert outcome.exception.faults[0].code == "unknown_version"
