"""The witness over HTTP, as https://c2sp.org/tlog-witness says: what is sent, and the status that each answer has."""

from collections.abc import Iterator

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.api.conftest import Town, town_on
from tests.conftest import _temporary as temporary
from tests.persistence.witnessing import (
    KEY,
    NAME,
    ORIGIN,
    STOLEN_FROM_NOBODY,
    Story,
    key_of,
    leaves,
    settings_in,
)
from transparency.note import Ed25519Signer, Note
from transparency.witness_request import LONGEST_PROOF

ADD_CHECKPOINT = "/v1/witness/add-checkpoint"
HONEST, FORGED = Story(leaves(300)), Story(leaves(300, "forged "))


@pytest.fixture(scope="module")
def town(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("province")
    settings = settings_in(folder, KEY)
    stated = {"witness_name": NAME, "witnessed_logs": settings.witnessed_logs, "packages_per_address": 1000}
    with (
        temporary(server, template) as database,
        town_on(database, folder, projected=False, **stated) as made,
    ):
        yield made


@pytest.fixture
def log(town):
    """A log of this test's own, of which 100 entries were witnessed."""
    with town.service.settings.witnessed_logs.open("a") as file:
        key = Ed25519Signer(f"{ORIGIN}/{next(town.numbers)}", KEY.private)
        file.write(f"log {key.verifier}\n")
    story = Story(leaves(300), origin=key.name, key=key)
    assert sent(town, story.request(0, 100)).status_code == 200
    return story


def sent(town: Town, body: str | bytes, kind: str = "text/plain"):
    return town.http.post(ADD_CHECKPOINT, content=body, headers={"Content-Type": kind})


def test_a_cosignature_is_a_line_to_be_put_below_the_checkpoint(town, log):
    answer = sent(town, log.request(100, 200), kind="application/octet-stream")

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    note = Note.parse(f"{log.checkpoint(200)}\n{answer.text}")
    key = key_of(town.service.settings)
    assert note.believed_by([key]) == [key]


def test_another_old_size_is_answered_with_the_one_that_was_seen(town, log):
    answer = sent(town, log.request(0, 200))

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (409, "text/x.tlog.size")
    assert answer.text == "100\n"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (lambda log: log.request(100, 200).replace("old 100", "old 0100"), 400, "witness_request_unreadable"),
        (lambda log: log.request(0, 99).replace("old 0", "old 100"), 400, "witness_request_unreadable"),
        (lambda log: log.request(100, 200, [b"\0" * 32] * (LONGEST_PROOF + 1)), 400, "witness_request_unreadable"),
        (lambda _: b"\xff\xfe", 400, "witness_request_unreadable"),
        (
            lambda log: Story(log.leaves, log.origin, Ed25519Signer(log.origin, STOLEN_FROM_NOBODY.private)).request(100, 200),
            403,
            "checkpoint_not_trusted",
        ),
        (lambda _: Story(leaves(9), origin="example.com/nobody").request(0, 9), 404, "log_unknown"),
        (lambda log: Story(leaves(200, "x"), log.origin, log.key).request(100, 100), 409, "roots_differ"),
        (lambda log: Story(leaves(200, "x"), log.origin, log.key).request(100, 200), 422, "consistency_unproven"),
    ],
)  # fmt: skip
def test_whatever_is_not_cosigned_has_the_status_of_the_specification(town, log, change, status, code):
    before = len(town.refusals())

    answer = sent(town, change(log))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    [line] = town.refusals()[before:]
    assert (line["actor"], line["command"], line["code"]) == ("anonymous", "AddCheckpoint", code)


def test_being_told_the_size_is_no_refusal(town, log):
    before = len(town.refusals())

    sent(town, log.request(0, 200))

    assert len(town.refusals()) == before


def test_a_request_that_is_too_long_is_not_read(town):
    assert sent(town, "old 0\n" + "A" * 70_000).json()["code"] == "content_too_large"


def test_nobody_who_is_not_told_a_key_is_a_witness(server, template, tmp_path):
    with temporary(server, template) as database, town_on(database, tmp_path, projected=False) as city:
        assert sent(city, HONEST.request(0, 100)).json()["code"] == "log_unknown"
