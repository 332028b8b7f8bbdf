"""What the fields of a thing are called in its history, and what their codes mean (字段与代码)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from documents.history_field_words import FIELDS, FIELDS_OF_THINGS, OF_FIELDS, OF_THINGS
from documents.history_sentences import HistoryNames
from documents.sentences import function_named, itself
from domain.text import Text

MOST_SHOWN = 160
NOTHING = Text("—", "—")
HIDDEN = {  # what stands where a personal fact cannot be shown
    frozenset({"erased"}): Text("（已删除）", "(erased)"),
    frozenset({"restricted"}): Text("（限制处理）", "(restricted)"),
}
YES_OR_NO = {True: Text("是", "yes"), False: Text("否", "no")}
IN_FORM, OF_STEPS = "form", "corrections_requested"
STEPS, AREAS, DEPARTMENTS = (
    {"step", "to_step"},
    {"area", "region", "employer_area"},
    {"department", "transfer_to", "function", "submitted"},
)
BODIES = {"competent_department", "attesting_body", "convened_by", "together_with"}
DATED = {"fact", "since"}  # what held from which day on, several after one another: areas, names, employers
LISTED = "in_order"  # says of a collection no more than that it is one


def field_named(path: str, names: HistoryNames, version: str, topic: str = "") -> Text:
    """What the field of this path is called; a part without a name says itself, an id of a part is left out."""
    first, *inner = [part for part in path.split(".") if part != LISTED and not _is_id(part)]
    parts = [_called(part, topic) for part in (first, *inner)]
    if first == IN_FORM and inner:
        parts = [names.field(inner[0], version), *parts[2:]]
    elif first == OF_STEPS and inner:
        parts[1] = names.step(inner[0], version)
    return Text("·".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _called(part: str, topic: str) -> Text:
    """One part of a path; of a list, which of its items, counted from 1."""
    name, _, index = part.rstrip("]").partition("[")
    called = FIELDS_OF_THINGS.get(_thing(topic), FIELDS).get(name) or FIELDS.get(name, itself(name))
    return Text(f"{called.zh}{int(index) + 1}", f"{called.en} {int(index) + 1}") if index else called


def value_told(value: Any, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """A value as it is shown, in words where it is a code that has any."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, list):
        return _joined(value_told(each, topic, path, names, version) for each in value)
    if isinstance(value, dict):
        return _facts_told(value, topic, path, names, version)
    return _code_told(value, topic, path, names, version) if isinstance(value, str) else _plain(value)


def _facts_told(facts: dict[str, Any], topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """Several facts that stand together, or what stands where one cannot be shown."""
    if hidden := HIDDEN.get(frozenset(facts)):
        return hidden
    if facts.keys() <= DATED:
        return _from_a_day(facts, topic, path, names, version)
    stated = ((name, each) for name, each in facts.items() if each is not None)
    return _joined(_stated(name, each, topic, names, version) for name, each in stated)


def _stated(name: str, value: Any, topic: str, names: HistoryNames, version: str) -> Text:
    """One fact of several that stand together: what it is called, and what it says."""
    said = names.field(value, version) if name == "field" else value_told(value, topic, name, names, version)
    called = _called(name, topic)
    return Text(f"{called.zh}：{said.zh}", f"{called.en}: {said.en}")


def _from_a_day(value: Any, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """What held from a day on, with the day; without one where it held as far back as anybody asks."""
    collection = path.removesuffix(f".{LISTED}").rsplit(".", 1)[-1]
    said = value_told(value.get("fact"), topic, OF_COLLECTIONS.get(collection, collection), names, version)
    since = value.get("since")
    if since in (None, date.min.isoformat()):
        return said
    return Text(f"{said.zh}（自{since}）", f"{said.en} (from {since})")


OF_COLLECTIONS = {"areas": "area"}


def _joined(said: Iterable[Text]) -> Text:
    parts = tuple(said)
    return Text(_cut("、".join(one.zh for one in parts)), _cut(", ".join(one.en for one in parts)))


def _code_told(code: str, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    field = path.rsplit(".", 1)[-1]
    if field in STEPS:
        return names.step(code, version)
    if field in AREAS:
        return names.area(code, version)
    if field in DEPARTMENTS:
        return function_named(code)
    if field in BODIES:
        return names.body(code, version)
    if (named := names.of_policy(field, code, version)) is not None:
        return named
    words = OF_THINGS.get(_thing(topic), {}) if field == "status" else OF_FIELDS.get(field, {})
    return words.get(code, _plain(code))


def _thing(topic: str) -> str:
    return topic.split(".", maxsplit=1)[0]


def _plain(value: Any) -> Text:
    said = _cut(str(value))
    return Text(said, said)


def _cut(said: str) -> str:
    return said if len(said) <= MOST_SHOWN else said[:MOST_SHOWN] + "…"


def _is_id(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True
