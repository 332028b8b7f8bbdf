"""The transparency log (透明日志): checkpoints, proofs and tiles, for whoever verifies the record without trusting us."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import PlainTextResponse, Response

from api.addresses import (
    AUDIT_ANCHORS,
    AUDIT_CHECKPOINT,
    AUDIT_LOGS,
    CONSISTENCY_PROOF,
    EVENT_PROOF,
    INCLUSION_PROOF,
    LOG_CHECKPOINT,
    LOG_ENTRIES,
    LOG_RECORDS,
    LOG_TILE,
)
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.reading import LARGEST_POSITION
from api.refusals import NotCovered
from api.rendering.anchors import AnchorsShown, anchors_shown
from api.rendering.transparency import ConsistencyShown, InclusionShown, LogsShown, logs_shown, written
from bootstrap.anchors import anchor_states
from domain.errors import NotFound
from persistence.transparency_log import Log
from transparency.tiles import Place, Tile, TiledNodes, are_long, bundled, packed, placed
from transparency.tree import NoSuchProof, root

router = APIRouter(route_class=GuardedRoute, tags=["transparency"])

NOTE = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
MOST_EPOCHS = 10_000
OF_PROOFS = (*OF_QUERIES, NotCovered)

Epoch = Annotated[
    int | None, Query(ge=1, le=MOST_EPOCHS, description="Which log; the open one if none is named")
]
EpochInPath = Annotated[int, Path(ge=1, le=MOST_EPOCHS)]
Cosigned = Annotated[bool, Query(description="The newest that a witness has cosigned: docs/anchors.md")]
Position = Annotated[int, Query(ge=1, le=LARGEST_POSITION, description="A position of the event log")]
Size = Annotated[
    int | None,
    Query(ge=1, le=LARGEST_POSITION, description="Number of entries; that of the newest checkpoint if none"),
]
From = Annotated[
    int,
    Query(
        alias="from", ge=0, le=LARGEST_POSITION, description="Number of entries of the checkpoint you have"
    ),
]
To = Annotated[
    int | None,
    Query(ge=0, le=LARGEST_POSITION, description="Number of entries; that of the newest checkpoint if none"),
]


@router.get(AUDIT_LOGS, response_model=LogsShown, responses=refused(*OF_QUERIES))
def transparency_logs(desk: AtDesk) -> Response:
    """Every log with its keys, and everything that was ever found wrong."""
    source = desk.service.transparency_log
    alarms = source.alarms(also_resolved=True)
    return as_json(logs_shown(source.logs(), source.verifier_keys(), alarms).as_json())


@router.get(
    AUDIT_CHECKPOINT,
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {}}}, **refused(*OF_PROOFS)},
)
def newest_checkpoint(desk: AtDesk, epoch: Epoch = None, cosigned: Cosigned = False) -> Response:
    """The newest checkpoint of a log, as the signed note that it is."""
    return _note(_checkpoint(desk, _log(desk, epoch), cosigned=cosigned))


@router.get(
    LOG_CHECKPOINT,
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {}}}, **refused(*OF_PROOFS)},
)
def log_checkpoint(desk: AtDesk, epoch: EpochInPath) -> Response:
    """The same at the address where the tiles are."""
    return _note(_checkpoint(desk, _log(desk, epoch)))


@router.get(AUDIT_ANCHORS, response_model=AnchorsShown, responses=refused(*OF_QUERIES))
def transparency_anchors(desk: AtDesk) -> Response:
    """Who is to hold the newest checkpoint, when each held last, and what was signed against what this instance has witnessed."""
    return as_json(
        anchors_shown([*anchor_states(desk.service)], desk.service.witnessed.contradictions()).as_json()
    )


@router.get(INCLUSION_PROOF, response_model=InclusionShown, responses=refused(*OF_PROOFS))
def inclusion_proof(desk: AtDesk, position: Position, size: Size = None) -> Response:
    """The way from one event to the root of a checkpoint."""
    source = desk.service.transparency_log
    log = source.log_of(position)
    if log is None:
        raise NotCovered
    count = log.size if size is None else size
    try:
        path = source.inclusion(log, log.index_of(position), count)
        shown = InclusionShown(
            origin=log.origin,
            epoch=log.epoch,
            position=position,
            index=log.index_of(position),
            size=count,
            root=_root(desk, log, count),
            path=tuple(map(written, path)),
            checkpoint=_note_of_size(desk, log, count),
        )
    except NoSuchProof:
        raise NotCovered from None
    return as_json(shown.as_json())


@router.get(CONSISTENCY_PROOF, response_model=ConsistencyShown, responses=refused(*OF_PROOFS))
def consistency_proof(desk: AtDesk, first: From, to: To = None, epoch: Epoch = None) -> Response:
    """The way from the root of an earlier checkpoint to that of a later one."""
    log = _log(desk, epoch)
    second = log.size if to is None else to
    try:
        path = desk.service.transparency_log.consistency(log, first, second)
        shown = ConsistencyShown(
            origin=log.origin,
            epoch=log.epoch,
            first=first,
            second=second,
            first_root=_root(desk, log, first),
            second_root=_root(desk, log, second),
            path=tuple(map(written, path)),
            checkpoint=_note_of_size(desk, log, second),
        )
    except NoSuchProof:
        raise NotCovered from None
    return as_json(shown.as_json())


@router.get(
    EVENT_PROOF,
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {}}}, **refused(*OF_PROOFS)},
)
def event_proof(
    desk: AtDesk, position: Annotated[int, Path(ge=1, le=LARGEST_POSITION)], cosigned: Cosigned = False
) -> Response:
    """The proof of one event on one page: index, path and checkpoint, to be verified without asking anybody."""
    try:
        proof = desk.service.transparency_log.proof_file(position, cosigned=cosigned)
    except NoSuchProof:
        raise NotCovered from None
    name = f"attachment; filename=event-{position}.tlog-proof"
    return Response(str(proof), media_type=NOTE, headers={"Content-Disposition": name})


@router.get(
    LOG_ENTRIES, response_class=Response, responses={200: {"content": {BYTES: {}}}, **refused(*OF_PROOFS)}
)
def log_entries(desk: AtDesk, epoch: EpochInPath, bundle: str) -> Response:
    """Up to 256 event records, as they lie in the database now."""
    return _bundle(desk, _log(desk, epoch), placed(f"tile/entries/{bundle}"))


@router.get(
    LOG_RECORDS, response_class=Response, responses={200: {"content": {BYTES: {}}}, **refused(*OF_PROOFS)}
)
def log_records(desk: AtDesk, epoch: EpochInPath, bundle: str) -> Response:
    """The same where one of them is too long for C2SP's bundles: with lengths of four bytes."""
    return _bundle(desk, _log(desk, epoch), placed(f"tile/records/{bundle}"))


