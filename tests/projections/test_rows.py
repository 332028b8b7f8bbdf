"""The rows of a page: what was stored, under what the page has done so far; and only the outcome is written."""

from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, LargeBinary, MetaData, Table, Text, Uuid

from persistence.datastore import Datastore
from projections.copying import copy
from projections.loading import Stored
from projections.rows import FEW, RowMissing, Rows

people = Table(
    "people",
    MetaData(schema="read"),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("city", Text),
    Column("photo", LargeBinary),
)
LI, WANG = uuid4(), uuid4()


@pytest.fixture
def table(projector: Datastore) -> Datastore:
    """The table with one row: Li, a talent, of Zibo."""
    with projector.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE read.people (id uuid PRIMARY KEY, kind text NOT NULL, city text, photo bytea)"
        )
        cursor.execute("INSERT INTO read.people VALUES (%s, 'talent', 'Zibo', '\\xff00')", (LI,))
    return projector


@pytest.fixture
def page(table: Datastore):
    """Rows that load from the table, written at the end of the block."""

    @contextmanager
    def written():
        with table.transaction() as cursor:
            rows = Rows(Stored(cursor, "read").load)
            yield rows
            rows.write(cursor, "read")

    return written


def kept(table: Datastore) -> list[tuple]:
    return table.rows("SELECT id, city FROM read.people ORDER BY city")


def test_given_a_stored_row_when_changed_then_the_other_columns_stay(table, page):
    with page() as rows:
        rows.change(people, LI, city="Jinan")

    assert kept(table) == [(LI, "Jinan")]
    assert bytes(table.rows("SELECT photo FROM read.people")[0][0]) == b"\xff\x00"


def test_given_a_stored_row_when_put_then_columns_not_named_are_empty(table, page):
    with page() as rows:
        rows.put(people, id=LI, kind="talent")

    assert kept(table) == [(LI, None)]


def test_given_a_row_put_when_changed_then_it_is_written_once_as_it_is_in_the_end(table, page):
    with page() as rows:
        rows.put(people, id=WANG, kind="talent", city="Yantai", photo=b"\x00\\x")
        rows.change(people, WANG, city="Zaozhuang")

    assert kept(table) == [(WANG, "Zaozhuang"), (LI, "Zibo")]
    assert bytes(table.rows("SELECT photo FROM read.people WHERE id = %(id)s", id=WANG)[0][0]) == b"\x00\\x"


def test_given_a_row_put_when_removed_then_nothing_is_written(table, page):
    with page() as rows:
        rows.put(people, id=WANG, kind="talent")
        rows.remove(people, WANG)

    assert kept(table) == [(LI, "Zibo")]


def test_given_a_stored_row_when_removed_and_put_again_then_it_is_the_new_one(table, page):
    with page() as rows:
        rows.remove(people, LI)
        rows.put(people, id=LI, kind="talent", city="Weifang")

    assert kept(table) == [(LI, "Weifang")]


def test_given_no_such_row_when_removed_then_nothing_is_wrong(table, page):
    with page() as rows:
        rows.remove(people, WANG)

    assert kept(table) == [(LI, "Zibo")]


def test_given_no_such_row_when_changed_then_it_is_missing_and_nothing_is_written(table, page):
    def change_both():
        with page() as rows:
            rows.change(people, LI, city="Jinan")
            rows.change(people, WANG, city="Jinan")

    with pytest.raises(RowMissing, match="people"):
        change_both()

    assert kept(table) == [(LI, "Zibo")]


def test_given_a_row_removed_when_changed_then_it_is_missing():
    rows = Rows()
    rows.remove(people, LI)

    with pytest.raises(RowMissing):
        rows.change(people, LI, city="Jinan")


def test_given_stored_and_new_rows_when_found_then_they_are_as_the_page_has_left_them(page):
    with page() as rows:
        rows.change(people, LI, city="Jinan")
        rows.put(people, id=WANG, kind="talent", city="Yantai")
        rows.put(people, id=uuid4(), kind="specialist", city="Weihai")

        assert [row["city"] for row in rows.find(people, kind="talent")] == ["Jinan", "Yantai"]


def test_given_a_stored_row_when_changed_then_it_is_found_no_more_by_what_it_was(page):
    with page() as rows:
        rows.change(people, LI, city="Jinan")

        assert rows.find(people, kind="talent", city="Zibo") == []


def test_given_a_value_that_may_stand_once_when_a_row_gives_it_up_then_another_may_have_it(table, page):
    with table.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_of_a_city ON read.people (city)")

    with page() as rows:
        rows.put(people, id=WANG, kind="talent", city="Zibo")
        rows.change(people, LI, city="Jinan")

    assert kept(table) == [(LI, "Jinan"), (WANG, "Zibo")]


def test_given_a_stored_row_when_removed_then_it_is_found_no_more(page):
    with page() as rows:
        rows.remove(people, LI)

        assert rows.find(people, kind="talent") == []
        assert rows.maybe(people, LI) is None
        with pytest.raises(RowMissing):
            rows.the(people, LI)


