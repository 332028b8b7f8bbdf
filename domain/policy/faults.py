"""What may be wrong in a policy pack (政策包校验), in both languages, and the refusal that lists it all."""

from dataclasses import dataclass
from typing import Any

from domain.errors import FieldError, Invalid
from domain.text import Text

FieldPath = tuple[str | int, ...]

# pydantic's own error types, then those of the file, then those of the rules
FAULTS = {
    "missing": Text("缺少此项", "this is missing"),
    "extra_forbidden": Text("没有此项设置", "there is no such key"),
    "string_type": Text("应为文字；数字代码须加引号", "must be text; quote a code made of digits"),
    "string_too_long": Text("最多{max_length}个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": Text("格式应符合 {pattern}", "must look like {pattern}"),
    "int_type": Text("应为整数", "must be a whole number"),
    "bool_type": Text("应为true或false", "must be true or false"),
    "date_type": Text("应为不加引号的日期，如2023-12-15", "must be a date such as 2023-12-15, unquoted"),
    "greater_than_equal": Text("不得小于{ge}", "must be at least {ge}"),
    "less_than_equal": Text("不得大于{le}", "must be at most {le}"),
    "enum": Text("应为下列之一：{expected}", "must be one of {expected}"),
    "literal_error": Text("应为{expected}", "must be {expected}"),
    "too_short": Text("至少须有{min_length}项", "needs at least {min_length}"),
    "tuple_type": Text("应为列表", "must be a list"),
    "dict_type": Text("应为键值表", "must be a mapping"),
    "model_type": Text("应为键值表", "must be a mapping"),
    "named_tuple_type": Text("应写明zh和en", "must give zh and en"),
    "unreadable": Text("无法读取：{problem}", "cannot be read: {problem}"),
    "too_large": Text("文件超过{limit}字节", "the file is larger than {limit} bytes"),
    "not_utf8": Text("文件不是UTF-8编码", "the file is not UTF-8"),
    "control_character": Text("不允许的字符{code_point}", "the character {code_point} is not allowed"),
    "syntax": Text("YAML语法错误：{problem}", "YAML syntax: {problem}"),
    "empty": Text("文件没有内容", "the file says nothing"),
    "alias": Text("此处不用YAML锚点和别名", "YAML anchors and aliases are not used here"),
    "tag": Text("此处不用YAML标签", "YAML tags are not used here"),
    "too_deep": Text("嵌套超过{limit}层", "nested deeper than {limit} levels"),
    "key_type": Text("键应为文字", "a key must be text"),
    "duplicate_key": Text("键“{key}”重复", 'the key "{key}" stands twice'),
    "not_a_value": Text("无法识别的值：{problem}", "not a value: {problem}"),
    "version_twice": Text(
        "版本“{version}”已见于另一文件", 'version "{version}" stands in another file already'
    ),
    "blank": Text("不能为空", "must say something"),
    "ungrounded": Text("须引用条款，或标明own_default", "must cite clauses, or be marked own_default"),
    "unexplained": Text("own_default与why须同时出现", "own_default and why must come together"),
    "ends_before_it_begins": Text("结束日期早于开始日期", "it ends before it begins"),
    "version_of_another_pack": Text("版本应为“{id}/序号”", 'must be "{id}/" and a number'),
    "repeated": Text("“{value}”重复", '"{value}" stands twice'),
    "unknown_source": Text("sources中没有“{value}”", 'sources has no "{value}"'),
    "unknown_clause": Text("clauses中没有“{value}”", 'clauses has no "{value}"'),
    "needed_clause": Text("缺少办理决定所引用的{value}", "decisions cite {value}, which is not here"),
    "unknown_version": Text(
        "没有省级政策版本“{value}”", 'there is no version "{value}" of a province\'s policy'
    ),
    "unknown_area": Text("没有区域“{value}”", 'there is no area "{value}"'),
    "unknown_card_type": Text("card_types中没有“{value}”", 'card_types has no "{value}"'),
    "unknown_list_type": Text("list_types中没有“{value}”", 'list_types has no "{value}"'),
    "unknown_organization": Text("本区域没有机构“{value}”", 'the area has no organization "{value}"'),
    "no_organ": Text("{area}没有机构履行{function}职能", "nobody in {area} exercises {function}"),
    "two_organs": Text("同一时间有两个机构履行{function}职能", "two organs at a time exercise {function}"),
    "level_elsewhere": Text("此处不用{level}级", "level {level} has no place here"),
    "not_one_city_area": Text("须恰有一个city级区域", "there must be exactly one area of level city"),
    "outside_city": Text("行政区划代码不属于{city}", "the code lies outside {city}"),
    "name_taken": Text("“{value}”已用于{other}", '"{value}" means {other} already'),
    "above_city_limit": Text("超过全市上限{limit}", "exceeds the city's limit of {limit}"),
    "unreachable_places": Text(
        "各部门合计{total}家，用不足全市上限{limit}家",
        "the departments have {total} in all and can never use the city's {limit}",
    ),
    "not_ascending": Text("序号应大于前一项的{number}", "must be above {number}, the number before it"),
    "unknown_form": Text("forms中没有“{value}”", 'forms has no "{value}"'),
    "unknown_field": Text("没有可填入“{value}”的内容", 'there is no fact to fill "{value}" with'),
    "no_steps": Text("至少须有一个环节", "needs at least one step"),
    "last_step": Text(
        "{card_type}的末环节应为{kind}类", "the last step on the way to {card_type} is one of kind {kind}"
    ),
    "not_the_issuer": Text(
        "只有发卡机关（{function}）可以决定发卡", "the issuer alone decides, which is {function} of the city"
    ),
    "nobody_nominates": Text("只有配额制有推荐部门", "only the quota route has a nominating department"),
    "unknown_catalogue": Text("catalogues中没有“{value}”", 'catalogues has no "{value}"'),
    "unknown_step": Text("steps中没有“{value}”", 'steps has no "{value}"'),
    "not_accepted_there": Text("{kind}类环节不作受理", "nothing is accepted at a step of kind {kind}"),
    "not_for_every_case": Text("市本级企业不经“{value}”环节", 'the city\'s own enterprises skip "{value}"'),
    "missing_step": Text("缺少{kind}类环节", "there is no step of kind {kind}"),
    "first_step": Text("首个环节不得为{kind}类", "a step of kind {kind} cannot be the first"),
    "step_order": Text(
        "{before}类环节之后不得为{kind}类", "a step of kind {kind} cannot follow one of kind {before}"
    ),
    "nothing_accepted": Text("case_life中没有acceptance", "case_life does not say where cases are accepted"),
    "not_checked_then": Text("at中没有{stage}", "at does not name {stage}"),
    "no_such_field": Text("登记表没有“{value}”一项", 'the form has no field "{value}"'),
    "years_alone": Text("fixed_years与years须同时出现", "fixed_years and years must come together"),
    "outside_province": Text("不属于{province}", "lies outside {province}"),
    "before_province": Text("早于{under}的生效日期{day}", "begins before {under}, which does on {day}"),
    "not_expected": Text("{under}的报送名单中没有该市", "{under} does not name it among those that report"),
    "due_too_late": Text(
        "晚于{under}规定的{day}日", "is later than the {day}th, by which {under} expects it"
    ),
    "due_before": Text("早于下级的{day}日", "is before the {day}th, by which those below report"),
    "taken_by_province": Text("“{value}”已见于{under}", '"{value}" stands in {under} already'),
    "another_rule": Text("{under}在此条下规定：“{rule}”", '{under} says under this id: "{rule}"'),
    "no_such_route": Text("{under}没有{card_type}的{kind}途径", "{under} has no route {kind} to {card_type}"),
    "above_province_limit": Text("超过{under}规定的上限{limit}", "exceeds the {limit} that {under} allows"),
    "panel_alone": Text(
        "panel类环节须有panel，其他环节没有", "a step of kind panel has a panel, and no other"
    ),
    "above_whole": Text("at_least大于of", "at_least is above of"),
    "no_case": Text("免申即享没有申报", "there is no case on the automatic route"),
    "term_without_papers": Text(
        "免申即享的有效期只能是fixed_years",
        "the automatic route knows no contract: its term is of fixed_years",
    ),
    "not_numbered": Text("card_types中的“{value}”没有number", '"{value}" of card_types has no number'),
    "limits_alone": Text("只有配额制须写上限", "the quota route has limits, and no other"),
    "missing_check": Text("缺少{under}要求的{check}（{stage}）", "{under} demands {check} at {stage}"),
    "laxer_check": Text("比{under}的规定宽", "is laxer than {under}"),
    "missing_card_life": Text("缺少卡种“{value}”的管理规定", 'says nothing about the life of "{value}"'),
    "missing_ledger": Text("缺少台账“{value}”", 'the ledger "{value}" is missing'),
    "not_after": Text("须晚于{other}", "has to be later than {other}"),
    "unknown_phase": Text("没有办理阶段“{value}”", 'items have no phase "{value}"'),
    "counted_from_registration": Text(
        "需求事项自登记起计（submission）", "an item is counted from its registration (submission)"
    ),
    "missing_cause": Text("缺少释放原因“{value}”", 'says nothing about "{value}"'),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one line of one file."""

    file: str
    line: int
    path: str
    code: str
    reason: Text

    def __str__(self) -> str:
        return f"{self.place}: {self.reason.en}"

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line} {self.path}".rstrip()


def fault(file: object, line: int, code: str, path: FieldPath = (), **facts: Any) -> Fault:
    """The fault of this code, with what its sentence mentions."""
    return Fault(str(file), line, dotted(path), code, FAULTS[code].filled(**facts))


def dotted(path: FieldPath) -> str:
    """`areas[3].organizations[0].code`"""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


class InvalidPack(Invalid):
    code = "invalid_pack"
    title = Text("政策包有误", "The policy pack is not valid")

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__(
            Text(
                "\n".join(f"{fault.place}：{fault.reason.zh}" for fault in self.faults),
                "\n".join(str(fault) for fault in self.faults),
            ),
            errors=tuple(FieldError(fault.place, fault.code, fault.reason) for fault in self.faults),
        )
