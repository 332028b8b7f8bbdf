"""A network between client and server that breaks at any moment: what was on its way is lost, in either direction."""

import random
from pathlib import Path

from tests.faults.network import Network


class CuttingNetwork(Network):
    """Cuts a connection with probability `share` instead of passing a piece on."""

    def __init__(self, server: Path, listen: Path, *, share: float, seed: int) -> None:
        self._share = share
        self._random = random.Random(seed)
        super().__init__(server, listen, "cutting network")
        self.cuts = 0

    def _gets_through(self, piece: bytes) -> bool:
        is_cut = bool(piece) and self._random.random() < self._share
        self.cuts += is_cut
        return not is_cut
