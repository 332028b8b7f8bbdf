"""The pages that are made of the program: every event, refusal, step of a route, and clause.

`make docs` writes them anew; `test_reference_pages.py` compares them with the program.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from api.problems import status_of
from domain.base import Envelope, Event, EventSourced
from domain.errors import Refusal
from domain.functions import Function
from domain.policy.automatic_route import AutomaticRoute
from domain.policy.book import PolicyBook
from domain.policy.deadlines import DayUnit, DeadlineRule
from domain.policy.ground import Grounded
from domain.policy.loading import shipped_packs
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack
from domain.policy.routes import Route
from domain.policy.steps import NOMINATING_DEPARTMENT, Check, Desk, Step
from domain.text import Text
from tests.architecture.clauses import EVERY, row
from tests.architecture.test_glossary import Row, rows
from tests.architecture.test_refusals import refusals
from tests.architecture.tree import ROOT
from tests.domain.event_shapes import aggregates, event_classes, facts_of, groups

MADE = (
    "Made of the program by `make docs`; a test compares the two. 本页由程序生成，与程序不一致时测试不通过。"
)
PLAIN = {"str": "text", "int": "number", "bool": "yes or no"}
OF_EVERY_EVENT = {*Event.model_fields, "originator_topic"}


def events_page() -> str:
    """Every event that can stand in the log, with its facts."""
    return _page(
        "Events",
        "What can stand in the log. Beside its own facts every event has the id of what it happened to, its number in",
        "that history, the instant, and the envelope: who decided, in which capacity, for which body, under which",
        "clauses, why, and with effect from which day. A **personal fact** is sealed under a key of the person it is",
        "about; everything else stands in clear. A fact with `?` may be absent.",
        "How an event is stored, byte by byte: [format/event-record-1.md](format/event-record-1.md).",
        "",
        "日志中可能出现的全部事件。**personal fact** 为个人信息，按当事人的密钥加密；其余均为明文。带 `?` 的可以没有。",
        *(line for aggregate in aggregates() for line in _of_aggregate(aggregate)),
        *_heading("The envelope", "决定要素"),
        *_table(("fact", "what stands there"), map(_fact, facts_of(Envelope))),
        *_heading("Groups of facts", "组合要素"),
        *_table(("group", "facts"), ((f"`{group.__name__}`", _facts(group)) for group in groups())),
    )


def refusals_page() -> str:
    """Every refusal that can be given, under its public code."""
    return _page(
        "Refusals",
        "What a command or a query may be refused with. `code` is stable: programs go by it. The sentence is that of",
        "the kind; a refusal adds what holds in the case: the field or the clause, and what stands in the way.",
        "How it is told over HTTP: [api.md](api.md).",
        "",
        "命令或查询可能被拒绝的全部情形。`code` 固定不变，供程序识别；具体理由、条款和阻碍事项随每次答复给出。",
        "",
        *_table(
            ("code", "HTTP", "中文", "English", "written in"),
            (_refusal(refusal) for refusal in sorted(refusals(), key=lambda refusal: refusal.code)),
        ),
    )


def routes_page() -> str:
    """Every step of every route of the packs that come along: who acts, and under which clause."""
    return _page(
        "Routes",
        "The ways to a card in the policy packs that come along: whose turn it is at every step and for how long, what",
        "is checked, and where that is written. No notice sets a deadline: each is our own default, and its reason stands",
        "in the pack. What a pack may say: [policy-packs.md](policy-packs.md).",
        "",
        "随附政策包中的办理途径：每个环节由谁办理、期限多长、校验什么、依据何在。通知未规定任何办理期限，均为本项目默认，理由见政策包。",
        *(
            line
            for pack in PolicyBook(shipped_packs())
            for route in pack.routes
            for line in _of_route(route, pack)
        ),
    )


def clauses_page() -> str:
    """Every rule of the notices, and where it is kept."""
    return _page(
        "Clauses",
        "Every rule of the notices, R-01 to R-28: what it says and where that is written, where the packs and the code",
        "keep it, and the tests that fail if they do not. What no feature follows is on record alone, with the reason.",
        "",
        "通知的全部规则（R-01至R-28）：内容与出处、政策包和程序中的落实之处、不落实即不通过的测试；尚未落实的，注明原因。",
        "",
        *_table(("clause", "规则 rule", "出处 written in", "落实 kept in", "测试 tests"), map(row, EVERY)),
    )


PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs/events.md": events_page,
    ROOT / "docs/refusals.md": refusals_page,
    ROOT / "docs/routes.md": routes_page,
    ROOT / "docs/clauses.md": clauses_page,
}


# -- events -------------------------------------------------------------------------------------------


def _of_aggregate(aggregate: type[EventSourced]) -> Iterator[str]:
    yield from _heading(f"`{aggregate.TOPIC}`", _said_of(aggregate.TOPIC).official)
    every = event_classes()
    own = [event for event in vars(aggregate).values() if event in every]  # in the order of its life
    yield from _table(("event", "事件", "what it says"), map(_event, own))


def _event(event: type[Event]) -> tuple[str, ...]:
    said = _said_of(event.TOPIC)
    notes = [note for note in (said.note, _first_line_of(event)) if note]
    return f"`{event.TOPIC}`", said.official, "<br>".join([*notes, _facts(event)])


def _said_of(topic: str) -> Row:
    """What the glossary says of it, which has a test of its own for what it leaves out."""
    return rows().get(topic, Row("", topic, "", ""))


def _first_line_of(event: type[Event]) -> str:
    """What its class says of the event; what it says of all events of its kind is not repeated."""
    return (vars(event).get("__doc__") or "").partition("\n")[0]


def _facts(model: type[BaseModel]) -> str:
    facts = (fact for fact in facts_of(model) if fact.partition(":")[0].rstrip("?") not in OF_EVERY_EVENT)
    return "; ".join(f"{name}: {said}" for name, said in map(_fact, facts)) or "nothing more"


def _fact(fact: str) -> tuple[str, str]:
    """A fact's name, and what may stand there in plain words."""
    name, _, shape = fact.partition(": ")
    said = re.sub(r"\b(str|int|bool)\b", lambda type_: PLAIN[type_[0]], shape.removesuffix(", or none"))
    return f"`{name}`", said.replace("personal fact", "**personal fact**")


