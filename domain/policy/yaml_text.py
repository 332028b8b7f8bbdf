"""Reading one YAML text with the line of everything in it, and with none of YAML's surprises.

Refused are anchors and aliases (a few lines can unfold to gigabytes), tags (`!!int ""` is a value that YAML's own
reader stumbles over), keys that stand twice (YAML would silently keep the last), keys that are no text (`on` is a
truth value, `10` a number), and deep nesting.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.reader import Reader

from domain.policy.faults import Fault, FieldPath, InvalidPack, fault

DEEPEST = 20  # levels; the shipped pack has seven
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is seven times as fast


@lru_cache(maxsize=32)
def yaml_text(text: str, file: str) -> "YamlText":
    """The text as it was read; a version that the program and several projections look into is read once."""
    return YamlText(text, file)


class YamlText:
    """What a text says: `value`, and the line on which each path of it stands. Raises `InvalidPack`."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines: dict[FieldPath, int] = {}
        self.faults: list[Fault] = []
        self.value = self._read(_compose(text, file), ())
        if self.faults:
            raise InvalidPack(self.faults)

    def line_of(self, path: FieldPath) -> int:
        """The line of the path, or of the nearest part around it that is there."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _read(self, node: Node, path: FieldPath) -> Any:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, SequenceNode):
            return [self._read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _entries(self, node: MappingNode, path: FieldPath) -> Iterator[tuple[str, Any]]:
        seen = set()
        for key_node, value_node in node.value:
            key, line = key_node.value, _line(key_node)
            if key_node.tag != "tag:yaml.org,2002:str":
                self.faults.append(fault(self.file, line, "key_type", path))
                continue
            if key in seen:
                self.faults.append(fault(self.file, line, "duplicate_key", path, key=key))
            seen.add(key)
            self.lines[*path, key] = line
            yield key, self._read(value_node, (*path, key))

    def _scalar(self, node: Node, path: FieldPath) -> Any:
        try:
            return SafeConstructor().construct_object(node)
        except (ValueError, yaml.YAMLError) as error:  # 2023-02-30, an endless number
            problem = getattr(error, "problem", None) or str(error)
            self.faults.append(fault(self.file, _line(node), "not_a_value", path, problem=problem))
            return None


def _compose(text: str, file: str) -> Node:
    """The tree of the text; aliases, tags and nesting are looked at first, because composing recurses."""
    _must_be_printable(text, file)
    try:
        _must_be_plain(text, file)
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidPack([fault(file, line, "syntax", problem=error.problem)]) from error
    if node is None:
        raise InvalidPack([fault(file, 1, "empty")])
    return node


def _must_be_printable(text: str, file: str) -> None:
    if found := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InvalidPack([fault(file, line, "control_character", code_point=f"U+{ord(found[0]):04X}")])


def _must_be_plain(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "anchor", None):
            raise InvalidPack([fault(file, line, "alias")])
        if getattr(event, "tag", None):
            raise InvalidPack([fault(file, line, "tag")])
        if depth > DEEPEST:
            raise InvalidPack([fault(file, line, "too_deep", limit=DEEPEST)])


def _line(part: Node | yaml.Event) -> int:
    assert part.start_mark is not None, "what was parsed has a mark"
    return int(part.start_mark.line) + 1
