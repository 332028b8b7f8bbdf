"""`huicai rotate-card-key` puts a new key in front of those that sign the codes on cards."""

from uuid import UUID

import pytest
from typer.testing import CliRunner

from cli.main import app
from persistence.card_tokens import CardToken, CardTokens
from persistence.signing_keys import SigningKeysUnusable, kept_in

CARD = CardToken(UUID(int=7), 1)


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where no .env is
    monkeypatch.setenv("HUICAI_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HUICAI_CARD_KEYS", raising=False)


def rotated():
    return CliRunner().invoke(app, ["rotate-card-key"])


def test_codes_of_the_earlier_keys_stay_good(tmp_path):
    path = tmp_path / "data" / "card-keys.json"
    assert rotated().exit_code == 0
    old = CardTokens(kept_in(path)).written(CARD)

    outcome = rotated()

    assert outcome.exit_code == 0
    assert kept_in(path)[0].kid in outcome.output
    assert CardTokens(kept_in(path)).read(old) == CARD
    assert kept_in(path)[0].as_dict(private=True)["d"] not in outcome.output


def test_keys_that_stand_in_a_setting_are_not_rotated_in_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HUICAI_CARD_KEYS", '{"keys": []}')

    outcome = rotated()

    assert outcome.exit_code != 0
    assert isinstance(outcome.exception, SigningKeysUnusable)
    assert not (tmp_path / "data").exists()
