"""`huicai keys`, `send` and `receive`: a report there and its receipt back, on a stick."""

import json
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
import typer
from pydantic import ValidationError
from typer.testing import CliRunner

from bootstrap.settings import Settings
from cli.complaints import NoUnit
from cli.main import app
from cli.reports import take_in, write_out
from persistence.embedded import EmbeddedPostgres
from persistence.signing_keys import SigningKeysUnusable
from tests.api.two_instances import Above, Below, two_instances
from tests.domain.reports_between_units import PROVINCE, ZIBO_CITY, trusted

numbers = count(2010)


@pytest.fixture(scope="module")
def both(server: EmbeddedPostgres, template: str, tmp_path_factory) -> Iterator[tuple[Below, Above]]:
    with two_instances(server, template, tmp_path_factory.mktemp("two")) as made:
        yield made


@pytest.fixture
def pair(both) -> tuple[Below, Above]:
    """The two, with a quarter of this test's own and a report that waits."""
    below, above = both
    quarter = f"{next(numbers)}Q1"
    for one in both:
        one.begins(quarter)
    above.trusts(trusted(below.key, ZIBO_CITY))
    below.trusts(trusted(above.key, PROVINCE))
    below.submits()
    below.package()
    below.caught_up()
    return both


def send(side, stick: Path) -> list[str]:
    """What lies there of this test's quarter."""
    stick.mkdir(exist_ok=True)
    write_out(side.service.settings, stick)
    return sorted(path.name for path in stick.iterdir() if side.quarter in path.name)


def receive(side, stick: Path) -> bool:
    """Whether everything was taken."""
    with suppress(typer.Exit):
        take_in(side.service.settings, stick)
        return True
    return False


def test_a_report_is_carried_there_and_its_receipts_back(pair, tmp_path):
    below, above = pair
    stick = tmp_path / "stick"

    [package] = send(below, stick)
    assert receive(above, stick)
    assert [line["standing"] for line in above.lines()] == ["received"]
    receipt = stick / package.replace(".zip", ".receipt")
    assert receipt.exists()
    assert receive(below, stick)
    assert [line["status"] for line in below.deliveries()] == ["received"]

    above.decides("acknowledgement")
    send(above, stick)
    assert receive(below, stick)
    assert receive(below, stick)

    assert [line["status"] for line in below.deliveries()] == ["acknowledged"]
    assert [topic for topic in below.topics() if topic == "ReportDelivery.Acknowledged"] == [
        below.topics()[-1]
    ]
    assert not [path for path in stick.iterdir() if path.name.startswith(".")]


def test_what_waits_no_longer_is_not_written_again(pair, tmp_path):
    below, above = pair
    stick = tmp_path / "stick"
    send(below, stick)
    receive(above, stick)
    receive(below, stick)

    assert send(below, tmp_path / "another") == []


def test_who_has_signed_a_package_that_is_refused_gets_the_refusal_on_the_stick(pair, tmp_path):
    below, above = pair
    stick = tmp_path / "stick"
    send(below, stick)
    below.submits(2)
    above.hands_in(below.package(2))

    assert not receive(above, stick)
    assert above.refused()[-1] == (f"unit {ZIBO_CITY}", "ReceiveReport", "package_replayed")
    assert receive(below, stick)

    refused = [line for line in below.deliveries() if line["revision"] == 1]
    assert [(line["status"], line["refusal_code"]) for line in refused] == [("refused", "package_replayed")]


def test_a_package_by_nobody_that_is_known_gets_no_receipt(pair, tmp_path):
    below, above = pair
    stick = tmp_path / "stick"
    send(below, stick)
    above.trusts()

    assert not receive(above, stick)

    assert not list(stick.glob("*.receipt"))


def test_what_is_altered_on_the_way_or_leads_elsewhere_is_not_taken(pair, tmp_path):
    below, above = pair
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere.zip"
    [name] = send(below, stick)
    elsewhere.write_bytes((stick / name).read_bytes())
    (stick / "linked.zip").symlink_to(elsewhere)
    (stick / name).write_bytes((stick / name).read_bytes()[:-1] + b"\1")
    (stick / "large.zip").write_bytes(b"\0" * (above.service.settings.package_limit + 10))

    assert not receive(above, stick)

    assert above.lines() == []
    assert {code for _, _, code in above.refused()} == {"package_unreadable", "package_too_large"}


def test_a_receipt_that_was_altered_is_not_taken(pair, tmp_path):
    below, above = pair
    stick = tmp_path / "stick"
    send(below, stick)
    receive(above, stick)
    [path] = [path for path in stick.glob("*.receipt") if below.quarter in path.name]
    written = path.read_text()
    path.write_text(written[:-10] + ("A" if written[-10] != "A" else "B") + written[-9:])

    assert not receive(below, stick)

    assert [line["status"] for line in below.deliveries()] == ["prepared"]


@pytest.mark.parametrize(
    "stated",
    [
        {"upper_unit": PROVINCE},
        {"unit": ZIBO_CITY, "upper_url": "https://huicai.example.org"},
        {"unit": ZIBO_CITY, "upper_unit": PROVINCE, "upper_url": "http://huicai.example.org"},
        {"unit": ZIBO_CITY, "upper_unit": PROVINCE, "upper_url": "https://huicai.example.org/v1"},
        {"unit": "Zibo"},
        {"areas_elsewhere": "boshan"},
        {"unit": ZIBO_CITY, "areas_elsewhere": "boshan, zichuan"},
    ],
    ids=str,
)
def test_a_unit_above_is_stated_whole_and_reached_over_tls(stated):
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **stated)


def test_the_areas_that_report_from_elsewhere_are_named_one_by_one():
    stated = Settings(_env_file=None, unit=ZIBO_CITY, areas_elsewhere="boshan,zichuan")

    assert stated.kept_elsewhere == {"boshan", "zichuan"}
    assert Settings(_env_file=None).kept_elsewhere == frozenset()


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)  # where no .env is
    monkeypatch.setenv("HUICAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HUICAI_UNIT", ZIBO_CITY)
    monkeypatch.delenv("HUICAI_REPORT_KEYS", raising=False)
    return tmp_path / "data"


def keys(*options: str):
    return CliRunner().invoke(app, ["keys", *options])


def test_a_key_is_made_once_and_its_public_half_printed_for_the_other_side(data):
    first, again = keys(), keys()

    line = json.loads(first.stdout)
    assert first.stdout == again.stdout
    assert (line["unit"], line["crv"], line["valid_to"]) == (ZIBO_CITY, "Ed25519", None)
    assert "d" not in line
    assert stat.S_IMODE((data / "report-keys.json").stat().st_mode) == 0o600


def test_another_key_is_put_in_front_when_it_is_asked_for(data):
    first = json.loads(keys().stdout)

    second = json.loads(keys("--rotate").stdout)

    assert first["kid"] != second["kid"] == json.loads(keys().stdout)["kid"]


def test_nobody_signs_without_a_unit_or_rotates_keys_of_a_setting(data, monkeypatch):
    written = keys()
    monkeypatch.setenv("HUICAI_REPORT_KEYS", (data / "report-keys.json").read_text())

    assert keys().stdout == written.stdout
    assert isinstance(keys("--rotate").exception, SigningKeysUnusable)
    monkeypatch.delenv("HUICAI_UNIT")
    assert isinstance(keys().exception, NoUnit)