def test_given_a_row_of_this_page_when_looked_up_by_its_key_then_nothing_is_loaded():
    rows = Rows(lambda table, wanted: pytest.fail(f"{table.name} was asked for {wanted}"))
    rows.put(people, id=LI, kind="talent")
    rows.change(people, LI, city="Zibo")

    assert rows.the(people, LI) == {"id": LI, "kind": "talent", "city": "Zibo"}


def test_given_a_stored_row_when_changed_then_it_is_looked_up_with_the_change(page):
    with page() as rows:
        rows.change(people, LI, city="Jinan")

        assert (rows.the(people, LI)["city"], rows.the(people, LI)["kind"]) == ("Jinan", "talent")


def test_given_a_value_that_no_column_holds_when_written_then_it_is_refused(page):
    with pytest.raises(TypeError), page() as rows:
        rows.change(people, LI, city=object())


NASTY = [
    *(
        "",
        "null",
        "NULL",
        "\\N",
        "\\.",
        "a,b",
        'say "yes"',
        "back\\slash",
        "\\n",
        'both \\"',
        "{}",
        "],[",
        "惠才",
    ),
    *("line\nline", "tab\t", "return\r\n", "bell\x07", "\b\f", "\x7f", "\u2028", "\\u0007", "end\\"),
]


KINDS = Table(
    "kinds",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", Text),
    Column("texts", ARRAY(Text)),
    Column("blob", LargeBinary),
    Column("day", Date),
    Column("is_true", Boolean),
)
OF_ALL_KINDS = [
    {
        "id": number,
        "text": text,
        "texts": [text, "x"],
        "blob": text.encode(),
        "day": date(2025, 3, 1),
        "is_true": True,
    }
    for number, text in enumerate(NASTY)
] + [{"id": 100, "texts": []}]


@pytest.fixture
def kinds(projector: Datastore) -> Datastore:
    with projector.cursor() as cursor:
        cursor.execute(
            """CREATE TABLE read.kinds (
                id int PRIMARY KEY, text text, texts text[], blob bytea, day date, is_true bool)"""
        )
    return projector


def kinds_kept(kinds: Datastore) -> list[dict]:
    rows = kinds.rows("SELECT id, text, texts, blob, day, is_true FROM read.kinds ORDER BY id")
    found = [dict(zip(KINDS.columns.keys(), row, strict=True)) for row in rows]
    return [row | {"blob": row["blob"] and bytes(row["blob"])} for row in found]


def all_named(row: dict) -> dict:
    return dict.fromkeys(KINDS.columns.keys()) | row


def test_given_rows_that_are_new_when_copied_then_every_text_and_number_stands_as_it_was(kinds):
    with kinds.transaction() as cursor:
        copy(cursor, "read", KINDS, OF_ALL_KINDS)

    assert kinds_kept(kinds) == [all_named(row) for row in OF_ALL_KINDS]


def test_given_rows_when_put_then_every_text_and_number_stands_as_it_was(kinds):
    rows = Rows()
    for row in OF_ALL_KINDS:
        rows.put(KINDS, **row)

    with kinds.transaction() as cursor:
        rows.write(cursor, "read")

    assert kinds_kept(kinds) == [all_named(row) for row in OF_ALL_KINDS]


def test_given_rows_when_changed_then_every_text_and_number_stands_as_it_was(kinds):
    rows = Rows()
    for row in OF_ALL_KINDS:
        rows.change(KINDS, row["id"], **row)

    with kinds.transaction() as cursor:
        copy(cursor, "read", KINDS, [{"id": row["id"]} for row in OF_ALL_KINDS])
        rows.write(cursor, "read")

    assert kinds_kept(kinds) == [all_named(row) for row in OF_ALL_KINDS]


def test_given_rows_of_many_texts_when_asked_for_at_once_then_each_is_found_by_its_own(kinds):
    wanted = [{"text": row["text"], "is_true": True} for row in OF_ALL_KINDS if "text" in row]
    with kinds.transaction() as cursor:
        copy(cursor, "read", KINDS, OF_ALL_KINDS)
        stored = Stored(cursor, "read")
        for one in wanted:
            stored.note(KINDS, one)
        stored.fetch()

        assert [[row["text"] for row in stored.guess(KINDS, one)] for one in wanted] == [
            [one["text"]] for one in wanted
        ]


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_a_page_does_the_same_whether_or_not_it_is_about_few_rows(table, page, number):
    """Statements about few rows are prepared by the server, and those about more are not."""
    ids = [uuid4() for _ in range(number)]
    for city in ("Jinan", "Yantai"):  # made, then replaced
        with page() as rows:
            for id_ in ids:
                rows.put(people, id=id_, kind="talent", city=city)
    with page() as rows:
        for id_ in ids:
            rows.change(people, id_, city="Qingdao")
    with table.transaction() as cursor:
        stored = Stored(cursor, "read")
        for id_ in ids:
            stored.note(people, {"id": id_})
        stored.fetch()
        found = [stored.load(people, {"id": id_})[0]["city"] for id_ in ids]
    with page() as rows:
        for id_ in ids:
            rows.remove(people, id_)

    assert found == ["Qingdao"] * number
    assert kept(table) == [(LI, "Zibo")]
