"""How telephone numbers are written down. Nobody has the prefix 154 or a subscriber's number of noughts."""

import pytest

from domain.errors import Invalid
from domain.phone_numbers import phone_numbers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("15400000001", ("15400000001",)),
        ("154 0000 0001", ("15400000001",)),
        ("+86 154-0000-0001", ("15400000001",)),
        ("１5400000００１".replace("０", "0"), ("15400000001",)),  # noqa: RUF001
        ("0533\u20142000000", ("0533-2000000",)),
        ("(0533) 2000000", ("0533-2000000",)),
        ("05332000000", ("0533-2000000",)),
        ("0533-2000000转801", ("0533-2000000-801",)),
        ("2000000", ("2000000",)),
        ("400-000-0000", ("4000000000",)),
        ("12345", ("12345",)),
        ("+44 20 0000 0000", ("+442000000000",)),
        ("15400000001、0533-2000000", ("15400000001", "0533-2000000")),
        ("15400000001\n15400000002", ("15400000001", "15400000002")),
        ("15400000001 15400000002", ("15400000001", "15400000002")),
    ],
)
def test_a_number_is_stored_without_ornament(typed, stored):
    assert phone_numbers(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "、",
        "1540000000",
        "154000000011",
        "5332000000",
        "1.54E+10",
        "无",
        "=1+1",
        "1" * 1000,
        "\u0661" * 11,
    ],
)
def test_what_is_no_number_is_refused_without_being_quoted(typed):
    with pytest.raises(Invalid) as refused:
        phone_numbers(typed, field="phone")

    (error,) = refused.value.errors
    assert (error.field, error.code) == ("phone", "phone_form")
    assert not typed or typed not in f"{error.text}"
