"""Reading policy packs (读取政策包): a pack with an error is refused with file, line and reason.

A fault of the text hides those of the fields, and these hide the contradictions between parts; within each
of the three, all are listed at once.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from domain.policy.consistency import contradictions
from domain.policy.faults import FAULTS, Fault, InvalidPack, dotted, fault
from domain.policy.pack import PolicyPack
from domain.policy.yaml_text import YamlText
from domain.text import Text

SHIPPED_PACKS = Path(__file__).with_name("packs")
LARGEST = 1_000_000  # bytes; the shipped pack has 40,000


def load_packs(folder: Path) -> tuple[PolicyPack, ...]:
    """Every pack in a folder, in the order of the files. Raises `InvalidPack` with the faults of all."""
    packs: dict[str, PolicyPack] = {}
    faults: list[Fault] = []
    for path in _files(folder):
        try:
            pack = load_pack(path)
        except InvalidPack as invalid:
            faults.extend(invalid.faults)
        else:
            if pack.version in packs:
                faults.append(_version_twice(pack, path))
            packs[pack.version] = pack
    if faults:
        raise InvalidPack(faults)
    return tuple(packs.values())


def load_pack(path: Path) -> PolicyPack:
    """The pack in a file. Raises `InvalidPack`."""
    raw = _bytes_of(path)
    try:
        return read_pack(raw.decode(), str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InvalidPack([fault(path, line, "not_utf8")]) from error


def read_pack(text: str, file: str) -> PolicyPack:
    """The pack that a text is; `file` is what its faults call it. Raises `InvalidPack`."""
    read = YamlText(text, file)
    try:
        pack = PolicyPack.model_validate(read.value, context=text)
    except ValidationError as error:
        raise InvalidPack([*_of_fields(error, read)]) from error
    faults = [fault(file, read.line_of(at), code, at, **facts) for at, code, facts in contradictions(pack)]
    if faults:
        raise InvalidPack(faults)
    return pack


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        raise InvalidPack([fault(folder, 1, "unreadable", problem=error.strerror)]) from error


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise InvalidPack([fault(path, 1, "unreadable", problem=error.strerror)]) from error
    if len(raw) > LARGEST:
        raise InvalidPack([fault(path, 1, "too_large", limit=LARGEST)])
    return raw


def _of_fields(error: ValidationError, read: YamlText) -> Iterator[Fault]:
    for wrong in error.errors(include_url=False, include_input=False):
        path = tuple(step for step in wrong["loc"] if step != "[key]")
        code, said = wrong["type"], wrong["msg"]
        reason = FAULTS[code].filled(**wrong.get("ctx", {})) if code in FAULTS else Text(said, said)
        yield Fault(read.file, read.line_of(path), dotted(path), code, reason)


def _version_twice(pack: PolicyPack, path: Path) -> Fault:
    line = YamlText(pack.content, str(path)).line_of(("version",))
    return fault(path, line, "version_twice", ("version",), version=pack.version)
