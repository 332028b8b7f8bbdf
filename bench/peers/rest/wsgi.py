"""The application as gunicorn finds it."""

import os
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.rest.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  these can be read only once Django is set up
from django.core.wsgi import get_wsgi_application  # noqa: E402

from bench.peers.rest.models import Enterprise, Quota  # noqa: E402

application = get_wsgi_application()


def make_tables(enterprises: dict[str, str], year: int) -> None:
    """The tables, a quota, and enterprises by their ids."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    Quota.objects.create(city="370300", card_type="huicai", quota_year=year)
    Enterprise.objects.bulk_create(
        [Enterprise(id=UUID(id_), name=name, area="zhangdian") for id_, name in enterprises.items()]
    )
