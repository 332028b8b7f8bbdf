"""`huicai demo`: a whole quota year, two other routes and four quarters of demands, played over HTTP by made-up people.

lists in ─> quota open ─> nominations until the sixth of a department is refused
         ─> persons, forms, opinions, reviews, batches, the province's results, cards
         ─> honor cards without an application, an elite card before its holder comes
         ─> a card verified, what is due, what another policy would have changed
         ─> the three ledgers of four quarters, their reports, and their way to the province, which is a second instance
         ─> workbooks, histories as text, forms, ledgers and a card's face as PDF, the report, in ./out
"""

from collections.abc import Callable
from contextlib import ExitStack

from bootstrap.settings import Settings
from cli.demo_cases import play_cases
from cli.demo_early_cards import introduce_early
from cli.demo_grants import grant_honor_cards
from cli.demo_looking import look_at_what_is_due, simulate_another_policy, verify_a_card
from cli.demo_nominations import nominate_instead, nominate_until_refused, open_quota, take_in_lists
from cli.demo_people import Player, players
from cli.demo_province import Above, above, city_and_province, on_its_own
from cli.demo_quarters import play_quarters, were_played
from cli.demo_results import write_reports, write_results
from cli.demo_server import Instance, serving
from cli.demo_telling import chapter, console, say, show_history

UNDER_WAY = {"reserved", "consumed", "forfeited"}  # what only a play of the cases brings about


def play(settings: Settings, *, ledgers: bool = True, brief: bool = False) -> None:
    """Play it against the server that runs, or against one that is started for it; in brief with two areas' ledgers."""
    city, province = city_and_province(settings) if settings.unit is None else (on_its_own(settings), None)
    with serving(city) as is_ours:
        people = players(settings, city.url)
        take_in_lists(people)
        quota = open_quota(people)
        if was_played(people["hrss"], quota):
            say("this year was played to its end before; remove the data folders to play it anew")
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
        if ledgers:
            _quarters(people, city, province, by_hand=not is_ours, brief=brief)
        console.rule()
        write_results(people, quota, elite, later)
        if ledgers:
            write_reports(people)


def _quarters(
    people: dict[str, Player], city: Instance, province: Instance | None, *, by_hand: bool, brief: bool
) -> None:
    """The ledgers and their reports, unless an earlier play has made them; up to a province if we may set one up."""
    if were_played(people["window"]):
        chapter("台账和季报 · ledgers and reports")
        say("played before, in an earlier play")
        return
    with ExitStack() as lifetime:
        upper: Callable[[], Above] | None = None
        if province is None:
            say(
                "HUICAI_UNIT says that this instance reports elsewhere: nothing is sent to the demo's province"
            )
        else:
            upper = lifetime.enter_context(above(city, province, by_hand=by_hand))
        play_quarters(people, upper, brief=brief)


def was_played(officer: Player, quota: str) -> bool:
    """Whether an earlier play has brought cases to their end, or broke off on the way there."""
    return any(place["status"] in UNDER_WAY for place in officer.gets(quota)["places"])
