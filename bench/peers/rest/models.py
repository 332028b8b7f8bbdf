"""The tables. A history table stands beside each that has one, and gets a row at every save."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from simple_history.models import HistoricalRecords


def actor_of(line, **_):
    return line.history_user_id


def state_actor(line, user):
    line.history_user_id = user and user.name


def recorded() -> HistoricalRecords:
    """Who acts is a post of another's identity provider, and no user of Django's."""
    return HistoricalRecords(
        bases=[Post],
        history_user_id_field=models.TextField(null=True),
        history_user_getter=actor_of,
        history_user_setter=state_actor,
    )


class Post(models.Model):
    history_function = models.TextField()
    history_area = models.TextField()

    class Meta:
        abstract = True


class DemandItem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    version = models.IntegerField(default=1)
    number = models.TextField(unique=True)
    city = models.TextField()
    area = models.TextField()
    ledger = models.TextField()
    category = models.TextField(null=True)
    status = models.TextField(default="registered")
    raised_on = models.DateField()
    registered_on = models.DateField()
    content = models.TextField()
    remark = models.TextField(null=True)
    lead_function = models.TextField(null=True)
    lead_area = models.TextField(null=True)
    progress = models.TextField(null=True)
    result = models.TextField(null=True)
    closed_on = models.DateField(null=True)
    history = recorded()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ledger", "area", "number"])]

    @property
    def lead(self):
        return (self.lead_function, self.lead_area) if self.lead_function else None


class Numbering(models.Model):
    prefix = models.TextField(primary_key=True)
    last = models.IntegerField(default=0)


class Enterprise(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.TextField()
    area = models.TextField()


class Quota(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    version = models.IntegerField(default=1)
    city = models.TextField()
    card_type = models.TextField()
    quota_year = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "card_type", "quota_year"], name="one_quota")
        ]


class Place(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="places")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT)
    department = models.TextField()
    status = models.TextField(default="nominated")
    nominated_on = models.DateField()
    history = recorded()