# -- refusals -----------------------------------------------------------------------------------------


def _refusal(refusal: type[Refusal]) -> tuple[str, ...]:
    file = Path(inspect.getfile(refusal)).relative_to(ROOT).as_posix()
    title, status = refusal.title, status_of(refusal)
    return f"`{refusal.code}`", str(int(status)), title.zh, title.en, f"[{file}](../{file})"


# -- routes -------------------------------------------------------------------------------------------

LEVELS = {
    Level.PROVINCE: Text("省级", "province"),
    Level.CITY: Text("市级", "city"),
    Level.DISTRICT: Text("区县（功能区）", "district or zone of the enterprise"),
}
NOMINATING = Text("推荐部门", "nominating department")


def _of_route(route: Route, pack: PolicyPack) -> Iterator[str]:
    card = pack.card_type(route.card_type).name
    yield from _heading(f"{card.en} by {route.name.en}", f"{card.zh}（{route.name.zh}）")
    yield f"{pack.title.en}, `{pack.version}` under `{pack.under}`. {pack.title.zh}。"
    yield ""
    if isinstance(route, AutomaticRoute):
        yield from _of_lists(route, pack)
        yield ""
    if route.steps:
        steps = ((str(n), *_step(step, pack)) for n, step in enumerate(route.steps, start=1))
        head = ("", "环节", "step", "由谁办理", "who", "期限", "deadline", "依据", "clauses")
        yield from _table(head, [*steps, _whole(route, pack)])
        yield ""
    yield from _table(("check", "when", "依据", "clauses"), (_check(check, pack) for check in route.checks))


def _of_lists(route: AutomaticRoute, pack: PolicyPack) -> Iterator[str]:
    """There is no case: who issues the card, and to whom on which lists."""
    issuer = pack.card_type(route.card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function)
    assert body is not None
    lists = [pack.list_type(code).name for code in route.list_types]
    roles = [_said_of(f"PrincipalRole.{role}") for role in route.roles]
    zh = (body.name.zh, "、".join(one.zh for one in lists), "、".join(role.official for role in roles))
    en = (body.name.en, "; ".join(one.en for one in lists), ", ".join(role.label for role in roles))
    clauses = ", ".join(route.clauses)
    yield from _table(
        ("发卡机关", "issuer", "名单", "lists", "负责人身份", "roles", "clauses"),
        [(zh[0], en[0], zh[1], en[1], zh[2], en[2], clauses)],
    )


def _step(step: Step, pack: PolicyPack) -> tuple[str, ...]:
    name = Text(step.name.zh, f"{step.name.en}<br>`{step.code}`")
    desks = [_desk(desk) for desk in step.desks]
    who = Text("或".join(desk.zh for desk in desks), ", or ".join(desk.en for desk in desks))
    return *name, *who, *_deadline(step.deadline), *_ground(step, pack)


def _whole(route: Route, pack: PolicyPack) -> tuple[str, ...]:
    """The last line of a route: how long all of it may take."""
    nobody = Text("", "")
    return "", "全程", "the whole case", *nobody, *_deadline(route.deadline), *_ground(route, pack)


def _deadline(rule: DeadlineRule | None) -> Text:
    if rule is None:
        return Text("无", "none")
    days = {DayUnit.WORKING_DAYS: Text("个工作日", " working days")}.get(rule.unit, Text("日", " days"))
    return Text(f"{rule.days}{days.zh}", f"{rule.days}{days.en}")


def _desk(desk: Desk) -> Text:
    function = NOMINATING if desk.function == NOMINATING_DEPARTMENT else Function(desk.function).label
    level = LEVELS[desk.level]
    return Text(f"{level.zh}{function.zh}", f"{function.en}, {level.en}")


def _check(check: Check, pack: PolicyPack) -> tuple[str, ...]:
    return f"`{check.check}`", ", ".join(f"`{stage}`" for stage in check.at), *_ground(check, pack)


def _ground(rule: Grounded, pack: PolicyPack) -> Text:
    """What a rule stands on: its clauses and where they are written, and what is the project's own."""
    cited = [(clause, pack.citation(clause)) for clause in rule.clauses]
    zh = [f"{clause} {citation.zh}" for clause, citation in cited]
    en = [f"{clause}: {citation.en}" for clause, citation in cited]
    if rule.why is not None:
        zh.append(f"本项目默认：{rule.why.zh}")
        en.append(f"our own default: {rule.why.en}")
    return Text("<br>".join(zh), "<br>".join(en))


# -- pages --------------------------------------------------------------------------------------------


def _page(title: str, *lines: str) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines, ""])


def _heading(en: str, zh: str) -> list[str]:
    return ["", f"## {en} {zh}".rstrip(), ""]


def _table(head: tuple[str, ...], body: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    yield from map(_row, body)


def _row(cells: tuple[str, ...]) -> str:
    assert not any("|" in cell for cell in cells), "it would end the cell"
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
