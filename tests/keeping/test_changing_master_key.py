"""Under another master key everything opens as before, whatever ended the change half-way, and nobody seals beside it."""

import base64

import pytest

from bootstrap.changing_master_key import change
from persistence import secret_files
from persistence.master_key import MasterKey, MasterKeyUnusable, VaultInUse, WrongMasterKey
from persistence.vault import Vault
from tests.keeping.conftest import MASTER, digest_of

NEW = bytes(range(96, 128))


@pytest.fixture
def new_file(tmp_path):
    return written(tmp_path / "new-master-key", NEW)


@pytest.fixture
def stopped(office):
    """The office with its key in the file, and nobody at work."""
    office.settings.data.mkdir(exist_ok=True)
    written(office.settings.data / "master-key", MASTER)
    office.close()
    return office


def written(path, secret):
    path.write_bytes(base64.b64encode(secret) + b"\n")
    path.chmod(0o600)
    return path


def opens_under(office, secret):
    datastore = office.datastore("app")
    try:
        return office.files_of(datastore, secret).content(office.person, digest_of(office.scan))
    finally:
        datastore.close()


def kept(office):
    return base64.b64decode((office.settings.data / "master-key").read_bytes())


def test_given_another_key_when_the_vault_is_under_it_then_all_opens_as_before(stopped, new_file):
    assert change(stopped.settings, stopped.served, new_file)

    assert opens_under(stopped, NEW) == stopped.scan
    assert kept(stopped) == NEW
    with pytest.raises(WrongMasterKey):
        opens_under(stopped, MASTER)
    assert stopped.rows("SELECT what FROM log.security") == [("change_master_key",)]


def test_given_a_change_that_ended_before_the_file_was_replaced_when_begun_again_then_it_comes_to_its_end(
    stopped, new_file, monkeypatch
):
    def lost(*_):
        raise OSError("the machine went off")

    with monkeypatch.context() as at_that_moment:
        at_that_moment.setattr(secret_files, "replace", lost)
        with pytest.raises(OSError, match="went off"):
            change(stopped.settings, stopped.served, new_file)
    assert kept(stopped) == MASTER

    change(stopped.settings, stopped.served, new_file)

    assert (kept(stopped), opens_under(stopped, NEW)) == (NEW, stopped.scan)


def test_given_a_process_that_could_still_make_keys_when_the_key_is_changed_then_it_is_refused(
    office, new_file
):
    in_a_setting = office.with_settings(master_key=base64.b64encode(MASTER).decode())
    Vault(office.app, MasterKey(MASTER))

    with pytest.raises(VaultInUse):
        change(in_a_setting.settings, office.served, new_file)

    assert opens_under(office, MASTER) == office.scan


def test_given_the_key_in_a_setting_when_it_is_changed_then_the_setting_is_for_the_operator_to_change(
    stopped, new_file
):
    in_a_setting = stopped.with_settings(master_key=base64.b64encode(MASTER).decode())

    assert not change(in_a_setting.settings, stopped.served, new_file)

    assert (kept(stopped), opens_under(stopped, NEW)) == (MASTER, stopped.scan)


def test_given_another_key_than_the_vaults_when_it_is_changed_then_nothing_is(stopped, new_file, tmp_path):
    written(stopped.settings.data / "master-key", bytes(32))

    with pytest.raises(WrongMasterKey):
        change(stopped.settings, stopped.served, new_file)
    with pytest.raises(MasterKeyUnusable, match="there is no"):
        change(stopped.settings, stopped.served, tmp_path / "nowhere")

    assert opens_under(stopped, MASTER) == stopped.scan
    assert stopped.rows("SELECT what FROM log.security") == []
