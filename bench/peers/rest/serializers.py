"""What comes in and what goes out."""

from typing import ClassVar

from rest_framework import serializers

from bench.peers.rest.models import DemandItem, Place, Quota
from bench.peers.rules import LEDGERS, masked


class Strict(serializers.Serializer):
    """A member that is not known is a mistake."""

    def to_internal_value(self, data):
        if unknown := set(data) - set(self.fields):
            raise serializers.ValidationError(dict.fromkeys(unknown, "unknown"))
        return super().to_internal_value(data)


class DetailsIn(Strict):
    content = serializers.CharField(max_length=2000)
    remark = serializers.CharField(max_length=2000, required=False)


class DemandIn(Strict):
    city = serializers.CharField(max_length=40)
    ledger = serializers.ChoiceField(LEDGERS)
    category = serializers.CharField(max_length=40, required=False)
    raised_on = serializers.DateField(required=False)
    details = DetailsIn()


class NothingIn(Strict):
    pass


class ProgressIn(Strict):
    progress = serializers.CharField(max_length=2000)


class SettlementIn(Strict):
    result = serializers.CharField(max_length=2000)


class DocumentIn(Strict):
    kind = serializers.CharField()
    number = serializers.CharField(max_length=100)
    issued_on = serializers.DateField()


class NominationIn(Strict):
    enterprise_id = serializers.UUIDField()
    documents = DocumentIn(many=True, min_length=1, max_length=10)


class WithdrawalIn(Strict):
    reason = serializers.CharField(max_length=2000)


class Masked(serializers.Field):
    def to_representation(self, value):
        return masked(value)


class DemandOut(serializers.ModelSerializer):
    href = serializers.SerializerMethodField()
    lead = serializers.ReadOnlyField()
    content = Masked()
    remark = Masked()
    progress = Masked()
    result = Masked()

    class Meta:
        model = DemandItem
        fields: ClassVar = [
            "id", "href", "version", "number", "city", "area", "ledger", "category", "status", "raised_on",
            "registered_on", "content", "remark", "lead", "progress", "result", "closed_on",
        ]  # fmt: skip

    def get_href(self, item):
        return f"/v1/demand-items/{item.id}"


class PlaceOut(serializers.ModelSerializer):
    enterprise = serializers.CharField(source="enterprise.name")

    class Meta:
        model = Place
        fields: ClassVar = ["id", "enterprise_id", "enterprise", "department", "status", "nominated_on"]


class QuotaOut(serializers.ModelSerializer):
    places = serializers.SerializerMethodField()

    class Meta:
        model = Quota
        fields: ClassVar = ["id", "version", "city", "card_type", "quota_year", "places"]

    def get_places(self, quota):
        held = (
            quota.places.filter(status="nominated")
            .select_related("enterprise")
            .order_by("nominated_on", "id")
        )
        return PlaceOut(held, many=True).data
