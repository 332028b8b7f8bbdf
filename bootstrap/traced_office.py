"""The office as it is traced: one span for every command, whoever sends it."""

from opentelemetry import trace

from domain.authorization import Command
from domain.base import Authority
from domain.errors import Refusal
from domain.office import Office, Receipt, Request

tracer = trace.get_tracer("huicai.office")


class TracedOffice(Office):
    """Tells which command, of which request, and where its events stand or by which rule it was refused."""

    def carry_out(self, command: Command, authority: Authority, request: Request) -> Receipt:
        """As the office's own."""
        if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            return super().carry_out(command, authority, request)  # nobody traces: not even an empty span
        with tracer.start_as_current_span(
            f"command {type(command).__name__}",
            attributes={"huicai.request_id": str(request.correlation_id)},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                receipt = super().carry_out(command, authority, request)
            except Refusal as refused:
                span.set_attribute("huicai.refusal", refused.code)
                raise
            span.set_attribute("huicai.position", receipt.first_position)
            return receipt
