"""What is said in the town of canaries beside the way of a case: of its card, and by a panel."""

from typing import TYPE_CHECKING

from domain.policy.steps import StepKind
from tests.api.cases import TRANSCRIBED
from tests.api.conftest import CITY, CITY_AREA
from tests.api.routes import OnRoute
from tests.domain.zibo import ZIBO

if TYPE_CHECKING:
    from tests.system.birds import Birds


def of_a_card(birds: "Birds") -> tuple[str, ...]:
    """The plastic is handed over, lost and found, and a false declaration is looked into; returns what there is to see."""
    say, card, own = birds.says, birds.card, birds.applying
    hrss, writes, second = (own.hrss(name) for name in ("officer", "gao-writing", "lin-second"))
    say(writes, f"{card}/production", "production", **TRANSCRIBED)
    signed = birds.said.new("who signed for a card", "鸬鹚代领")
    say(hrss, f"{card}/delivery", "delivery", recipient="agent", received_by=signed)
    say(own.specialist, f"{card}/activation", "activation")
    say(own.specialist, f"{card}/loss-report", "loss")
    say(own.specialist, f"{card}/loss-report/withdrawal", "withdrawn loss")
    say(own.specialist, f"{card}/proposals", "proposal", measure="suspension")
    say(hrss, f"{card}/proposals/refusal", "declined proposal", measure="suspension")
    say(hrss, f"{card}/false-declaration-report", "false declaration")
    say(writes, f"{card}/inquiry", "inquiry", **TRANSCRIBED)
    say(second, f"{card}/transcription/confirmation", "confirmed inquiry")
    say(writes, f"{card}/inquiry/finding", "finding", finding="not_false", **TRANSCRIBED)
    say(second, f"{card}/transcription/contestation", "contested finding")
    return card, f"{card}/history", "/v1/cards?status=in_force"


def of_a_panel(birds: "Birds") -> tuple[str, ...]:
    """Experts say what they think of a case, and one of them is recused."""
    case = OnRoute(birds.town, ZIBO.route("panel"), "示例九号有限公司").submitted()
    case.brought_to(StepKind.PANEL)
    writes = birds.town.officer("hrss", CITY_AREA, "gao-writing")
    experts = [
        {
            "name": birds.said.new(f"expert {n}", f"{bird}论证"),
            "organization": birds.said.new(f"house of expert {n}", f"{bird}研究院"),
        }
        for n, bird in enumerate(("苍鹭", "雨燕", "朱鹮", "白鹳", "山鹑"))
    ]
    panel = birds.says(writes, f"{case.case}/panel", "panel", members=experts, **TRANSCRIBED)
    first, second, *_ = (f"{panel['href']}/members/{one['id']}" for one in panel["experts"])
    opinion = birds.said.new("opinion of an expert", "孵化记录前后不一")
    birds.says(writes, f"{first}/vote", "vote", vote="disagree", opinion=opinion, **TRANSCRIBED)
    birds.says(writes, f"{second}/recusal", "recused expert", **TRANSCRIBED)
    return panel["href"], f"{panel['href']}/history", f"{case.case}/timeline", f"/v1/panels?city={CITY}"
