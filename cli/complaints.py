"""What goes wrong at the command line alone."""


class AddressTaken(Exception):
    """Nobody can listen on this address."""


class ServerDidNotStart(Exception):
    """The server that the demo started ended or did not answer in time."""


class AnotherServer(Exception):
    """The server that answers at the address does not know the keys of these data."""


class ProvinceLeftOver(Exception):
    """The demo's province has the reports of a city whose data are gone."""


class NoServerHere(Exception):
    """No server with the development issuer has run with these data."""


class NoSuchPost(Exception):
    """Nobody can come in by a token for a post that no role has."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"no server takes a token for {role} as stated: an officer has a function and an area, a specialist an enterprise, "
            "every other role nothing else; and system is nobody who comes with a token"
        )


class NoUnit(Exception):
    """Nobody can sign as a unit that is not said."""

    def __init__(self) -> None:
        super().__init__("set HUICAI_UNIT to the unit that reports here, such as 370300")


class NoWitnessName(Exception):
    """Nobody can cosign under a name that is not said."""

    def __init__(self) -> None:
        super().__init__("set HUICAI_WITNESS_NAME to a name such as huicai.example.gov.cn/witness")
