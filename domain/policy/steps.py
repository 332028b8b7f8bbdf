"""The ordered steps (办理环节) of a route: whose turn it is, one after the other, and what may be done there."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, Strict
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from domain.attachments import AttachedFile, TrustLevel
from domain.base import Value
from domain.functions import Function
from domain.policy.deadlines import DeadlineRule
from domain.policy.ground import Citing, Code, Grounded, Label, YesNo
from domain.policy.organizations import Level
from domain.policy.panel_rule import PanelRule
from domain.policy.refusals import UnknownStep
from domain.registration_form import FACT_OF_FIELD

NOMINATING_DEPARTMENT = "nominating_department"


class StepKind(StrEnum):
    """What is done at a step (环节类型), and so which commands are taken there."""

    OPINION = "opinion"  # 签署意见: advises, and passes the case on either way
    REVIEW = "review"  # 审核: agrees, returns, or does not recommend
    COLLECTIVE_SUBMISSION = "collective_submission"  # 集中提交: waits to be handed in with a batch
    RECEPTION = "reception"  # 接收: takes the members of a batch in, one by one
    FORWARDING = "forwarding"  # 推荐上报: waits to go to the province with a batch
    PANEL = "panel"  # 专家论证: waits for what a panel of experts concludes
    PROVINCIAL_RESULT = "provincial_result"  # 省级结果: the province's answer is written down and confirmed
    DECISION = "decision"  # 决定: the city's own issuer grants the card, or does not


class Desk(Value):
    """Who acts (由谁办理): which function at which level of the organization map.

    `nominating_department` is the department that nominated the enterprise, or its counterpart in the area.
    """

    level: Level
    function: Function | Literal["nominating_department"]
    deadline: DeadlineRule | None = None

    def function_for(self, department: str | None) -> str:
        """Which function acts here on a case of this nominating department."""
        return department or "" if self.function == NOMINATING_DEPARTMENT else self.function


class Step(Desk, Grounded):
    """One step; where `alternatives` are named, whichever of these offices comes first acts (或)."""

    code: Code
    kind: StepKind
    name: Label
    alternatives: tuple[Desk, ...] = ()
    panel: PanelRule | None = None

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Everybody who may act at this step."""
        return (self, *self.alternatives)


class Stage(StrEnum):
    """When a check is made (校验时点)."""

    SUBMISSION = "submission"  # 提交申报
    ISSUE = "issue"  # 发卡


class CheckName(StrEnum):
    """A named check (校验项) that the domain knows how to make: `domain/use_cases/checking_cases.py`."""

    CADRE_ATTESTATION = "cadre_attestation"  # 党委管理的领导干部 attested not to be one
    INTRODUCED_TALENT = (
        "introduced_talent"  # 引进的人才: the day of introduction is stated and has come
    )
    CREDIT_CODE = "credit_code"  # 统一社会信用代码 of the enterprise is known
    CATALOGUE_CLASS = "catalogue_class"  # 类别: a class of the route's catalogue is stated
    LISTED_ENTERPRISE = "listed_enterprise"  # 名单企业: the enterprise is on one of the lists
    HEAD_OF_ENTERPRISE = "head_of_enterprise"  # 主要负责人: the person is known to be one of the enterprise
    ARRIVAL_AHEAD = "arrival_ahead"  # 拟引进: the planned time of introduction is still to come
    ONE_CARD_IN_FORCE = "one_card_in_force"  # no other card of this type is in force for the person
    DUPLICATES = "duplicates"  # 查重: nothing is left to be decided about another case of the person, or with a file of it


class Check(Grounded):
    """A check that a case has to pass at these stages; `unknown_passes` are those where "unknown" is enough."""

    check: CheckName
    at: tuple[Stage, ...] = Field(min_length=1)
    unknown_passes: tuple[Stage, ...] = ()
    reason_lifts: YesNo = False  # whether an officer may go on with a reason all the same


class FormField(Citing):
    """A field of a form in the order of the paper: its number there, and what it is called."""

    code: Code
    number: Annotated[int, Strict(), Field(ge=1, le=99)]
    name: Label
    required: YesNo = True


class Printing(Grounded):
    """How a form is put on paper (打印要求)."""

    double_sided: YesNo
    copies: Annotated[int, Strict(), Field(ge=1, le=9)]


class About(StrEnum):
    """Whom an attachment is about (材料对象)."""

    PERSON = "person"  # 申领人: two cases that have the same file are looked at
    ENTERPRISE = "enterprise"  # 用人单位: the same file belongs to every case of the enterprise


