"""The contract as programs read it, `/openapi.json`, and as people do: `/docs`, with every asset served from here."""

import gzip
from functools import cached_property
from importlib.resources import files
from threading import Lock

import orjson
from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse, Response

ASSETS = "/docs/assets"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = f"""<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<title>惠才 Huicai</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{ASSETS}/swagger-ui.css">
<div id="huicai"></div>
<script src="{ASSETS}/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
"""
# `validatorUrl` is empty so that the page never sends the contract to Swagger's own server.
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#huicai",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: false,
  validatorUrl: null,
});
"""


class WrittenContract:
    """The contract in the form in which it is sent; put together once, when it is first asked for, which takes seconds."""

    def __init__(self, app: FastAPI) -> None:
        self._app, self._one_at_a_time = app, Lock()

    def answer(self, request: Request) -> Response:
        """The whole of it; in a twentieth of its bytes for whoever reads gzip."""
        is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
        with self._one_at_a_time:
            content = self._packed if is_packed else self._written
        headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if is_packed else {})
        return Response(content, media_type="application/json", headers=headers)

    @cached_property
    def _written(self) -> bytes:
        return orjson.dumps(self._app.openapi())

    @cached_property
    def _packed(self) -> bytes:
        return gzip.compress(self._written, mtime=0)


def add_documentation(app: FastAPI) -> None:
    """Serve the contract, its page with the script, and Swagger UI as the package `fastapi-offline` brings it."""
    app.mount(ASSETS, StaticFiles(directory=str(files("fastapi_offline") / "static")))
    contract = WrittenContract(app)

    # Not the framework's own route, by which every other request waits while the contract is put together and written out.
    @app.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Response:
        return contract.answer(request)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    def start() -> Response:
        return Response(START, media_type="text/javascript")
