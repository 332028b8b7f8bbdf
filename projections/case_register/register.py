"""The case register as a projection: its tables, the nouns that it is about, and the events that it ignores."""

from domain.aggregates import CardApplication, Enterprise, Panel, Policy, Talent, WorkingYear
from domain.talent_chapters.data_rights import KEPT_BY_THE_VAULT
from projections.case_register.tables import (
    absorbed,
    actors,
    batches,
    cases,
    enterprises,
    escalations,
    handbacks,
    open_deadlines,
    periods,
    recusals,
    rules,
    talents,
    times,
    years,
)
from projections.projection import Projection

case_register = Projection(
    "case_register",
    about=(CardApplication, Enterprise, Panel, Policy, Talent, WorkingYear),
    tables=(
        cases,
        periods,
        actors,
        recusals,
        batches,
        handbacks,
        escalations,
        enterprises,
        absorbed,
        talents,
        times,
        open_deadlines,
        rules,
        years,
    ),
    ignores=(
        Policy.DraftDiscarded,
        Policy.DraftPublished,  # its text is known already
        Policy.Retired,
        Enterprise.CreditCodeStated,
        Enterprise.Delisted,
        Enterprise.PrincipalNamed,
        Enterprise.PrincipalIdentified,
        Enterprise.PrincipalLeft,
        Enterprise.SpecialistAppointed,
        Enterprise.SpecialistRelieved,
        Enterprise.Absorbed,
        Talent.DocumentAdded,
        Talent.DocumentReplaced,
        Talent.CadreStatusAttested,
        *KEPT_BY_THE_VAULT,
        Talent.Barred,
        Talent.BarLifted,
        Talent.PhoneStated,
        Talent.Employed,
        Talent.EmploymentEnded,
        Talent.Relocated,
        Panel.Convened,  # of a panel the case says itself when it begins and how it ends
        Panel.MemberAdded,
        Panel.MemberRecused,
        Panel.VoteCast,
        Panel.VoteStruck,
        Panel.ConclusionConfirmed,
        Panel.Dissolved,
    ),
)
