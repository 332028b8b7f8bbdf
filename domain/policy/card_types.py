"""The kinds of talent card (卡种), and how their numbers are made."""

from typing import Annotated

from pydantic import Field, Strict
from stdnum.iso7064 import mod_11_10

from domain.policy.ground import Code, Grounded, Label
from domain.policy.organizations import Post


class NumberFormat(Grounded):
    """How the number of a card is made (卡号编制规则): prefix, year, serial of at least so many digits, check digit.

    A serial that outgrows its digits is written out, and the numbers stay apart.
    """

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")]
    digits: Annotated[int, Strict(), Field(ge=3, le=9)]

    def number(self, year: int, serial: int) -> str:
        """`ZBRY2024000014`: the last digit is that of ISO 7064 MOD 11,10 over year and serial."""
        body = f"{year}{serial:0{self.digits}d}"
        return f"{self.prefix}{body}{mod_11_10.calc_check_digit(body)}"


class CardType(Grounded):
    """A kind of talent card and whose decision it is to issue one; without `number` its issuer says the numbers."""

    code: Code
    name: Label
    issuer: Post
    number: NumberFormat | None = None
