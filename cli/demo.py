"""`huicai demo`: a whole quota year and two other routes, played over HTTP by made-up people.

lists in ─> quota open ─> nominations until the sixth of a department is refused
         ─> persons, forms, opinions, reviews, batches, the province's results, cards
         ─> honor cards without an application, an elite card before its holder comes
         ─> a card verified, what is due, what another policy would have changed
         ─> workbooks, a history as text, forms and a card's face as PDF, in ./out
"""

from pathlib import Path
from typing import Any

from bootstrap.settings import Settings
from cli.demo_cases import play_cases
from cli.demo_early_cards import introduce_early
from cli.demo_grants import grant_honor_cards
from cli.demo_looking import look_at_what_is_due, simulate_another_policy, verify_a_card
from cli.demo_nominations import nominate_instead, nominate_until_refused, open_quota, take_in_lists, year
from cli.demo_people import Player, players
from cli.demo_server import serving
from cli.demo_telling import chapter, console, say, show_history

OUT = Path("out")
UNDER_WAY = {"reserved", "consumed", "forfeited"}  # what only a play of the cases brings about


def play(settings: Settings) -> None:
    """Play it against the server that runs, or against one that is started for it."""
    with serving(settings) as url:
        people = players(settings, url)
        take_in_lists(people)
        quota = open_quota(people)
        if was_played(people["hrss"], quota):
            say("this year was played to its end before; remove the data folder to play it anew")
        else:
            nominate_until_refused(people, quota)
            play_cases(people, quota)
            nominate_instead(people["drc"], "drc", quota)
        chapter("配额全部记录 · history of the quota")
        show_history(people["auditor"].gets(f"{quota}/history")["items"])
        grant_honor_cards(people)
        elite = introduce_early(people)
        verify_a_card(settings, people["auditor"], elite["card_id"])
        later = look_at_what_is_due(people["hrss"])
        simulate_another_policy(people["hrss"])
        write_results(people, quota, elite, later)


def was_played(officer: Player, quota: str) -> bool:
    """Whether an earlier play has brought cases to their end, or broke off on the way there."""
    return any(place["status"] in UNDER_WAY for place in officer.gets(quota)["places"])


def write_results(people: dict[str, Player], quota: str, elite: dict[str, Any], later: str) -> None:
    """The register, the board, the due sheet, one case's history, the forms of two, a card's face; and where they are."""
    OUT.mkdir(exist_ok=True)
    cases = people["auditor"].gets("/v1/card-applications", quota_year=year(), limit=200)["items"]
    told = max(cases, key=lambda case: case["corrections"])
    files = {
        OUT / f"card-register-{year()}.xlsx": "/v1/cards.xlsx",
        OUT / f"quota-board-{year()}.xlsx": f"{quota}.xlsx",
        OUT / f"case-{told['id']}.txt": f"/v1/card-applications/{told['id']}/timeline.txt",
        OUT / f"annex-1-{told['id']}.pdf": f"/v1/card-applications/{told['id']}/form.pdf?purpose=audit",
        OUT / f"annex-2-{elite['id']}.pdf": f"/v1/card-applications/{elite['id']}/form.pdf?purpose=audit",
        OUT / f"card-face-{elite['card_id']}.pdf": f"/v1/cards/{elite['card_id']}/face.pdf?purpose=audit",
        OUT / f"due-sheet-{later}.xlsx": f"/v1/due-sheet.xlsx?on={later}",
    }
    console.rule()
    for path, address in files.items():
        path.write_bytes(people["auditor"].fetch(address))
        console.print(f"Written: {path}")
