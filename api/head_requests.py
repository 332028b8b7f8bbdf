"""HEAD (RFC 9110, 9.3.2): what has a GET answers it with the same headers, and nothing is sent below them."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Asks the GET, and keeps its body back. What a GET puts on record, such as a reading in clear, this does too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        asked: Scope = {**scope, "method": "GET"}  # the server goes by the method of its own

        async def head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        try:
            await self.app(asked, receive, head)
        finally:
            if "route" in asked:  # for the line of the log
                scope["route"] = asked["route"]
