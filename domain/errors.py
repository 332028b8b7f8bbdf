"""The refusals that the domain can give.

    Refusal
    ├── Invalid          the facts stated cannot be right            (field or row named)
    ├── NotFound         there is no such thing, or not for you
    ├── NotPermitted     your posts do not allow this
    ├── Conflict         the thing is not in a state that allows this
    │   └── Stale        it has moved on since you looked
    ├── RuleViolation    a rule of the policy refuses this           (clause and blocking object named)
    ├── KeyReused        the idempotency key belongs to another request
    └── Busy             too many others decide on the same thing at this moment

A refusal knows its category, code and ground. Which HTTP status belongs to a category, and which of the
two languages is shown, is decided in `api/problems.py` alone.
"""

from typing import Any, ClassVar

from domain.text import Text


class Refusal(Exception):
    """A command or query was refused and recorded nothing.

    `code` is the stable public name and `title` its one sentence; `detail` says what holds in this case.
    Neither may contain personal data: they are logged.
    """

    code: ClassVar[str]
    title: ClassVar[Text]

    def __init__(
        self,
        detail: Text | None = None,
        *,
        field: str | None = None,
        clauses: tuple[str, ...] = (),
        blocked_by: dict[str, Any] | None = None,
        lifted_by: Text | None = None,
        errors: tuple["FieldError", ...] = (),
    ) -> None:
        super().__init__((detail or self.title).en)
        self.detail = detail
        self.field = field
        self.clauses = clauses
        self.blocked_by = blocked_by
        self.lifted_by = lifted_by
        self.errors = errors

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field at fault, without its value."""
        named = (error.field for error in self.errors)
        return tuple(named) or ((self.field,) if self.field else ())


class FieldError:
    """One thing wrong at one place: `field` is a path such as `documents[0].number` or `第7行 企业名称`.

    In a list, `row` and `column` say the same to a program, and `sheet` in which sheet of the file;
    `blocked_by` is what stands in the way of that row.
    """

    def __init__(
        self,
        field: str,
        code: str,
        text: Text,
        *,
        row: int | None = None,
        column: str | None = None,
        sheet: str | None = None,
        blocked_by: dict[str, Any] | None = None,
    ) -> None:
        self.field = field
        self.code = code
        self.text = text
        self.row = row
        self.column = column
        self.sheet = sheet
        self.blocked_by = blocked_by


class Invalid(Refusal):
    code = "invalid"
    title = Text("填报内容有误", "What was stated cannot be right")


class NotFound(Refusal):
    code = "not_found"
    title = Text("未找到", "Not found")


class NotPermitted(Refusal):
    code = "not_permitted"
    title = Text("无权办理", "Not permitted")


class Conflict(Refusal):
    code = "conflict"
    title = Text("当前状态不允许此操作", "The present state does not allow this")


class Stale(Conflict):
    code = "stale"
    title = Text("您看到的版本已过期", "It has moved on since you looked")


class RuleViolation(Refusal):
    code = "rule_violation"
    title = Text("不符合政策规定", "A rule of the policy refuses this")


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    title = Text("幂等键已用于另一请求", "The idempotency key was used for another request")


class Busy(Refusal):
    code = "busy"
    title = Text("系统繁忙，请稍后再试", "Too many decide on this at once; try again")


class LoadedApart(Busy):
    """Of what belongs together one part was loaded before another command was recorded, and one after it: to be decided anew."""

    code = "loaded_apart"
    title = Text("刚有变动，请再试一次", "Somebody else has just decided about this; try again")
