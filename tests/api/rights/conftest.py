"""The town of the table, made once for all that is asked of it."""

from collections.abc import Iterator

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.api.conftest import Town, town_on
from tests.api.rights.offices import furnished
from tests.conftest import _temporary as temporary
from tests.domain.zibo import pack_of_jinan


@pytest.fixture(scope="module")
def settled_town(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A town in whose database there is a second city."""
    data, packs = tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("packs")
    (packs / "jinan.yaml").write_text(pack_of_jinan().content, encoding="utf-8")
    with temporary(server, template) as database, town_on(database, data, packs=packs) as made:
        yield made


@pytest.fixture(scope="module")
def offices(settled_town: Town) -> Town:
    """The town with its offices at work."""
    return furnished(settled_town)
