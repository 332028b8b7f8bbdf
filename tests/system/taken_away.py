"""What an auditor takes away of the transparency log, and verifies without asking anybody."""

from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path

from huicai_verify.command import main

from bootstrap.settings import TRANSPARENCY_LOG
from persistence.event_record import event_record
from tests.api.conftest import Town


class TakenAway:
    """A checkpoint, the proofs of some events, and the keys that were handed over by another way."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.folder = town, folder
        self.published = town.service.settings.data / TRANSPARENCY_LOG
        self._numbers = count(1)
        self.keys, self.checkpoint = folder / "keys.txt", folder / "checkpoint"
        lines = town.service.transparency_log.verifier_keys()
        self.keys.write_text("".join(f"{line.verifier_key}\n" for line in lines))
        self.checkpoint.write_text(town.auditor().gets("/v1/audit/checkpoint").text)

    def take_proofs(self, positions: Iterable[int]) -> list[Path]:
        """The proof of each of these events, as it is handed out now."""
        return [self._proof(position) for position in positions]

    def faults_of_log(self) -> str:
        """What is wrong with the log as it is published now, and as it was when this was taken away."""
        return self._verified(self.published, "--trusted-checkpoint", self.checkpoint)

    def faults_of_event(self, proof: Path) -> str:
        """What is wrong with an event as it is in the database now, by a proof of it."""
        [event] = self.town.service.log.select_notifications(int(proof.name.partition(".")[0]), 1)
        record = self.folder / "record"
        record.write_bytes(event_record(event))
        return self._verified(proof, "--record", record)

    def faults_of_dossier(self, content: bytes) -> str:
        """What is wrong with a dossier, and with what it leaves out."""
        dossier = self.folder / "dossier.zip"
        dossier.write_bytes(content)
        return self._verified(dossier, "--log", self.published)

    def _proof(self, position: int) -> Path:
        answer = self.town.auditor().gets(f"/v1/audit/events/{position}/proof")
        assert answer.status_code == 200, answer.text
        place = self.folder / f"{position}.{next(self._numbers)}.tlog-proof"
        place.write_bytes(answer.content)
        return place

    def _verified(self, *arguments: Path | str) -> str:
        """Nothing if all of it holds, else what `huicai-verify` says."""
        with redirect_stdout(StringIO()) as said:
            code = main([*map(str, arguments), "--key", str(self.keys), "--lang", "en"])
        return "" if code == 0 else said.getvalue()
