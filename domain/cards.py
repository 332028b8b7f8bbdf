"""The words of a card (人才卡): where it stands, where its plastic is, what is decided about it, what is refused."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.base import Value
from domain.errors import Conflict, RuleViolation
from domain.policy.steps import TermRule
from domain.text import Text


class CardStatus(StrEnum):
    """Where a card stands (卡状态): the words by which programs go, so they are never renamed."""

    GRANTED = "granted"  # 已批准, not issued yet
    IN_FORCE = "in_force"  # 正常
    SUSPENDED = "suspended"  # 暂停
    LOST = "lost"  # 挂失
    EXPIRED = "expired"  # 到期, also when it was renewed
    REVOKED = "revoked"  # 收回
    CANCELLED = "cancelled"  # 注销
    REVERSED = "reversed"  # 误录撤销
    ENDED = "ended"  # 失效: expired, revoked or cancelled before it was taken over


TAKEN_OVER = (CardStatus.IN_FORCE, CardStatus.SUSPENDED, CardStatus.ENDED)
ISSUED = (CardStatus.IN_FORCE, CardStatus.SUSPENDED, CardStatus.LOST)
ON_THE_BOOKS = (CardStatus.GRANTED, *ISSUED)  # 在册
# What was held once. A card that was entered by mistake never was one.
PAST = (CardStatus.EXPIRED, CardStatus.REVOKED, CardStatus.CANCELLED, CardStatus.ENDED)
MOST_YEARS_AHEAD = 50  # that an arrival or the beginning of a term lies ahead: a later day is a slip of the pen, and days are counted from it
TOO_FAR_AHEAD = Text(
    f"在{MOST_YEARS_AHEAD}年之后，请核对",
    f"is more than {MOST_YEARS_AHEAD} years ahead: look whether it is right",
)


def is_too_far_ahead(day: date, today: date) -> bool:
    """Whether nobody means this day by which somebody is to come, or from which a card is to be valid."""
    return day.year > today.year + MOST_YEARS_AHEAD


class PlasticStage(StrEnum):
    """Where the card's plastic is (卡片状态)."""

    TO_PRODUCE = "to_produce"  # 待制卡
    IN_PRODUCTION = "in_production"  # 制卡中
    PRODUCED = "produced"  # 已制卡
    DISPATCHED = "dispatched"  # 已寄发
    DELIVERED = "delivered"  # 已领取
    ACTIVATED = "activated"  # 已激活


MADE = (PlasticStage.PRODUCED, PlasticStage.DISPATCHED, PlasticStage.DELIVERED, PlasticStage.ACTIVATED)


class DeliveryWay(StrEnum):
    """How a card goes to its holder (发放渠道)."""

    COUNTER = "counter"  # 窗口领取
    COURIER = "courier"  # 邮寄
    SPECIALIST = "specialist"  # 单位服务专员代转


class Recipient(StrEnum):
    """Who signed for a card (领取人)."""

    HOLDER = "holder"  # 本人
    SPECIALIST = "specialist"  # 单位服务专员
    AGENT = "agent"  # 受托人


class ReplacementCause(StrEnum):
    """Why a card gets another plastic (补换原因)."""

    LOST = "lost"  # 挂失补发
    DAMAGED = "damaged"  # 损坏换发
    PRINT_OUTDATED = "print_outdated"  # 信息变更换发: a name, an employer or a term is another than it says


class SuspensionGround(StrEnum):
    """Why a card is suspended (暂停事由); it stays so until every ground is lifted."""

    DECIDED = "decided"  # 决定暂停
    INQUIRY = "inquiry"  # 核查期间
    NOT_ARRIVED = "not_arrived"  # 逾期未到岗


class Measure(StrEnum):
    """What the issuer decides about a card (管理决定, decided point 7)."""

    SUSPENSION = "suspension"  # 暂停
    REINSTATEMENT = "reinstatement"  # 恢复
    INQUIRY = "inquiry"  # 核查
    FINDING = "finding"  # 核查结论
    REVOCATION = "revocation"  # 收回
    CANCELLATION = "cancellation"  # 注销
    RENEWAL = "renewal"  # 续期
    ARRIVAL_EXTENSION = "arrival_extension"  # 延长到岗期限
    ENTRY_CORRECTION = "entry_correction"  # 更正登记: number or term were entered otherwise than they are
    BAR = "bar"  # 限制申领, where there is no card any more to be revoked
    BAR_LIFTING = "bar_lifting"  # 解除限制申领


# What may be decided of a card that has ended.
AFTER_THE_END = (Measure.INQUIRY, Measure.FINDING, Measure.BAR, Measure.BAR_LIFTING)


class Finding(StrEnum):
    """What an inquiry has found (核查结论)."""

    FALSE = "false"  # 申报虚假
    NOT_FALSE = "not_false"  # 未发现虚假


class RevocationCause(StrEnum):
    """Why a card is revoked (收回原因)."""

    FALSE_DECLARATION = "false_declaration"  # 申报虚假
    BREACH = "breach"  # 违法违纪违规
    DECISION_REVISED = "decision_revised"  # 准予发卡的决定已变更: follows from the case, and is not chosen


