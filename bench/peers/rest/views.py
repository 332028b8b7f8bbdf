"""What may be asked and done."""

from datetime import UTC, datetime

from django.db import transaction
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.peers.rest import serializers
from bench.peers.rest.models import DemandItem, Enterprise, Numbering, Place, Quota
from bench.peers.rules import (
    AREAS,
    CITY_LIMIT,
    DEPARTMENT_LIMIT,
    LEADS,
    PAGE,
    Refused,
    masked,
    must_be_allowed,
)

SAID = ("content", "remark", "progress", "result")


def stated(serializer, request):
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


def save(one, who, action):
    """The row, and its line of the history with who and what for."""
    one._change_reason = action
    one._history_user = who
    one._history_post = (who.function, who.area)
    one.save(force_insert=one._state.adding)


def found(who, id_, *, for_update=False):
    rows = DemandItem.objects.select_for_update() if for_update else DemandItem.objects
    item = rows.filter(id=id_).first()
    if item is None or not (who.covers(item.area) or (who.function, who.area) == item.lead):
        raise Refused("not_found", 404)
    return item


class DemandItems(APIView):
    def get(self, request):
        who, wanted = request.user, request.query_params
        rows = DemandItem.objects.filter(ledger=wanted["ledger"], number__gt=wanted.get("after", ""))
        if who.function == "window" and who.area in AREAS:
            rows = rows.filter(area=who.area)
        else:
            rows = rows.filter(lead_function=who.function)
        limit = int(wanted.get("limit", PAGE))
        page = list(rows.order_by("number")[: limit + 1])
        following = page[limit - 1].number if len(page) > limit else None
        return Response({"items": serializers.DemandOut(page[:limit], many=True).data, "next": following})

    @transaction.atomic
    def post(self, request):
        who, body = request.user, stated(serializers.DemandIn, request)
        if who.function != "window" or who.area not in AREAS:
            raise Refused("post_may_not", 403)
        today = datetime.now(UTC).date()
        prefix = f"{AREAS[who.area]}-{body['ledger']}-{today.year}"
        numbering, _ = Numbering.objects.select_for_update().get_or_create(prefix=prefix)
        numbering.last += 1
        numbering.save(update_fields=["last"])
        item = DemandItem(
            number=f"{prefix}-{numbering.last:06d}", city=body["city"], area=who.area, ledger=body["ledger"],
            category=body.get("category"), raised_on=body.get("raised_on", today), registered_on=today,
            content=body["details"]["content"], remark=body["details"].get("remark"),
        )  # fmt: skip
        save(item, who, "registered")
        return Response(serializers.DemandOut(item).data, 201)


class OneDemandItem(APIView):
    def get(self, request, id_):
        return Response(serializers.DemandOut(found(request.user, id_)).data)


class History(APIView):
    def get(self, request, id_):
        item = found(request.user, id_)
        lines, before = [], {}
        for line in item.history.order_by("history_id"):
            row = {field.name: getattr(line, field.name) for field in line.tracked_fields}
            changed = {
                name: masked(value) if name in SAID else value
                for name, value in row.items()
                if before.get(name) != value
            }
            lines.append({
                "at": line.history_date, "actor": line.history_user_id, "function": line.history_function,
                "area": line.history_area, "action": line.history_change_reason, "changed": changed,
            })  # fmt: skip
            before = row
        return Response({"items": lines})


class Step(APIView):
    """One step of an item: `name`, its body, and which fields it fills."""

    name = ""
    body = serializers.NothingIn

    @transaction.atomic
    def post(self, request, id_):
        who, said = request.user, stated(self.body, request)
        item = found(who, id_, for_update=True)
        if self.name == "assignment":
            item.lead_function, item.lead_area = LEADS[item.category]
        item.status = must_be_allowed(who, self.name, item.status, item.area, item.lead)
        for field, value in said.items():
            setattr(item, field, value)
        if self.name == "settlement":
            item.closed_on = datetime.now(UTC).date()
        item.version += 1
        save(item, who, self.name)
        return Response(serializers.DemandOut(item).data)


def quota_found(city, card_type, quota_year, *, for_update=False):
    rows = Quota.objects.select_for_update() if for_update else Quota.objects
    quota = rows.filter(city=city, card_type=card_type, quota_year=quota_year).first()
    if quota is None:
        raise Refused("not_found", 404)
    return quota


class Quotas(APIView):
    def get(self, _):
        return Response(
            {"items": serializers.QuotaOut(Quota.objects.order_by("-quota_year"), many=True).data}
        )


class OneQuota(APIView):
    def get(self, _, **where):
        return Response(serializers.QuotaOut(quota_found(**where)).data)


class Nominations(APIView):
    @transaction.atomic
    def post(self, request, **where):
        who, body = request.user, stated(serializers.NominationIn, request)
        quota = quota_found(**where, for_update=True)
        taken = list(quota.places.filter(status="nominated"))
        if any(place.enterprise_id == body["enterprise_id"] for place in taken):
            raise Refused("already_nominated")
        if (
            len(taken) >= CITY_LIMIT
            or sum(place.department == who.function for place in taken) >= DEPARTMENT_LIMIT
        ):
            raise Refused("quota_used_up")
        if not Enterprise.objects.filter(id=body["enterprise_id"]).exists():
            raise Refused("not_found", 404)
        today = datetime.now(UTC).date()
        place = Place(
            quota=quota, enterprise_id=body["enterprise_id"], department=who.function, nominated_on=today
        )
        save(place, who, "nominated")
        quota.version += 1
        quota.save(update_fields=["version"])
        return Response(serializers.QuotaOut(quota).data, 201)


class Withdrawals(APIView):
    @transaction.atomic
    def post(self, request, place_id, **where):
        who = request.user
        stated(serializers.WithdrawalIn, request)
        quota = quota_found(**where, for_update=True)
        place = quota.places.filter(id=place_id).first()
        if place is None:
            raise Refused("not_found", 404)
        if place.department != who.function:
            raise Refused("post_may_not", 403)
        if place.status != "nominated":
            raise Refused("wrong_state")
        place.status = "withdrawn"
        save(place, who, "withdrawn")
        quota.version += 1
        quota.save(update_fields=["version"])
        return Response(serializers.QuotaOut(quota).data)
