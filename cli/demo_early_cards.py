"""The early elite card in the demo (前端引才): annex 2, a class with its ground, the card before its holder, the arrival.

    annex 2 ─> review by the district's HRSS ─> decision ─> issued early ─> arrival confirmed with the contract

Two more cases stay under way, so that the due sheet has something to show: one waits, the time of the other rests.
"""

from typing import Any

from cli.demo_cases import CASES, FORM
from cli.demo_nominations import LISTS, today, year
from cli.demo_people import Player
from cli.demo_telling import chapter, done, say, tell
from cli.development import CITY, CITY_AREA

ROUTE = "front_end"
GROUNDS = {
    "A": "示例：目录A类第1项",
    "B": "示例：目录B类第3项",
    "C": "示例：目录C类第7项",
}  # class and 认定依据
ANNEX_2 = {name: fact for name, fact in FORM.items() if name not in ("introduced_on", "enterprise_profile")}
CONTRACT_YEARS = 3


def introduce_early(people: dict[str, Player]) -> dict[str, Any]:
    """One case to its card and the arrival of its holder, and two that stay under way; returns the first."""
    chapter("前端引才“淄博精英卡” · the early elite card, before its holder comes")
    hrss = people["hrss"]
    if played := [
        one for one in hrss.gets(CASES, route=ROUTE, limit=200)["items"] if one["status"] == "approved"
    ]:
        say("issued already, from an earlier play")
        earlier: dict[str, Any] = hrss.gets(f"{CASES}/{played[-1]['id']}")
        return earlier
    first, second, third = (
        _Introduced(people, one, name) for one, name in zip(_enterprises(hrss), GROUNDS, strict=True)
    )
    first.submits()
    first.is_granted()
    first.arrives()
    second.submits()
    say(f"{second.name}: waits for the review")
    third.submits()
    third.is_to_be_corrected()
    return first.shown()


def _enterprises(hrss: Player) -> list[dict[str, Any]]:
    """Three of the list whose districts have an office of their own."""
    listed = hrss.listed(LISTS["drc"][0])
    return [one for one in listed if one["area"] != CITY_AREA][: len(GROUNDS)]


class _Introduced:
    """An enterprise and the person whom it is about to introduce, of one class."""

    def __init__(self, people: dict[str, Player], enterprise: dict[str, Any], talent_class: str) -> None:
        self.name, self._area = enterprise["name"], enterprise["area"]
        self._hrss, self._class = people["hrss"], talent_class
        self._specialist = self._hrss.specialist_of(enterprise["id"])
        specialists = f"/v1/enterprises/{enterprise['id']}/specialists"
        done(self._hrss.posts(specialists, name="示例专员", phone="13800000001"))
        talent = self._specialist.registers_person("示例引进人才", enterprise["id"])
        attested = {"result": "not_managed", "as_of": today()}
        done(people["party_org"].posts(f"/v1/talents/{talent}/attestation", **attested))
        self._key = {"city": CITY, "route": ROUTE, "enterprise_id": enterprise["id"], "talent_id": talent}
        self._case = self._card = ""

    def submits(self) -> None:
        """The specialist hands annex 2 in; who has come already is not introduced early."""
        ground = GROUNDS[self._class]
        form = ANNEX_2 | {"talent_class": self._class, "class_ground": ground, "pledged_on": today()}
        expected, past = f"{year() + 1}年3月", f"{year() - 1}年3月"
        if self._class == "A":
            early = form | {"planned_introduction_on": past}
            tell(f"annex 2 for somebody who came in {past}", self._drafts(early))
        self._case = done(self._drafts(form | {"planned_introduction_on": expected}))["href"]
        say(f"{self.name}: annex 2 submitted, class {self._class}（{ground}）, expected in {expected}")

    def _drafts(self, form: dict[str, Any]) -> Any:
        return self._specialist.posts(CASES, **self._key, form=form, submit=True)

    def is_granted(self) -> None:
        """The district's HRSS reviews, the city's decides, and issues the card before its holder comes."""
        done(self._district().posts(f"{self._case}/reviews"))
        deciding = self._hrss.officer("hrss", CITY_AREA, "demo-decider")
        self._card = "/v1/cards/" + done(deciding.posts(f"{self._case}/grant"))["card_id"]
        card = done(deciding.posts(f"{self._card}/early-issue"))
        arrival = card["arrival"]["planned_on"]
        say(
            f"[green]✓[/green] reviewed by the district, granted, and issued early: {card['card_number']}, arrival planned for {arrival}"
        )

    def arrives(self) -> None:
        """The holder has come; the term of the card is that of the contract."""
        contract = {"contract_from": today(), "contract_to": f"{year() + CONTRACT_YEARS}-12-31"}
        without = self._specialist.posts(f"{self._card}/arrival-confirmation", arrived_on=today())
        tell("the arrival without the contract", without)
        confirmed = self._specialist.posts(
            f"{self._card}/arrival-confirmation", arrived_on=today(), **contract
        )
        card = done(confirmed)
        say(
            f"[green]✓[/green] arrival confirmed with the contract: valid from {card['valid_from']} to {card['valid_to']}"
        )

    def shown(self) -> dict[str, Any]:
        """The case as it stands."""
        shown: dict[str, Any] = self._hrss.gets(self._case)
        return shown

    def is_to_be_corrected(self) -> None:
        """The district names what is missing; until it comes, no time runs."""
        items = [{"field": "achievements", "note": "示例：请补充获奖证明"}]
        done(self._district().posts(f"{self._case}/correction-requests", items=items))
        say(f"{self.name}: to be corrected, its time rests")

    def _district(self) -> Player:
        return self._hrss.officer("hrss", self._area, "demo-district")