class CancellationCause(StrEnum):
    """Why a card is cancelled (注销原因)."""

    LEFT = "left"  # 离职离市
    DIED = "died"  # 去世
    OWN_WISH = "own_wish"  # 本人申请
    INELIGIBLE = "ineligible"  # 不再符合条件
    NEVER_ARRIVED = "never_arrived"  # 未到岗


class Consequence(StrEnum):
    """What follows of a false declaration beside the revocation and the bar (后续处理)."""

    BENEFIT_RECOVERY = "benefit_recovery"  # 追回待遇
    EMPLOYER_INFORMED = "employer_informed"  # 告知用人单位
    LIST_SOURCE_INFORMED = "list_source_informed"  # 告知名单提供部门


class ArrivalStage(StrEnum):
    """Where an early card's holder is (到岗情况)."""

    AWAITED = "awaited"  # 待到岗
    ARRIVED = "arrived"  # 已到岗
    LAPSED = "lapsed"  # 逾期未到岗


class ReminderKind(StrEnum):
    """Of which day of a card its office is reminded (提醒事项)."""

    ARRIVAL = "arrival"  # 到岗
    RENEWAL = "renewal"  # 续期


class InquiryStage(StrEnum):
    """How far a suspicion of a false declaration has been followed (核查进展)."""

    REPORTED = "reported"  # 已举报
    OPENED = "opened"  # 核查中
    FOUND_FALSE = "found_false"  # 查实
    FOUND_NOT_FALSE = "found_not_false"  # 未查实


RENEWED = "renewed"  # the ground of a card's status whose place another has taken (续期)
TERM_ENDED = "term_ended"  # that of one whose term has ended (有效期届满)


class StatedTerm(Value):
    """A card's number and term, as its issuer states them (卡号和有效期)."""

    card_number: str
    issued_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule
    differs_from_rule: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the holder of an early card is to arrive, and whether that has been put off; `since` when it stands so.

    `reminded` is the mark of the latest reminder: so many days before the day that is planned.
    """

    stage: ArrivalStage
    planned_on: date
    since: date
    extensions: int = 0
    reminded: int | None = None


@dataclass(frozen=True, slots=True)
class Transcription:
    """What one officer has entered as the issuer's decision, for another to confirm."""

    by: str
    persons: frozenset[str]
    measure: Measure
    cause: str | None
    renewal: StatedTerm | None
    entry: StatedTerm | None


class CardNotInState(Conflict):
    code = "card_not_in_state"
    title = Text("人才卡当前状态不允许此操作", "The card is not in a state that allows this")


class PlasticNotInState(Conflict):
    code = "plastic_not_in_state"
    title = Text("卡片当前环节不允许此操作", "The plastic is not where this can be done with it")


class NotAnEarlyCard(Conflict):
    code = "not_an_early_card"
    title = Text("该卡不是待到岗的提前发放卡", "The card was not issued early, or its holder has arrived")


class IssuedOtherwise(RuleViolation):
    code = "issued_otherwise"
    title = Text("该途径的卡不以此方式颁发", "A card that comes by this route is not issued in this way")


class ArrivalExtendedBefore(RuleViolation):
    code = "arrival_extended_before"
    title = Text("到岗期限已按规定延长", "The arrival has been put off as often as it may be")


class InquiryNotInState(Conflict):
    code = "inquiry_not_in_state"
    title = Text("核查当前阶段不允许此操作", "The inquiry is not at a stage that allows this")


class NothingTranscribed(Conflict):
    code = "nothing_transcribed"
    title = Text("没有待核对的转录决定", "No decision has been written down that waits to be confirmed")


class TranscribedAlready(Conflict):
    code = "transcribed_already"
    title = Text("已有转录决定待核对", "A decision has been written down already and waits to be confirmed")


class NotProposed(Conflict):
    code = "not_proposed"
    title = Text("没有此项建议", "Nobody has proposed this")


class TermHasNotEnded(RuleViolation):
    code = "term_has_not_ended"
    title = Text("有效期尚未届满", "The card's term has not ended yet")


class ArrivalNotOverdue(RuleViolation):
    code = "arrival_not_overdue"
    title = Text("尚未超过到岗期限", "The arrival is not overdue yet")


class ReminderNotDue(RuleViolation):
    code = "reminder_not_due"
    title = Text("尚未到提醒日期", "No reminder of this card is due yet")


class RemindedAlready(Conflict):
    code = "reminded_already"
    title = Text("该期限已提醒", "The office has been reminded of this already")


class BarredFromCards(RuleViolation):
    code = "barred_from_cards"
    title = Text(
        "因申报虚假，限制期内不予发卡", "After a false declaration no card is granted for some years"
    )


class RenewalTooEarly(RuleViolation):
    code = "renewal_too_early"
    title = Text("尚未到可续期的时间", "The card may not be renewed yet")


class CardStaysBehind(RuleViolation):
    code = "card_stays_behind"
    title = Text("该卡种不随人转移", "A card of this type does not go along to another employer")


class CardNotValid(Conflict):
    code = "card_not_valid"
    title = Text("该卡无效，不能享受服务", "The card is not valid, and opens nothing")


class ServiceNotOpen(RuleViolation):
    code = "service_not_open"
    title = Text("该卡不享受此项服务", "The card does not open this service")


ENDS_BEFORE_IT_BEGINS = Text("有效期止早于有效期起", "The term ends before it begins")
