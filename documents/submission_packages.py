"""The package that goes to the province with a batch or a single case (报送包): letter, name list, forms, the same as data, and hashes.

    letter.pdf        the letter under its number
    name-list.xlsx    the list, to be sent back with the results
    forms/001.pdf …   the registration form of each case, in the order of the list
    package.json      what stands on the forms, for programs
    SHA256SUMS        of all of these: `sha256sum -c SHA256SUMS`

The same content and day make the same bytes.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

FORMAT = "huicai-submission/1"
_READ_BY_ALL = 0o644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedCase:
    """A case that is sent; `fields` are the words of its form by code, `form` is the form as PDF."""

    case_id: str
    case_number: str
    form_code: str
    fields: Mapping[str, str]
    form: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPackage:
    """What is sent; `submission` says of which batch or case, and under which letter."""

    submission: Mapping[str, Any]
    letter: bytes
    name_list: bytes
    cases: tuple[SubmittedCase, ...]
    is_masked: bool
    signed_on: date


def submission_package(package: SubmissionPackage) -> bytes:
    """The package as a zip file."""
    files = {"letter.pdf": package.letter, "name-list.xlsx": package.name_list}
    files |= {_form(number): case.form for number, case in enumerate(package.cases, 1)}
    files["package.json"] = _as_data(package)
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    return _zipped(files, package.signed_on)


def _form(number: int) -> str:
    return f"forms/{number:03d}.pdf"


def _as_data(package: SubmissionPackage) -> bytes:
    said = {
        "format": FORMAT,
        "masked": package.is_masked,
        "submission": package.submission,
        "cases": [
            {
                "id": case.case_id,
                "number": case.case_number,
                "form": case.form_code,
                "fields": case.fields,
                "pdf": _form(number),
                "pdf_sha256": sha256(case.form).hexdigest(),
            }
            for number, case in enumerate(package.cases, 1)
        ],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """Every entry of that day, so that nothing in it tells when it was made."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = _READ_BY_ALL
            entry.create_system = 3  # Unix, whatever it was made on
            archive.writestr(entry, content)
    return made.getvalue()
