"""Reading policy packs (读取政策包): a pack with an error is refused with file, line and reason.

A fault of the text hides those of the fields, and these hide the contradictions between parts; within each
of the three, all are listed at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from domain.policy.consistency import contradictions
from domain.policy.faults import FAULTS, Fault, InvalidPack, dotted, fault
from domain.policy.pack import Pack, PolicyPack, Reading
from domain.policy.province import ProvincialPack
from domain.policy.version import PolicyVersion
from domain.policy.yaml_text import YamlText, yaml_text
from domain.text import Text

P = TypeVar("P", bound=PolicyVersion)
SHIPPED_PACKS = Path(__file__).with_name("packs")
LARGEST = 1_000_000  # bytes; the shipped packs have 50,000 at most


def load_packs(folder: Path) -> tuple[Pack, ...]:
    """Every pack in a folder, the provinces' first. Raises `InvalidPack` with the faults of all."""
    return load_files(_files(folder))


def load_files(paths: Iterable[Path]) -> tuple[Pack, ...]:
    """The packs in these files, the provinces' first. Raises `InvalidPack` with the faults of all.

    A city's stands under a province's that is among them or that comes along.
    """
    faults: list[Fault] = []
    texts: list[YamlText] = []
    packs: dict[str, Pack] = {}
    provinces = dict(shipped_provinces())
    for path in paths:
        with _listing(faults):
            texts.append(_text_in(path))
    for text in sorted(texts, key=_is_of_city):
        with _listing(faults):
            pack = _pack_of(text, provinces)
            if pack.version in packs:
                raise InvalidPack([_version_twice(pack, text)])
            packs[pack.version] = pack
            if isinstance(pack, ProvincialPack):
                provinces[pack.version] = pack
    if faults:
        raise InvalidPack(faults)
    return tuple(packs.values())


def read_pack(text: str, file: str, provinces: Iterable[ProvincialPack] | None = None) -> PolicyPack:
    """The city's pack that a text is, under one of these provinces' or one that comes along. Raises `InvalidPack`.

    `file` is what its faults call the text.
    """
    above = shipped_provinces() if provinces is None else {pack.version: pack for pack in provinces}
    return _checked(PolicyPack, yaml_text(text, file), above)


def read_any_pack(text: str, file: str, provinces: Iterable[ProvincialPack]) -> Pack:
    """The pack that a text is, a city's under one of these provinces', or a province's. Raises `InvalidPack`."""
    return _pack_of(yaml_text(text, file), {pack.version: pack for pack in provinces})


def read_provincial_pack(text: str, file: str) -> ProvincialPack:
    """The province's pack that a text is. Raises `InvalidPack`."""
    return _checked(ProvincialPack, yaml_text(text, file), {})


@cache
def shipped_packs() -> tuple[Pack, ...]:
    """The packs that come along, the provinces' first."""
    return load_packs(SHIPPED_PACKS)


@cache
def shipped_provinces() -> Mapping[str, ProvincialPack]:
    """The provinces' packs that come along, by their versions."""
    texts = [text for text in map(_text_in, _files(SHIPPED_PACKS)) if not _is_of_city(text)]
    packs = [_checked(ProvincialPack, text, {}) for text in texts]
    return MappingProxyType({pack.version: pack for pack in packs})


def _is_of_city(text: YamlText) -> bool:
    """A pack is a province's if it describes one, and names no city."""
    said = text.value
    return not (isinstance(said, dict) and "province" in said and "city" not in said)


def _pack_of(text: YamlText, provinces: Mapping[str, ProvincialPack]) -> Pack:
    if _is_of_city(text):
        return _checked(PolicyPack, text, provinces)
    return _checked(ProvincialPack, text, {})


def _checked(kind: type[P], text: YamlText, provinces: Mapping[str, ProvincialPack]) -> P:
    try:
        pack = kind.model_validate(text.value, context=Reading(text.text, provinces))
    except ValidationError as error:
        raise InvalidPack([*_of_fields(error, text)]) from error
    faults = [
        fault(text.file, text.line_of(at), code, at, **facts) for at, code, facts in contradictions(pack)
    ]
    if faults:
        raise InvalidPack(faults)
    return pack


@contextmanager
def _listing(faults: list[Fault]) -> Iterator[None]:
    """Keep what a refusal lists, and go on."""
    try:
        yield
    except InvalidPack as invalid:
        faults.extend(invalid.faults)


def _text_in(path: Path) -> YamlText:
    raw = _bytes_of(path)
    try:
        return yaml_text(raw.decode(), str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InvalidPack([fault(path, line, "not_utf8")]) from error


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
        path = tuple(
            step for step in wrong["loc"] if not str(step).startswith("[")
        )  # pydantic's, not the file's
        code, said = wrong["type"], wrong["msg"]
        reason = FAULTS[code].filled(**wrong.get("ctx", {})) if code in FAULTS else Text(said, said)
        yield Fault(read.file, read.line_of(path), dotted(path), code, reason)


def _version_twice(pack: Pack, text: YamlText) -> Fault:
    line = text.line_of(("version",))
    return fault(text.file, line, "version_twice", ("version",), version=pack.version)