class AttachmentKind(Grounded):
    """One kind; `field` is the item of the form that it bears out.

    Nothing is asked for at a stage that is not named: at those in `required_at` one has to be there, at those in
    `checked_at` each one has been issued by the authority itself, compared with the original, or pledged.
    """

    code: Code
    name: Label
    about: About = About.PERSON
    field: Code | None = None
    required_at: tuple[Stage, ...] = ()
    checked_at: tuple[Stage, ...] = ()

    def is_missing(self, own: Sequence[AttachedFile], stage: Stage) -> bool:
        """Whether one has to be there at this stage and is not."""
        return stage in self.required_at and not own

    def is_unseen(self, own: Sequence[AttachedFile], stage: Stage) -> bool:
        """Whether a copy of it has to have been compared at this stage and has not."""
        return stage in self.checked_at and any(file.trust_level is TrustLevel.C for file in own)

    def lacks(self, own: Sequence[AttachedFile], stage: Stage) -> bool:
        """Whether a case with these files of this kind may not pass the stage."""
        return self.is_missing(own, stage) or self.is_unseen(own, stage)


class Form(Grounded):
    """A registration form (登记表) as a notice lays it out."""

    code: Code
    name: Label
    fields: tuple[FormField, ...] = Field(min_length=1)
    printing: Printing | None = None
    attachments: tuple[AttachmentKind, ...] = ()

    def field(self, code: str) -> FormField | None:
        """The field of this code, or None if the form does not have it."""
        return next((field for field in self.fields if field.code == code), None)

    def attachment(self, code: str) -> AttachmentKind | None:
        """The kind of attachment of this code, or None if the form goes with none of it."""
        return next((kind for kind in self.attachments if kind.code == code), None)

    def filled_from(self, fact: str) -> FormField | None:
        """The first field that is filled from this fact of a registration form, or None if none is."""
        of_fact = (field for field in self.fields if FACT_OF_FIELD.get(field.code, field.code) == fact)
        return next(of_fact, None)


class CatalogueClass(Value):
    """A class of persons (层次、类别) that a card is issued to."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
    name: Label


class Catalogue(Grounded):
    """A document that sorts persons into classes (目录、名单), by which a form says the person's class and ground."""

    code: Code
    name: Label
    number: str | None = None  # 发文字号
    classes: tuple[CatalogueClass, ...] = Field(min_length=1)


class TermRule(StrEnum):
    """From what a card's term is computed (期限依据)."""

    MANAGEMENT_PERIOD = "management_period"  # 管理期
    CONTRACT_PERIOD = "contract_period"  # 合同期
    FIXED_YEARS = "fixed_years"  # 固定年限


class Validity(Grounded):
    """How long a card of this route is valid; what an issuer states otherwise is flagged, never refused."""

    rule: TermRule
    years: Annotated[int, Strict(), Field(ge=1, le=20)] | None = None

    def last_day(self, first_day: date) -> date | None:
        """The last day of a term of fixed years; None where it hangs on the person's contract or programme."""
        return None if self.years is None else last_day_of_years(first_day, self.years)


def last_day_of_years(first_day: date, years: int) -> date:
    """The last day of so many years that begin on a day."""
    year = first_day.year + years
    is_leap_day = (first_day.month, first_day.day) == (2, 29)
    end = date(year, 3, 1) if is_leap_day and not isleap(year) else first_day.replace(year=year)
    return end - timedelta(days=1)


class Steps(tuple[Step, ...]):
    """The steps of a route, in their order."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A pack writes the steps as a plain list."""
        return no_info_after_validator_function(cls, handler(tuple[Step, ...]))

    def step(self, code: str | None) -> Step:
        """The step of this code. Raises `UnknownStep`."""
        for step in self:
            if step.code == code:
                return step
        raise UnknownStep.named(step.code for step in self)

    @property
    def first(self) -> Step:
        return self[0]

    def after(self, code: str) -> Step:
        """The step that follows. The last one has none, and whoever asks knows that it is not the last."""
        return self[self._place(code) + 1]

    def of_kind(self, kind: StepKind) -> Step:
        """The one step of this kind. Raises `UnknownStep`."""
        for step in self:
            if step.kind is kind:
                return step
        raise UnknownStep.named()

    def precedes(self, earlier: str, later: str) -> bool:
        """Whether one step comes before another."""
        return self._place(earlier) < self._place(later)

    def _place(self, code: str) -> int:
        return self.index(self.step(code))
