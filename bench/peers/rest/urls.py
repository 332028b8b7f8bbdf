"""Where it all is."""

from django.dispatch import receiver
from django.urls import path
from simple_history.signals import pre_create_historical_record

from bench.peers.rest import serializers, views

ITEM = "v1/demand-items/<uuid:id_>"
QUOTA = "v1/quotas/<str:city>/<str:card_type>/<int:quota_year>"

urlpatterns = [
    path("v1/demand-items", views.DemandItems.as_view()),
    path(ITEM, views.OneDemandItem.as_view()),
    path(f"{ITEM}/history", views.History.as_view()),
    path(f"{ITEM}/assignment", views.Step.as_view(name="assignment")),
    path(f"{ITEM}/acceptance", views.Step.as_view(name="acceptance")),
    path(f"{ITEM}/progress", views.Step.as_view(name="progress", body=serializers.ProgressIn)),
    path(f"{ITEM}/settlement", views.Step.as_view(name="settlement", body=serializers.SettlementIn)),
    path("v1/quotas", views.Quotas.as_view()),
    path(QUOTA, views.OneQuota.as_view()),
    path(f"{QUOTA}/nominations", views.Nominations.as_view()),
    path(f"{QUOTA}/nominations/<uuid:place_id>/withdrawal", views.Withdrawals.as_view()),
]


@receiver(pre_create_historical_record)
def state_the_post(history_instance, instance, **_):
    """In which post somebody acted, beside who it was."""
    history_instance.history_function, history_instance.history_area = instance._history_post
