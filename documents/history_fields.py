"""What the fields of a thing are called in its history, and what their codes mean (字段与代码)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from documents.case_words import CONCLUSIONS, RESULTS
from documents.case_words import STATUSES as CASE_STATUSES
from documents.demand_timeline_words import STATUSES as DEMAND_STATUSES
from documents.history_sentences import HistoryNames
from documents.history_words import WORDS
from documents.sentences import function_named, itself
from domain.identity_documents import DocumentKind
from domain.text import Text

MOST_SHOWN = 160
NOTHING = Text("—", "—")
HIDDEN = {  # what stands where a personal fact cannot be shown
    frozenset({"erased"}): Text("（已删除）", "(erased)"),
    frozenset({"restricted"}): Text("（限制处理）", "(restricted)"),
}
YES_OR_NO = {True: Text("是", "yes"), False: Text("否", "no")}
IN_FORM, OF_STEPS = "form", "corrections_requested"
STEPS, AREAS, DEPARTMENTS = (
    {"step", "to_step"},
    {"area", "region", "employer_area"},
    {"department", "transfer_to"},
)
BODIES = {"competent_department", "attesting_body"}
DATED = {"fact", "since"}  # what held from which day on, several after one another: areas, names, employers
LISTED = "in_order"  # says of a collection no more than that it is one

FIELDS: dict[str, Text] = {
    "id": Text("编号", "id"),
    "status": Text("状态", "status"),
    "on": Text("日期", "day"),
    "by": Text("经办人", "by"),
    "subject_id": Text("主体", "subject"),
    "issuing_country": Text("签发国", "issuing country"),
    "step": Text("环节", "step"),
    "form": Text("登记表", "form"),
    "form_version": Text("登记表版次", "version of the form"),
    "place": Text("名额", "place"),
    "items": Text("事项", "item"),
    "field": Text("栏目", "field"),
    "stage": Text("情况", "stage"),
    "extensions": Text("延期次数", "times put off"),
    "note": Text("说明", "note"),
    "places": Text("名额", "places"),
    "city": Text("城市", "city"),
    "area": Text("区县", "area"),
    "card_type": Text("卡种", "kind of card"),
    "route": Text("办理途径", "route"),
    "quota_year": Text("配额年度", "quota year"),
    "department": Text("推荐部门", "department"),
    "list_type": Text("名单类别", "list"),
    "policy_version": Text("政策版本", "policy version"),
    "enterprise_id": Text("用人单位", "enterprise"),
    "talent_id": Text("人选", "person"),
    "quota_id": Text("配额", "quota"),
    "place_id": Text("名额编号", "place"),
    "card_id": Text("人才卡", "card"),
    "card_application_id": Text("申报", "case"),
    "panel_id": Text("专家组", "panel"),
    "open_panel_id": Text("在论证专家组", "panel that is awaited"),
    "panel_conclusion": Text("论证结论", "conclusion of the panel"),
    "batch_id": Text("所在批次", "batch"),
    "submitted_in": Text("集中提交批次", "submitted with"),
    "forwarded_in": Text("上报批次", "forwarded with"),
    "submitted_on": Text("提交日期", "submitted on"),
    "received_on": Text("收件日期", "received on"),
    "intake": Text("受理", "intake"),
    "number": Text("编号", "number"),
    "document": Text("证件", "identity document"),
    "file_name": Text("文件名", "name of the file"),
    "counts_from": Text("起计日", "counts from"),
    "result": Text("省级结果", "result"),
    "transcribed": Text("待核登记", "entry to be confirmed"),
    "correction": Text("待核更正", "correction to be confirmed"),
    "corrections_requested": Text("补正事项", "corrections requested"),
    "recused": Text("回避人员", "recused officers"),
    "rest": Text("挂起", "suspension"),
    "attached": Text("材料", "attachment"),
    "kind": Text("种类", "kind"),
    "sha256": Text("SHA-256", "SHA-256"),
    "trust_level": Text("可信等级", "level of trust"),
    "reconsideration": Text("复核", "reconsideration"),
    "revision": Text("变更", "revision"),
    "form_correction": Text("登记表更正", "correction of the form"),
    "card_number": Text("卡号", "card number"),
    "former_numbers": Text("原卡号", "former numbers"),
    "issued_on": Text("发卡日期", "issued on"),
    "valid_from": Text("有效期起", "valid from"),
    "valid_to": Text("有效期止", "valid to"),
    "term_rule": Text("期限规则", "rule of the term"),
    "differs_from_rule": Text("与期限规则不符", "differs from the rule"),
    "plastic": Text("卡片状态", "plastic"),
    "production_batch_id": Text("制卡批次", "production batch"),
    "is_lost": Text("挂失", "lost"),
    "grounds": Text("暂停事由", "grounds of suspension"),
    "arrival": Text("到岗", "arrival"),
    "planned_arrival_on": Text("拟到岗日期", "planned arrival"),
    "planned_on": Text("拟到岗日期", "planned for"),
    "listed_for_renewal": Text("续期名单", "listed for renewal"),
    "inquiry": Text("核查", "inquiry"),
    "holder_is_barred": Text("限制申领", "holder barred"),
    "proposals": Text("建议措施", "measures proposed"),
    "predecessor_id": Text("前卡", "predecessor"),
    "successor_id": Text("后卡", "successor"),
    "renewals": Text("续期次数", "renewals"),
    "talent_class": Text("人才类别", "class"),
    "class_ground": Text("类别依据", "ground of the class"),
    "ledger": Text("台账", "ledger"),
    "category": Text("类别", "category"),
    "details": Text("事项内容", "details"),
    "lead": Text("主办单位", "lead unit"),
    "assisting": Text("协办单位", "assisting units"),
    "escalated": Text("转上级", "escalated"),
    "members": Text("专家", "experts"),
    "vote": Text("表决", "vote"),
    "votes": Text("表决", "votes"),
    "conclusion": Text("结论", "conclusion"),
    "name": Text("名称（姓名）", "name"),
    "phone": Text("电话", "phone"),
    "since": Text("起始日", "since"),
    "slot_freed": Text("人选名额已退还", "slot freed"),
    "transfer_to": Text("调剂至", "transfer to"),
    "city_limit": Text("全市上限", "limit of the city"),
    "department_limits": Text("部门上限", "limits of the departments"),
    "notes": Text("备注", "notes"),
    "text": Text("内容", "text"),
    "areas": Text("区县", "areas"),
    "names": Text("名称（姓名）", "names"),
    "phones": Text("电话", "telephones"),
    "employers": Text("用人单位", "employers"),
    "documents": Text("证件", "identity documents"),
    "facts": Text("登记内容", "facts"),
    "document_id": Text("证件编号", "document"),
    "document_kind": Text("证件种类", "kind of document"),
    "replaced_by": Text("更换为", "replaced by"),
    "entered_wrongly": Text("误录", "entered wrongly"),
    "attestations": Text("党委管理干部证明", "attestations of cadre status"),
    "as_of": Text("截至", "as of"),
    "attesting_body": Text("证明单位", "attested by"),
    "bars": Text("限制申领至", "barred until"),
    "uscc": Text("统一社会信用代码", "credit code"),
    "listings": Text("名单", "lists"),
    "list_batch_id": Text("名单批次", "batch of the list"),
    "listed_from": Text("列入", "listed from"),
    "listed_until": Text("移出", "listed until"),
    "principals": Text("主要负责人", "principals"),
    "role": Text("身份", "role"),
    "title": Text("职务", "title"),
    "party_managed": Text("党委管理的领导干部", "party-managed cadre"),
    "left_on": Text("离任", "left on"),
    "specialists": Text("单位服务专员", "service specialists"),
    "relieved_on": Text("免去", "relieved on"),
    "merged_into": Text("并入", "merged into"),
    "surviving_enterprise_id": Text("存续企业", "enterprise that goes on"),
    "absorbed": Text("并入本企业的企业", "enterprises absorbed"),
    "credit_codes": Text("统一社会信用代码", "credit codes"),
}
# What a name means that means something else elsewhere.
FIELDS_OF_THINGS: dict[str, dict[str, Text]] = {
    "Talent": {"result": Text("党委管理的领导干部", "party-managed cadre")},
    "DemandItem": {"result": Text("办理结果", "result")},
}
DOCUMENT_KINDS = {kind.value: kind.label for kind in DocumentKind}
CADRES = {code: WORDS[code] for code in ("managed", "not_managed", "unknown")}
PLACE_STATUSES = {
    "nominated": Text("已推荐", "nominated"),
    "reserved": Text("预占", "reserved"),
    "consumed": Text("已使用", "consumed"),
    "forfeited": Text("作废占额", "forfeited"),
    "released": Text("已释放", "released"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
CARD_STATUSES = {
    "granted": Text("已批准", "granted"),
    "in_force": Text("正常", "in force"),
    "suspended": Text("暂停", "suspended"),
    "lost": Text("挂失", "lost"),
    "expired": Text("到期", "expired"),
    "revoked": Text("收回", "revoked"),
    "cancelled": Text("注销", "cancelled"),
    "reversed": Text("误录撤销", "reversed"),
    "ended": Text("失效", "ended"),
}
OF_THINGS: dict[str, Mapping[Any, Text]] = {
    "CardApplication": CASE_STATUSES,
    "Quota": PLACE_STATUSES,
    "Card": CARD_STATUSES,
    "DemandItem": DEMAND_STATUSES,
}
OF_FIELDS: dict[str, Mapping[Any, Text]] = {
    "kind": DOCUMENT_KINDS,
    "document_kind": DOCUMENT_KINDS,
    "party_managed": CADRES,
    "role": {
        "chairman": Text("董事长", "chairman"),
        "general_manager": Text("总经理", "general manager"),
        "legal_representative": Text("法定代表人", "legal representative"),
        "technical_head": Text("技术负责人", "technical head"),
        "principal": Text("主要负责人", "principal"),
    },
    "route": {
        "direct": Text("直接颁发", "direct issue"),
        "ordinary": Text("普通程序", "ordinary procedure"),
        "reviewed": Text("审核颁发", "issued after review"),
        "unknown": Text("不详", "unknown"),
    },
    "stage": {
        "awaited": Text("待到岗", "awaited"),
        "arrived": Text("已到岗", "arrived"),
        "lapsed": Text("逾期未到岗", "not come in time"),
    },
    "inquiry": {
        "reported": Text("已反映", "reported"),
        "opened": Text("核查中", "looked into"),
        "found_false": Text("查实", "found false"),
        "found_not_false": Text("未查实", "found not false"),
    },
    "grounds": {
        "decided": Text("决定暂停", "decided"),
        "inquiry": Text("核查期间", "while it is looked into"),
        "not_arrived": Text("逾期未到岗", "not come in time"),
    },
    "term_rule": {
        "management_period": Text("管理期", "management period"),
        "contract_period": Text("合同期", "period of the contract"),
        "fixed_years": Text("固定年限", "a number of years"),
    },
    "result": {**RESULTS, **CADRES},
    "panel_conclusion": CONCLUSIONS,
    "conclusion": CONCLUSIONS,
    "plastic": {
        "to_produce": Text("待制卡", "to be made"),
        "in_production": Text("制卡中", "in production"),
        "produced": Text("已制卡", "made"),
        "dispatched": Text("已寄发", "sent"),
        "delivered": Text("已领取", "delivered"),
        "activated": Text("已激活", "activated"),
    },
}


def field_named(path: str, names: HistoryNames, version: str, topic: str = "") -> Text:
    """What the field of this path is called; a part without a name says itself, an id of a part is left out."""
    first, *inner = [part for part in path.split(".") if part != LISTED and not _is_id(part)]
    parts = [_called(part, topic) for part in (first, *inner)]
    if first == IN_FORM and inner:
        parts = [names.field(inner[0], version), *parts[2:]]
    elif first == OF_STEPS and inner:
        parts[1] = names.step(inner[0], version)
    return Text("·".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _called(part: str, topic: str) -> Text:
    """One part of a path; of a list, which of its items, counted from 1."""
    name, _, index = part.rstrip("]").partition("[")
    called = FIELDS_OF_THINGS.get(_thing(topic), FIELDS).get(name) or FIELDS.get(name, itself(name))
    return Text(f"{called.zh}{int(index) + 1}", f"{called.en} {int(index) + 1}") if index else called


def value_told(value: Any, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """A value as it is shown, in words where it is a code that has any."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if isinstance(value, list):
        return _joined(value_told(each, topic, path, names, version) for each in value)
    if isinstance(value, dict):
        return _facts_told(value, topic, path, names, version)
    return _code_told(value, topic, path, names, version) if isinstance(value, str) else _plain(value)


