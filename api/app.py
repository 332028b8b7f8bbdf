"""The HTTP API: this page is all of its wiring.

Exchange ─> gate ─> refusal handlers ─> guard ─> route ─> desk ─> office | read models
"""

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware

from api.admission import Gate, admission_to
from api.api_keys import KeyDoor
from api.authentication import Authentication, Demands
from api.by_path import ByPath
from api.contract import PublishedApi
from api.development_issuer import ANSWER_HEADER, WARNING, DevelopmentIssuer
from api.documentation import add_documentation
from api.exchange import Exchange
from api.guide_of_parts import told_of_parts
from api.head_requests import HeadRequests
from api.key_sources import KeySource, PublishedKeys
from api.metrics import Metrics
from api.posts import area_codes
from api.rate_limits import RateLimits
from api.refusal_handlers import add_refusal_handlers
from api.routes import (
    access_log,
    accounts,
    attachments,
    audit_samples,
    audited_events,
    automatic_grants,
    batches,
    bulk_jobs,
    card_applications,
    card_reminders,
    card_services,
    card_verifications,
    cards,
    case_notes,
    case_register,
    case_timeline,
    decision_histories,
    demand_items,
    demand_ledgers,
    dossiers,
    due_sheet,
    enterprise_lists,
    enterprises,
    jobs,
    opening_books,
    panels,
    papers,
    policies,
    production_batches,
    quarterly_reports,
    quotas,
    report_exchange,
    report_figures,
    report_files,
    report_previews,
    restorations,
    security_log,
    service_state,
    stand_ins,
    talents,
    transparency,
    witness,
    working_years,
)
from api.sign_ins import SignIns
from api.simulations import Simulations
from bootstrap.service import Service
from bootstrap.settings import Settings
from bootstrap.telemetry import is_told

logger = logging.getLogger("huicai.api")

# A long list is a million objects that all live until it is answered. Looking through them as often as the
# interpreter does by itself (at every 700 new ones) takes a quarter of the time.
GARBAGE_THRESHOLDS = (50_000, 20, 100)
# A thread that computes gives way after so long. The event loop asks for its turn twice a request: at the interpreter's
# own 5 ms, telling somebody that there is no place took longer than serving somebody. But every thread that waits wakes as
# often, to ask again.
SWITCH_INTERVAL_S = 0.002
# Who asks how we fare waits for nobody.
SPARE_THREADS = 4
# Spans alone: the framework's logs quote what was sent, and its metrics are ours under another name.
SPANS_ALONE: TelemetryConfig = {
    "tracing": True,
    "operation_spans": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}


def create_app(service: Service) -> FastAPI:
    """The application on one service. Raises `DevelopmentIssuerRefused` and `UnsafeKeyUrl`."""
    app = routed()
    serve(app, service)
    return app


def serve(app: FastAPI, service: Service) -> None:
    """Have the application answer out of this service from now on. Raises as `create_app` does."""
    sources, headers = _trusted(service)
    settings, codes = service.settings, area_codes(service.policies)
    app.state.service = service
    app.state.metrics = Metrics(service)
    app.state.admission = admission_to(
        settings.threads, settings.waiting_line, settings.waiting_timeout, app.state.metrics
    )
    app.state.headers = headers
    app.state.simulations = Simulations(service)
    app.state.public_limits = RateLimits(
        per_address=settings.verifications_per_address, in_all=settings.verifications_in_all
    )
    app.state.package_limits = RateLimits(
        per_address=settings.packages_per_address, in_all=settings.packages_in_all
    )
    app.state.failure_limits = RateLimits(
        per_address=service.settings.failed_sign_ins_per_address,
        in_all=service.settings.failed_sign_ins_in_all,
    )
    app.state.caller_limits = RateLimits(
        per_address=service.settings.requests_per_caller,
        in_all=service.settings.requests_in_all,
        counted_as=str,
    )
    app.state.sign_ins = SignIns(service)
    app.state.key_door = KeyDoor(service.store, service.clock)
    app.state.area_codes = codes
    app.state.authentication = Authentication(
        sources,
        audience=settings.audience,
        area_codes=codes,
        now=lambda: service.clock().timestamp(),
        demands={} if settings.issuer is None else {settings.issuer: _demands(settings)},
    )


def _demands(settings: Settings) -> Demands:
    """What is asked of the identity provider's tokens; those of the development issuer are for trying things out."""
    strengths = frozenset((settings.token_acr or "").split(",")) - {""}
    return Demands(strengths, settings.token_auth_age, settings.token_lifetime)


def routed() -> FastAPI:
    """All routes, with what stands around them, as yet without a service."""
    app = PublishedApi(
        title="Huicai",  # clients that are made from the contract are called after it
        summary="惠才: talent cards, their quota, and the ledgers of demands",
        openapi_tags=told_of_parts(),
        version=version("huicai"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SPANS_ALONE,
        lifespan=_lifespan,
        generate_unique_id_function=lambda route: route.name,
        middleware=[Middleware(Exchange), Middleware(Gate), Middleware(HeadRequests)],
    )
    for routes in (
        quotas, enterprises, enterprise_lists, talents, case_register, case_timeline, card_applications, case_notes, batches,
        opening_books, automatic_grants, panels, cards, card_reminders, production_batches, card_services, papers, policies, jobs,
        bulk_jobs, attachments, working_years, audit_samples, dossiers,
        accounts, security_log, stand_ins, due_sheet, demand_items, demand_ledgers, report_files, quarterly_reports, report_figures, report_previews, report_exchange,
        access_log, audited_events, decision_histories, restorations, transparency,
    ):  # fmt: skip
        app.include_router(routes.router)
    app.include_router(card_verifications.router)
    app.include_router(report_exchange.packages)
    app.include_router(report_exchange.receipts)
    app.include_router(witness.router)
    app.include_router(attachments.uploads)
    app.include_router(service_state.router)
    add_refusal_handlers(app)
    add_documentation(app)
    app.state.by_path = app.router.middleware_stack = ByPath(app.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The store blocks: every request that has a place has a thread, and some are left for those that need no place."""
    current_default_thread_limiter().total_tokens = app.state.service.settings.threads + SPARE_THREADS
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with _figures_told(app.state.metrics):
        yield


def _figures_told(metrics: Metrics) -> AbstractContextManager[None]:
    if not is_told():
        return nullcontext()
    from api.figures_sent import figures_sent  # noqa: PLC0415  of the extra `otlp`, which most do without

    return figures_sent(metrics)


def _trusted(service: Service) -> tuple[list[KeySource], dict[str, str]]:
    """The issuers whose tokens are believed, and what every answer says about them."""
    settings = service.settings
    sources: list[KeySource] = []
    headers: dict[str, str] = {}
    if settings.issuer is not None and settings.jwks_url is not None:
        sources.append(PublishedKeys(settings.issuer, settings.jwks_url))
    if settings.development_issuer:
        issuer = DevelopmentIssuer(settings)
        logger.warning(WARNING, issuer.path)
        sources.append(issuer)
        headers = ANSWER_HEADER
    return sources, headers
