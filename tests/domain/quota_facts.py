"""What happened to a made-up quota of 2024, as facts for given/when/then."""

from datetime import date
from uuid import UUID

from domain.aggregates.quota import Quota
from domain.base import DocumentReference
from domain.places import GivenBack, ReleaseCause
from domain.quota_events import CaseEvent, PlaceEvent
from tests.scenario import DAY, Fact, authority, fact

LUJIAN, QILIN, TAIHE = UUID(int=11), UUID(int=12), UUID(int=13)  # three enterprises
PLACE, OTHER_PLACE = UUID(int=21), UUID(int=22)
LI_LEI, HAN_MEI = UUID(int=31), UUID(int=32)  # two persons
CASE = UUID(int=41)
STRONG_TEN, FOUR_CHAINS = UUID(int=51), UUID(int=52)  # a batch of each list
AREA = "zhangdian"
LISTS = {"drc": ("cluster_leader", STRONG_TEN), "miit": ("four_chain", FOUR_CHAINS)}

LETTER = DocumentReference(
    kind="nomination_letter", number="淄发改函〔2024〕7号", issued_on=date(2024, 3, 12)
)
HRSS = authority()
DRC = authority(actor="liu-qing", function="drc", documents=(LETTER,))
MIIT = authority(actor="li-chen", function="miit", documents=(LETTER,))
WITH_REASON = {"reason": "企业已迁出本市", "reason_code": "moved_away"}
DRC_WITH_REASON = DRC.model_copy(update=WITH_REASON)
MIIT_WITH_REASON = MIIT.model_copy(update=WITH_REASON)
HRSS_WITH_REASON = HRSS.model_copy(update=WITH_REASON)

ALL = GivenBack(place=True, slot=True)
NOTHING = GivenBack(place=False, slot=False)
PLACE_ALONE = GivenBack(place=True, slot=False)
SLOT_ALONE = GivenBack(place=False, slot=True)


def opened(city_limit: int = 10, *, drc: int = 5, miit: int = 5, on: date = DAY) -> Fact:
    limits = {"drc": drc, "miit": miit}
    return fact(
        Quota.Opened,
        on=on,
        city="370300",
        card_type="huicai",
        quota_year=2024,
        city_limit=city_limit,
        department_limits=limits,
    )


def closed() -> Fact:
    return fact(Quota.Closed)


def nominated(
    enterprise_id: UUID, place_id: UUID = PLACE, *, by: str = "drc", area: str = AREA, on: date = DAY
) -> Fact:
    list_type, batch_id = LISTS[by]
    return fact(
        Quota.Nominated,
        on=on,
        place_id=place_id,
        enterprise_id=enterprise_id,
        enterprise_area=area,
        department=by,
        list_type=list_type,
        list_batch_id=batch_id,
    )


def of_place(
    kind: type[PlaceEvent],
    place_id: UUID = PLACE,
    enterprise_id: UUID = LUJIAN,
    *,
    area: str = AREA,
    on: date = DAY,
    **says: object,
) -> Fact:
    return fact(kind, on=on, place_id=place_id, enterprise_id=enterprise_id, enterprise_area=area, **says)


def withdrawn(*, talent_id: UUID | None = None, place_freed: bool = True, slot_freed: bool = True) -> Fact:
    person = {"talent_id": talent_id} if talent_id else {}
    return of_place(Quota.NominationWithdrawn, place_freed=place_freed, slot_freed=slot_freed, **person)


def transfer_requested(*, to: str = "miit") -> Fact:
    return of_place(Quota.TransferRequested, from_department="drc", to_department=to)


def transfer_declined() -> Fact:
    return of_place(Quota.TransferDeclined, from_department="drc", to_department="miit")


def transferred() -> Fact:
    list_type, batch_id = LISTS["miit"]
    between = {"from_department": "drc", "to_department": "miit"}
    return of_place(Quota.NominationTransferred, list_type=list_type, list_batch_id=batch_id, **between)


def proposed(talent_id: UUID = LI_LEI, *, on: date = DAY) -> Fact:
    return of_place(Quota.PersonProposed, on=on, talent_id=talent_id)


def replaced(talent_id: UUID = HAN_MEI, *, instead_of: UUID = LI_LEI, on: date = DAY) -> Fact:
    return of_place(Quota.PersonReplaced, on=on, talent_id=talent_id, replaced_talent_id=instead_of)


def of_case(kind: type[CaseEvent], **says: object) -> Fact:
    return of_place(kind, talent_id=LI_LEI, card_application_id=CASE, **says)


def reserved() -> Fact:
    return of_case(Quota.Reserved)


def consumed() -> Fact:
    return of_case(Quota.Consumed)


def reversed_consumption() -> Fact:
    return of_case(Quota.ConsumptionReversed)


def released(cause: ReleaseCause = ReleaseCause.NOT_RECOMMENDED, *, slot_freed: bool = True) -> Fact:
    return of_case(Quota.Released, cause=cause, slot_freed=slot_freed)


def forfeited(cause: ReleaseCause = ReleaseCause.REJECTED_BY_PROVINCE) -> Fact:
    return of_case(Quota.Forfeited, cause=cause)


def reopened(cause: ReleaseCause = ReleaseCause.CASE_WITHDRAWN) -> Fact:
    return of_case(Quota.Reopened, cause=cause)


def nominate(
    quota: Quota, enterprise_id: UUID, place_id: UUID = PLACE, *, by: str = "drc", **named: object
) -> None:
    """A department nominates from its own list."""
    list_type, batch_id = LISTS[by]
    stated = {"area": AREA, "authority": DRC} | named
    quota.nominate(
        place_id,
        department=by,
        enterprise_id=enterprise_id,
        list_type=list_type,
        list_batch_id=batch_id,
        **stated,
    )


def place_shown(status: str, *, place_id: UUID = PLACE, by: str = "drc", enterprise_id: UUID = LUJIAN):
    return {
        "kind": "place",
        "id": str(place_id),
        "department": by,
        "enterprise_id": str(enterprise_id),
        "status": status,
    }
