"""What goes wrong at the command line alone."""


class AddressTaken(Exception):
    """Nobody can listen on this address."""


class ServerDidNotStart(Exception):
    """The server that the demo started ended or did not answer in time."""


class AnotherServer(Exception):
    """The server that answers at the address does not know the keys of these data."""


class NoServerHere(Exception):
    """No server with the development issuer has run with these data."""
