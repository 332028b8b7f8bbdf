"""FastAPI and SQLAlchemy: rows that are updated in place, and a table of changes written beside them in the same transaction."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON, DateTime, ForeignKey, Index, UniqueConstraint, create_engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from starlette.responses import Response

from bench.peers.rules import (
    AREAS,
    CITY_LIMIT,
    DEPARTMENT_LIMIT,
    LEADS,
    PAGE,
    Caller,
    NotLetIn,
    Refused,
    caller_of,
    masked,
    must_be_allowed,
)

engine = create_engine(os.environ["PEER_DATABASE"], pool_size=20)
sessions = sessionmaker(engine, expire_on_commit=False)
key = OKPKey.import_key(json.loads(os.environ["PEER_KEY"]))


# -- tables -------------------------------------------------------------------------------------------------


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON, datetime: DateTime(timezone=True)}  # noqa: RUF012


class DemandItem(Base):
    __tablename__ = "demand_items"
    __table_args__ = (Index("demand_items_by_ledger", "ledger", "area", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(unique=True)
    city: Mapped[str]
    area: Mapped[str]
    ledger: Mapped[str]
    category: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="registered")
    raised_on: Mapped[date]
    registered_on: Mapped[date]
    content: Mapped[str]
    remark: Mapped[str | None]
    lead_function: Mapped[str | None]
    lead_area: Mapped[str | None]
    progress: Mapped[str | None]
    result: Mapped[str | None]
    closed_on: Mapped[date | None]

    @property
    def lead(self) -> tuple[str, str] | None:
        return (self.lead_function, self.lead_area) if self.lead_function and self.lead_area else None


class Numbering(Base):
    __tablename__ = "numbering"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Enterprise(Base):
    __tablename__ = "enterprises"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    area: Mapped[str]


class Quota(Base):
    __tablename__ = "quotas"
    __table_args__ = (UniqueConstraint("city", "card_type", "quota_year"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version: Mapped[int] = mapped_column(default=1)
    city: Mapped[str]
    card_type: Mapped[str]
    quota_year: Mapped[int]


class Place(Base):
    __tablename__ = "places"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quotas.id"), index=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprises.id"))
    department: Mapped[str]
    status: Mapped[str] = mapped_column(default="nominated")
    nominated_on: Mapped[date]


class Change(Base):
    """One line for every change: who, when, what for, and the row before and after it."""

    __tablename__ = "changes"
    __table_args__ = (Index("changes_of", "table", "row_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    function: Mapped[str]
    area: Mapped[str]
    action: Mapped[str]
    table: Mapped[str]
    row_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]


def row_of(one: Base) -> dict[str, Any]:
    values = {column.name: getattr(one, column.name) for column in one.__table__.columns}
    return {name: str(value) if isinstance(value, UUID | date) else value for name, value in values.items()}


# -- bodies -------------------------------------------------------------------------------------------------


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Details(Body):
    content: str = Field(min_length=1, max_length=2000)
    remark: str | None = Field(default=None, min_length=1, max_length=2000)


class NewDemand(Body):
    city: str = Field(max_length=40)
    ledger: Literal["public_service", "market_service", "opinion"]
    category: str | None = Field(default=None, max_length=40)
    raised_on: date | None = None
    details: Details


class Assignment(Body):
    pass


class Progress(Body):
    progress: str = Field(min_length=1, max_length=2000)


class Settlement(Body):
    result: str = Field(min_length=1, max_length=2000)


class Document(Body):
    kind: str
    number: str = Field(min_length=1, max_length=100)
    issued_on: date


class Nomination(Body):
    enterprise_id: UUID
    documents: list[Document] = Field(min_length=1, max_length=10)


class Withdrawal(Body):
    reason: str = Field(min_length=1, max_length=2000)


class DemandShown(BaseModel):
    id: UUID
    href: str
    version: int
    number: str
    city: str
    area: str
    ledger: str
    category: str | None
    status: str
    raised_on: date
    registered_on: date
    content: str | None
    remark: str | None
    lead: tuple[str, str] | None
    progress: str | None
    result: str | None
    closed_on: date | None


class Demands(BaseModel):
    items: list[DemandShown]
    next: str | None


class PlaceShown(BaseModel):
    id: UUID
    enterprise_id: UUID
    enterprise: str
    department: str
    status: str
    nominated_on: date


class QuotaShown(BaseModel):
    id: UUID
    version: int
    city: str
    card_type: str
    quota_year: int
    places: list[PlaceShown]


class Quotas(BaseModel):
    items: list[QuotaShown]


class ChangeShown(BaseModel):
    at: datetime
    actor: str
    function: str
    area: str
    action: str
    changed: dict[str, Any]


class History(BaseModel):
    items: list[ChangeShown]


# -- application --------------------------------------------------------------------------------------------

app = FastAPI(title="Demand ledgers and quotas, updated in place")


def session() -> Iterator[Session]:
    with sessions() as one, one.begin():
        yield one


def caller(authorization: Annotated[str, Header()] = "") -> Caller:
    return caller_of(authorization, key)


Db = Annotated[Session, Depends(session, scope="function")]  # committed before it is answered, not after
Asks = Annotated[Caller, Depends(caller)]


@app.exception_handler(Refused)
def refused(_: Request, error: Refused) -> Response:
    return JSONResponse({"code": error.code}, error.status)


@app.exception_handler(NotLetIn)
def not_let_in(_: Request, error: NotLetIn) -> Response:
    return JSONResponse({"code": "token_invalid"}, 401)


def note(
    db: Session, who: Caller, action: str, one: DemandItem | Place, before: dict[str, Any] | None
) -> None:
    db.flush()
    change = Change(
        at=datetime.now(UTC), actor=who.name, function=who.function, area=who.area, action=action,
        table=one.__tablename__, row_id=one.id, before=before, after=row_of(one),
    )  # fmt: skip
    db.add(change)


@app.post("/v1/demand-items", status_code=201)
def register(body: NewDemand, db: Db, who: Asks) -> DemandShown:
    if who.function != "window" or who.area not in AREAS:
        raise Refused("post_may_not", 403)
    today = datetime.now(UTC).date()
    prefix = f"{AREAS[who.area]}-{body.ledger}-{today.year}"
    numbering = db.get(Numbering, prefix, with_for_update=True)
    if numbering is None:  # whoever else begins the same series at this moment waits for the same row
        db.execute(insert(Numbering).values(prefix=prefix, last=0).on_conflict_do_nothing())
        numbering = db.get_one(Numbering, prefix, with_for_update=True)
    numbering.last += 1
    item = DemandItem(
        number=f"{prefix}-{numbering.last:06d}", city=body.city, area=who.area, ledger=body.ledger,
        category=body.category, raised_on=body.raised_on or today, registered_on=today,
        content=body.details.content, remark=body.details.remark,
    )  # fmt: skip
    db.add(item)
    note(db, who, "registered", item, None)
    return demand_shown(item)


def step(db: Session, who: Caller, id_: UUID, name: str, **changes: Any) -> DemandShown:
    item = found(db, who, id_, for_update=True)
    before = row_of(item)
    if name == "assignment":
        item.lead_function, item.lead_area = LEADS[item.category or ""]
    item.status = must_be_allowed(who, name, item.status, item.area, item.lead)
    for field, value in changes.items():
        setattr(item, field, value)
    item.version += 1
    note(db, who, name, item, before)
    return demand_shown(item)


@app.post("/v1/demand-items/{id_}/assignment")
def assign(id_: UUID, body: Assignment, db: Db, who: Asks) -> DemandShown:
    return step(db, who, id_, "assignment")


@app.post("/v1/demand-items/{id_}/acceptance")
def accept(id_: UUID, body: Assignment, db: Db, who: Asks) -> DemandShown:
    return step(db, who, id_, "acceptance")


@app.post("/v1/demand-items/{id_}/progress")
def record_progress(id_: UUID, body: Progress, db: Db, who: Asks) -> DemandShown:
    return step(db, who, id_, "progress", progress=body.progress)


@app.post("/v1/demand-items/{id_}/settlement")
def settle(id_: UUID, body: Settlement, db: Db, who: Asks) -> DemandShown:
    return step(db, who, id_, "settlement", result=body.result, closed_on=datetime.now(UTC).date())


@app.get("/v1/demand-items/{id_}")
def demand_item(id_: UUID, db: Db, who: Asks) -> DemandShown:
    return demand_shown(found(db, who, id_))


@app.get("/v1/demand-items/{id_}/history")
def history(id_: UUID, db: Db, who: Asks) -> History:
    item = found(db, who, id_)
    changes = db.scalars(
        select(Change).where(Change.table == "demand_items", Change.row_id == item.id).order_by(Change.id)
    )
    return History(items=[change_shown(change) for change in changes])


@app.get("/v1/demand-items")
def demand_items(db: Db, who: Asks, ledger: str, after: str = "", limit: int = PAGE) -> Demands:
    query = select(DemandItem).where(DemandItem.ledger == ledger, DemandItem.number > after)
    if who.covers(who.area) and who.area in AREAS and who.function == "window":
        query = query.where(DemandItem.area == who.area)
    else:
        query = query.where(DemandItem.lead_function == who.function)
    rows = list(db.scalars(query.order_by(DemandItem.number).limit(limit + 1)))
    return Demands(
        items=[demand_shown(item) for item in rows[:limit]],
        next=rows[limit - 1].number if len(rows) > limit else None,
    )


@app.post("/v1/quotas/{city}/{card_type}/{quota_year}/nominations", status_code=201)
def nominate(city: str, card_type: str, quota_year: int, body: Nomination, db: Db, who: Asks) -> QuotaShown:
    quota = quota_found(db, city, card_type, quota_year, for_update=True)
    taken = list(db.scalars(select(Place).where(Place.quota_id == quota.id, Place.status == "nominated")))
    if any(place.enterprise_id == body.enterprise_id for place in taken):
        raise Refused("already_nominated")
    if (
        len(taken) >= CITY_LIMIT
        or sum(place.department == who.function for place in taken) >= DEPARTMENT_LIMIT
    ):
        raise Refused("quota_used_up")
    if db.get(Enterprise, body.enterprise_id) is None:
        raise Refused("not_found", 404)
    place = Place(
        quota_id=quota.id, enterprise_id=body.enterprise_id, department=who.function,
        nominated_on=datetime.now(UTC).date(),
    )  # fmt: skip
    db.add(place)
    quota.version += 1
    note(db, who, "nominated", place, None)
    return quota_shown(db, quota)


@app.post("/v1/quotas/{city}/{card_type}/{quota_year}/nominations/{place_id}/withdrawal")
def withdraw(
    city: str, card_type: str, quota_year: int, place_id: UUID, body: Withdrawal, db: Db, who: Asks
) -> QuotaShown:
    quota = quota_found(db, city, card_type, quota_year, for_update=True)
    place = db.get(Place, place_id)
    if place is None or place.quota_id != quota.id:
        raise Refused("not_found", 404)
    if place.department != who.function:
        raise Refused("post_may_not", 403)
    if place.status != "nominated":
        raise Refused("wrong_state")
    before = row_of(place)
    place.status = "withdrawn"
    quota.version += 1
    note(db, who, "withdrawn", place, before)
    return quota_shown(db, quota)


@app.get("/v1/quotas/{city}/{card_type}/{quota_year}")
def quota(city: str, card_type: str, quota_year: int, db: Db, who: Asks) -> QuotaShown:
    return quota_shown(db, quota_found(db, city, card_type, quota_year))


@app.get("/v1/quotas")
def quotas(db: Db, who: Asks) -> Quotas:
    return Quotas(
        items=[quota_shown(db, one) for one in db.scalars(select(Quota).order_by(Quota.quota_year.desc()))]
    )


# -- what is found and shown --------------------------------------------------------------------------------


def found(db: Session, who: Caller, id_: UUID, *, for_update: bool = False) -> DemandItem:
    item = db.get(DemandItem, id_, with_for_update=for_update or None)
    if item is None or not (who.covers(item.area) or (who.function, who.area) == item.lead):
        raise Refused("not_found", 404)
    return item


def quota_found(db: Session, city: str, card_type: str, year: int, *, for_update: bool = False) -> Quota:
    query = select(Quota).where(Quota.city == city, Quota.card_type == card_type, Quota.quota_year == year)
    one = db.scalar(query.with_for_update() if for_update else query)
    if one is None:
        raise Refused("not_found", 404)
    return one


def demand_shown(item: DemandItem) -> DemandShown:
    return DemandShown(
        id=item.id, href=f"/v1/demand-items/{item.id}", version=item.version, number=item.number, city=item.city,
        area=item.area, ledger=item.ledger, category=item.category, status=item.status, raised_on=item.raised_on,
        registered_on=item.registered_on, content=masked(item.content), remark=masked(item.remark or ""), lead=item.lead,
        progress=masked(item.progress or ""), result=masked(item.result or ""), closed_on=item.closed_on,
    )  # fmt: skip


def quota_shown(db: Session, one: Quota) -> QuotaShown:
    query = select(Place, Enterprise.name).join(Enterprise, Enterprise.id == Place.enterprise_id)
    rows = db.execute(
        query.where(Place.quota_id == one.id, Place.status == "nominated").order_by(
            Place.nominated_on, Place.id
        )
    )
    return QuotaShown(
        id=one.id, version=one.version, city=one.city, card_type=one.card_type, quota_year=one.quota_year,
        places=[
            PlaceShown(
                id=place.id, enterprise_id=place.enterprise_id, enterprise=name, department=place.department,
                status=place.status, nominated_on=place.nominated_on,
            )
            for place, name in rows
        ],
    )  # fmt: skip


def change_shown(change: Change) -> ChangeShown:
    before = change.before or {}
    changed = {name: value for name, value in change.after.items() if before.get(name) != value}
    hidden = {
        name: masked(str(value)) if name in ("content", "remark", "progress", "result") else value
        for name, value in changed.items()
    }
    return ChangeShown(
        at=change.at,
        actor=change.actor,
        function=change.function,
        area=change.area,
        action=change.action,
        changed=hidden,
    )


def make_tables(enterprises: dict[str, str], year: int) -> None:
    """The tables, a quota, and enterprises by their ids."""
    Base.metadata.create_all(engine)
    with sessions() as db, db.begin():
        db.add(Quota(city="370300", card_type="huicai", quota_year=year))
        db.add_all(Enterprise(id=UUID(id_), name=name, area="zhangdian") for id_, name in enterprises.items())


def count() -> int:
    """How many demands there are."""
    with sessions() as db:
        return db.scalar(select(func.count()).select_from(DemandItem)) or 0