def _facts_told(facts: dict[str, Any], topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """Several facts that stand together, or what stands where one cannot be shown."""
    if hidden := HIDDEN.get(frozenset(facts)):
        return hidden
    if facts.keys() <= DATED:
        return _from_a_day(facts, topic, path, names, version)
    stated = ((name, each) for name, each in facts.items() if each is not None)
    return _joined(_stated(name, each, topic, names, version) for name, each in stated)


def _stated(name: str, value: Any, topic: str, names: HistoryNames, version: str) -> Text:
    """One fact of several that stand together: what it is called, and what it says."""
    said = names.field(value, version) if name == "field" else value_told(value, topic, name, names, version)
    called = _called(name, topic)
    return Text(f"{called.zh}：{said.zh}", f"{called.en}: {said.en}")


def _from_a_day(value: Any, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    """What held from a day on, with the day; without one where it held as far back as anybody asks."""
    collection = path.removesuffix(f".{LISTED}").rsplit(".", 1)[-1]
    said = value_told(value.get("fact"), topic, OF_COLLECTIONS.get(collection, collection), names, version)
    since = value.get("since")
    if since in (None, date.min.isoformat()):
        return said
    return Text(f"{said.zh}（自{since}）", f"{said.en} (from {since})")


OF_COLLECTIONS = {"areas": "area"}


def _joined(said: Iterable[Text]) -> Text:
    parts = tuple(said)
    return Text(_cut("、".join(one.zh for one in parts)), _cut(", ".join(one.en for one in parts)))


def _code_told(code: str, topic: str, path: str, names: HistoryNames, version: str) -> Text:
    field = path.rsplit(".", 1)[-1]
    if field in STEPS:
        return names.step(code, version)
    if field in AREAS:
        return names.area(code, version)
    if field in DEPARTMENTS:
        return function_named(code)
    if field in BODIES:
        return names.body(code, version)
    if (named := names.of_policy(field, code, version)) is not None:
        return named
    words = OF_THINGS.get(_thing(topic), {}) if field == "status" else OF_FIELDS.get(field, {})
    return words.get(code, _plain(code))


def _thing(topic: str) -> str:
    return topic.split(".", maxsplit=1)[0]


def _plain(value: Any) -> Text:
    said = _cut(str(value))
    return Text(said, said)


def _cut(said: str) -> str:
    return said if len(said) <= MOST_SHOWN else said[:MOST_SHOWN] + "…"


def _is_id(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True
