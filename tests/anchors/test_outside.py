"""What lies on the medium is enough for an auditor's own program, which knows nothing of the application."""

import shutil

import pytest
from huicai_verify.command import main

from tests.anchors.test_anchors import OF_LOG


@pytest.fixture
def keys(city, tmp_path):
    def written():
        path = tmp_path / "keys"
        path.write_text("".join(f"{key}\n" for key in city.sealed.verifiers()))
        return path

    return written


@pytest.fixture
def anchored(city):
    city.copies_to_a_folder()
    for _ in range(2):
        city.grows(300)
        city.ticks()
    return city


def kept(city, size: int) -> str:
    return str(city.folder / OF_LOG / f"checkpoints/{size:019}")


def test_every_checkpoint_of_the_medium_is_verified_from_the_medium_alone(anchored, keys, tmp_path):
    for size in (300, 600):
        copy = tmp_path / f"copy {size}"
        shutil.copytree(anchored.folder / OF_LOG, copy)
        shutil.copyfile(kept(anchored, size), copy / "checkpoint")

        assert main([str(copy), "--key", str(keys())]) == 0


def test_a_published_log_that_continues_the_medium_holds(anchored, keys):
    anchored.grows(10)

    published = [str(anchored.sealed.files_folder), "--key", str(keys())]

    assert main([*published, "--trusted-checkpoint", kept(anchored, 300)]) == 0


def test_a_published_log_that_was_rewritten_holds_by_itself_and_not_against_the_medium(
    anchored, keys, capsys
):
    anchored.is_rewritten(150)
    published = [str(anchored.sealed.files_folder), "--key", str(keys()), "--lang", "en"]

    assert main(published) == 0, "the control: nobody would notice"
    assert main([*published, "--trusted-checkpoint", kept(anchored, 600)]) == 1
    assert "history_rewritten" in capsys.readouterr().out


def test_a_cosigned_checkpoint_of_the_medium_is_verified_with_the_witness_s_key(city, province, keys):
    province.forgets()
    city.asks(province)
    city.copies_to_a_folder()
    for _ in range(2):
        city.ticks()
    [cosigned] = (city.folder / OF_LOG / "cosigned").iterdir()
    wanted = [str(cosigned), "--key", str(keys()), "--witnesses", "1"]

    assert main([*wanted, "--key", province.key]) == 0
    assert main(wanted) != 0, "without the witness's key nobody has cosigned"
