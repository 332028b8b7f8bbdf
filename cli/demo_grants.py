"""Cards without an application in the demo (免申即享): the heads of listed enterprises get the honor card.

    who they are ─> preview ─> issued ─> a head is succeeded ─> preview ─> issued

The first preview has nothing but new heads and those who get none; the second has all four outcomes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from cli.demo_nominations import LISTS, today, year
from cli.demo_people import Player
from cli.demo_telling import chapter, done, say, step_by_step, tell
from cli.development import CITY

GRANTS = "/v1/automatic-grants"
CARDS = {"city": CITY, "card_type": "honor"}
MANAGED = "managed"
MOST_NAMED = 3
OUTCOMES = {
    "new": "新发 · new",
    "changed_head": "负责人变更 · changed head",
    "dropped": "拟终止 · dropped",
    "excluded": "不发 · excluded",
}


def grant_honor_cards(people: dict[str, Player]) -> None:
    """Two runs, unless an earlier play has made them."""
    chapter("免申即享“淄博优秀企业家荣耀卡” · honor cards without an application")
    if people["miit"].gets("/v1/cards", route="automatic", limit=1)["items"]:
        say("issued already, from an earlier play")
        return
    *heads, last = _heads(people["miit"])
    for enterprise, principal in step_by_step(heads, "identity documents, attestations"):
        _identify(people, enterprise, principal)
    tell("a run that nobody has previewed", people["miit"].posts(GRANTS, **CARDS, documents=[_decision()]))
    _issue(people["miit"])
    say("the next list names another head of one enterprise; who the last one is, is known by now")
    _succeed(people, _only_head(heads))
    _identify(people, *last)
    _issue(people["miit"])


def _heads(miit: Player) -> list[tuple[str, dict[str, Any]]]:
    """Every principal of a listed enterprise, with the enterprise."""
    listed = {one["id"]: one for list_type, *_ in LISTS.values() for one in miit.listed(list_type)}
    return [(id_, one) for id_ in listed for one in miit.gets(f"/v1/enterprises/{id_}")["principals"]]


def _only_head(heads: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """An enterprise that has one head, who got a card."""
    leading = Counter(enterprise for enterprise, _ in heads)
    return next(enterprise for enterprise, number in leading.items() if number == 1)


def _identify(people: dict[str, Player], enterprise: str, principal: dict[str, Any]) -> None:
    """A document shows who it is, and the organization department attests (R-01)."""
    talent = people["miit"].identifies_head(enterprise, principal["id"])
    result = MANAGED if principal["party_managed"] == MANAGED else "not_managed"
    done(people["party_org"].posts(f"/v1/talents/{talent}/attestation", result=result, as_of=today()))


def _succeed(people: dict[str, Player], enterprise: str) -> None:
    """The list of an enterprise's department names another head, so that the former one has left."""
    drc = people["drc"]
    shown = drc.gets(f"/v1/enterprises/{enterprise}")
    named = {"name": "示例亥", "role": "chairman", "title": "董事长", "phone": "15400000099"}
    row = {"row": 1, "principals": [named]} | {name: shown[name] for name in ("name", "uscc", "area")}
    stated = {"city": CITY, "list_type": LISTS["drc"][0], "mode": "additions", "rows": [row]}
    done(drc.posts("/v1/enterprise-lists", **stated, document_number=f"淄发改示例〔{year()}〕00号"))
    known = {one["id"] for one in shown["principals"]}
    principals = drc.gets(f"/v1/enterprises/{enterprise}")["principals"]
    _identify(people, enterprise, next(one for one in principals if one["id"] not in known))


def _issue(miit: Player) -> None:
    """Show what a run would do, and have it done as it was shown."""
    preview = done(miit.posts(f"{GRANTS}?dry_run=true", **CARDS))
    for outcome, words in OUTCOMES.items():
        say(f"{words}: {preview['counts'][outcome]}")
        if outcome != "new":
            _tell_heads(head for head in preview["heads"] if head["outcome"] == outcome)
    run = done(miit.posts(GRANTS, **CARDS, preview=preview["preview"], documents=[_decision()]))
    gets_card = ("new", "changed_head")
    numbers = sorted(line["card_number"] for line in run["lines"] if line["outcome"] in gets_card)
    say(f"[green]✓[/green] {len(numbers)} cards issued as shown: {numbers[0]} to {numbers[-1]}")


def _tell_heads(heads: Iterable[dict[str, Any]]) -> None:
    """Whom it is about and why, for each reason; of many no names."""
    reasons: dict[str, list[str]] = {}
    for head in heads:
        why = "；".join(" ".join([ground["reason"]["zh"], *ground["clauses"]]) for ground in head["grounds"])
        reasons.setdefault(why, []).append(f"{head['enterprise_name']} {head['name']}")
    for why, named in reasons.items():
        whose = "，".join(named) if len(named) <= MOST_NAMED else f"{len(named)} heads"
        say(f"    {whose}{': ' * bool(why)}{why}")


def _decision() -> dict[str, str]:
    return {"kind": "approval", "number": f"示例工信〔{year()}〕1号", "issued_on": today()}
