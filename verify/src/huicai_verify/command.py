"""`huicai-verify`: verify a dossier, an exported log or a single proof, and say everything that is wrong.

Exit code 0: all of it holds. 1: there are faults, all of them listed. 2: nothing wrong was found, but something could not
be decided (no trusted key, no consistency proof, unreadable input).
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from huicai_verify.checkpoints import Trust, compare_with_trusted, judged
from huicai_verify.dossier import LIST, examine_dossier, prove
from huicai_verify.findings import Fault, Findings
from huicai_verify.log_folder import examine_logs
from huicai_verify.notes import Checkpoint, Key, NoteInvalid, SignatureWrong
from huicai_verify.plain_files import read_plain
from huicai_verify.proof import FIRST_LINE, Proof, ProofUnreadable, hashes
from huicai_verify.record import RecordInvalid, read_record
from huicai_verify.succession import Log

MOST_BYTES = 1 << 22
WORDS = {
    "holds": ("全部成立", "everything holds"),
    "faults": ("发现错误", "there are faults"),
    "undecided": ("未发现错误，但有无法判断之处", "no fault was found, but not everything could be decided"),
    "stated": ("已签名的内容", "what is signed"),
    "checked": ("已核对", "looked at"),
    "unproven": (
        "仅供阅读，内容未经证明（下列结论不涉及）",
        "only to be read: nothing signed speaks of these, nor does what follows",
    ),
    "event": ("事件", "event"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    findings = Findings()
    try:
        trust = _trust(options)
    except (OSError, ValueError, NoteInvalid, ProofUnreadable, SignatureWrong) as unusable:
        findings.undecidable("unreadable_input", why=f"{type(unusable).__name__}: {unusable}")
    else:
        _examine(options, trust, findings)
    if options.json:
        print(json.dumps(findings.as_json(), ensure_ascii=False, indent=2))
    else:
        _tell(findings, options.lang)
    return findings.exit_code


def _examine(options: argparse.Namespace, trust: Trust, findings: Findings) -> None:
    what: Path = options.what
    try:
        if what.is_dir() and not (what / LIST).is_file():
            examine_logs(what, trust, findings, processes=options.processes)
        elif what.is_dir() or not _is_text(what):
            examine_dossier(what, trust, findings, log=options.log)
        else:
            _examine_text(what, options.record, trust, findings)
    except OSError as unreadable:
        findings.undecidable("unreadable_input", file=str(what), why=str(unreadable.strerror or unreadable))


def _is_text(what: Path) -> bool:
    with what.open("rb") as file:
        return not file.read(4).startswith(b"PK")


def _examine_text(what: Path, record: Path | None, trust: Trust, findings: Findings) -> None:
    content = read_plain(what, MOST_BYTES)
    if not content.startswith(FIRST_LINE.encode()):
        checkpoint = judged(content, trust, findings, file=what.name)
        if checkpoint is not None:
            compare_with_trusted([checkpoint], trust, findings, file=what.name)
        return
    try:
        proof = Proof.parse(content)
    except ProofUnreadable:
        findings.fault("proof_unreadable", file=what.name)
        return
    checkpoint = judged(proof.checkpoint_bytes, trust, findings, file=what.name)
    if checkpoint is None:
        return
    compare_with_trusted([checkpoint], trust, findings, file=what.name)
    if record is None:
        findings.undecidable("no_record", file=what.name)
    else:
        _prove_alone(read_plain(record, MOST_BYTES * 64), content, proof, checkpoint, findings, record.name)


def _prove_alone(
    record: bytes, content: bytes, proof: Proof, checkpoint: Checkpoint, findings: Findings, file: str
) -> None:
    """Of a proof by itself nothing says where its log begins: the record and the proof have to agree on that alone."""
    try:
        position = read_record(record).position
    except RecordInvalid:
        position = proof.index + 1
    log = Log(0, checkpoint, first_position=position - proof.index, references=0)
    findings.stated |= {"position": position, "index": proof.index}
    prove(record, None, content, log, findings, file=file)


def _trust(options: argparse.Namespace) -> Trust:
    keys = [key for stated in options.key for key in _keys(stated)]
    checkpoints = [Checkpoint.parse(read_plain(path, MOST_BYTES)) for path in options.trusted_checkpoint]
    for kept in checkpoints:  # a file that was altered on one's own disk is found here, not believed
        kept.note.signers(keys)
    path = None
    if options.consistency is not None:
        path = hashes(read_plain(options.consistency, MOST_BYTES).decode().split())
    return Trust(tuple(keys), options.witnesses, tuple(checkpoints), path)


def _keys(stated: str) -> list[Key]:
    """The keys that an option states: one itself, or a file with one a line."""
    if not Path(stated).is_file():
        return [Key.parse(stated)]
    lines = read_plain(Path(stated), MOST_BYTES).decode().splitlines()
    return [Key.parse(line) for line in lines if line.strip() and not line.startswith("#")]


def _tell(findings: Findings, language: str) -> None:
    in_english = language == "en"
    result = findings.as_json()
    for title in ("stated", "checked"):
        if result[title]:
            print(WORDS[title][in_english])
            for name, value in result[title].items():
                print(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")
    if findings.unproven:
        print(WORDS["unproven"][in_english])
        print(*(f"  {name}" for name in result["unproven"]), sep="\n")
    for fault in findings.in_order:
        print(_line("✗", fault, language))
    for open_ in findings.undecided:
        print(_line("?", open_, language))
    print(WORDS[result["verdict"]][in_english])


def _line(sign: str, fault: Fault, language: str) -> str:
    file = f"{fault.file}: " if fault.file else ""
    return f"{sign} [{fault.code}] {file}{fault.said(language)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="huicai-verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", type=Path, help="a dossier (zip or folder), an exported log, a proof, a checkpoint"
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="KEY|FILE",
        help="a verifier key that you trust (name+id+key), or a file with one a line; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--trusted-checkpoint", action="append", default=[], type=Path, metavar="FILE",
        help="a checkpoint that you have kept from before; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--consistency", type=Path, metavar="FILE", help="a consistency proof, a hash a line in base64"
    )
    parser.add_argument(
        "--witnesses", type=int, default=0, metavar="N", help="how many have to have cosigned"
    )
    parser.add_argument("--record", type=Path, metavar="FILE", help="the event record that a proof is of")
    parser.add_argument(
        "--log", type=Path, metavar="FOLDER", help="the exported log, to find what a dossier leaves out"
    )
    parser.add_argument(
        "--processes", type=int, default=1, metavar="N", help="how many processes go through a log"
    )
    parser.add_argument("--json", action="store_true", help="the findings as JSON, for another program")
    language = "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=language, help="the language of what is found"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