@router.get(
    LOG_TILE, response_class=Response, responses={200: {"content": {BYTES: {}}}, **refused(*OF_PROOFS)}
)
def log_tile(desk: AtDesk, epoch: EpochInPath, tile: str) -> Response:
    """Up to 256 hashes of one level of the tree."""
    place = placed(f"tile/{tile}")
    if place is None or not place.kind.isdigit():
        raise NotFound
    wanted = Tile(int(place.kind), place.index, place.width)
    try:
        hashes = desk.service.transparency_log.hashes_of(_log(desk, epoch).epoch)(wanted)
    except NoSuchProof:
        raise NotCovered from None
    return Response(packed(hashes), media_type=BYTES)


def _log(desk: Desk, epoch: int | None) -> Log:
    log = desk.service.transparency_log.log(epoch)
    if log is None:
        raise NotFound
    return log


def _bundle(desk: Desk, log: Log, place: Place | None) -> Response:
    if place is None:
        raise NotFound
    try:
        entries = desk.service.transparency_log.entries(log, place.index, place.width)
    except NoSuchProof:
        raise NotCovered from None
    long = are_long(entries)
    if long != (place.kind == "records"):
        raise NotFound
    return Response(bundled(entries, long=long), media_type=BYTES)


def _checkpoint(desk: Desk, log: Log, *, cosigned: bool = False) -> str:
    source = desk.service.transparency_log
    checkpoint = source.cosigned_checkpoint(log.epoch) if cosigned else source.checkpoint(log.epoch)
    if checkpoint is None:
        raise NotCovered
    return checkpoint.note


def _note(note: str) -> Response:
    return Response(note, media_type=NOTE)


def _note_of_size(desk: Desk, log: Log, size: int) -> str | None:
    signed = desk.service.transparency_log.checkpoint(log.epoch, size)
    return signed.note if signed is not None and signed.size == size else None


def _root(desk: Desk, log: Log, size: int) -> str:
    return written(root(size, TiledNodes(size, desk.service.transparency_log.hashes_of(log.epoch))))
