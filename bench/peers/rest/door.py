"""Who is let in, and how a refusal is told; apart, because the framework looks for both while it is loaded."""

import json
import os

from joserfc.jwk import OKPKey
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.response import Response

from bench.peers.rules import NotLetIn, Refused, caller_of

key = OKPKey.import_key(json.loads(os.environ["PEER_KEY"]))


class ByToken(BaseAuthentication):
    def authenticate(self, request):
        try:
            return caller_of(request.headers.get("Authorization", ""), key), None
        except NotLetIn as error:
            raise AuthenticationFailed from error

    def authenticate_header(self, _):
        return "Bearer"


def told(error, context):
    if isinstance(error, Refused):
        return Response({"code": error.code}, error.status)
    from rest_framework.views import exception_handler  # noqa: PLC0415  it reads this module

    return exception_handler(error, context)
