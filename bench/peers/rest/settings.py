"""As small as a service of this kind is set up: no sessions, no admin, connections kept in a pool."""

import os

from sqlalchemy import make_url

_url = make_url(os.environ["PEER_DATABASE"])

SECRET_KEY = "of no use here: nothing is signed with it"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.peers.rest.urls"
INSTALLED_APPS = ["rest_framework", "simple_history", "bench.peers.rest"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.database,
        "USER": _url.username,
        "PASSWORD": _url.password,
        "HOST": _url.query["host"],
        "PORT": _url.query.get("port", ""),
        "OPTIONS": {"pool": {"min_size": 4, "max_size": 20}, "options": "-c search_path=peer"},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["bench.peers.rest.door.ByToken"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "bench.peers.rest.door.told",
    "UNAUTHENTICATED_USER": None,
}
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
