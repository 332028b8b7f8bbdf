"""What is read from the registers and ledgers that offices have kept, and what is named as wrong in them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.opening_book_words import term
from domain.cards import CardStatus
from domain.errors import FieldError, Invalid
from domain.identity_documents import DocumentKind
from domain.places import PlaceStatus
from domain.text import Text
from tests.documents.opening_sheets import CARD, PLACE, read, read_cards, read_places, the_card, the_place
from tests.documents.sheets import xlsx, xlsx_of
from tests.domain.made_up import credit_code_of, identity_number_of

NOTHING = Text("不符", "wrong")


def found(findings) -> list[tuple[str | None, str, str]]:
    return [(one.sheet, one.field, one.code) for one in findings]


def odd(file) -> list[tuple[str | None, str, str]]:
    """The warnings but for that about the region of made-up numbers."""
    return found(warning for warning in file.warnings if warning.code != "region_unknown")


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


# -- one good row -------------------------------------------------------------------------------------


def test_a_row_of_the_register_is_read_into_a_card():
    card = the_card()

    assert (card.row, card.card_number, card.card_type, card.route) == (2, "SDHC2023001", "huicai", "quota")
    assert (card.name, card.document.kind, card.document.number) == (
        "示例甲",
        DocumentKind.RESIDENT_IDENTITY_CARD,
        identity_number_of(1),
    )
    assert (card.enterprise, card.uscc, card.area) == ("示例第1化工有限公司", credit_code_of(1), "zhangdian")
    assert (card.list_type, card.department, card.quota_year) == ("cluster_leader", "drc", 2024)
    assert (card.approval_number, card.approved_on) == ("鲁人社函〔2024〕5号", date(2024, 4, 28))
    assert (card.issued_on, card.valid_from, card.valid_to) == (
        date(2024, 5, 6),
        date(2024, 5, 6),
        date(2029, 5, 5),
    )
    assert (card.status, card.talent_class, card.remark) == (CardStatus.IN_FORCE, "B", None)


def test_a_row_of_the_ledger_is_read_into_a_place():
    place = the_place()

    assert (place.row, place.quota_year, place.department, place.status) == (
        2,
        2024,
        "drc",
        PlaceStatus.CONSUMED,
    )
    assert (place.enterprise, place.uscc, place.area) == (
        "示例第1化工有限公司",
        credit_code_of(1),
        "zhangdian",
    )
    assert (place.person, place.nominated_on, place.card_type) == ("示例甲", date(2024, 2, 5), None)


def test_a_file_may_have_both_each_on_a_sheet():
    file = read(xlsx_of({"登记簿": [[*CARD], [*CARD.values()]], "配额": [[*PLACE], [*PLACE.values()]]}))

    assert (len(file.cards), len(file.places), file.errors) == (1, 1, ())


def test_nothing_of_a_person_is_in_a_dump():
    dump = repr((read_cards({"备注": "补发"}), read_places({})))

    assert "示例甲" not in dump
    assert identity_number_of(1) not in dump


# -- how offices write ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("惠才卡", "huicai"),
        ("山东惠才卡", "huicai"),
        ("“山东惠才卡”", "huicai"),
        ("huicai", "huicai"),
        ("精英卡", "elite"),
        ("荣耀卡", "honor"),
        (" 荣 耀 卡 ", "honor"),
    ],
)
def test_a_card_type_is_known_by_the_end_of_its_name(written, code):
    assert the_card(卡种=written).card_type == code


@pytest.mark.parametrize(
    ("written", "route"),
    [
        ("直接", "direct"),
        ("直接颁发", "direct"),
        ("审核颁发", "reviewed"),
        ("评审颁发", "panel"),
        ("评审论证", "panel"),
        ("配额制", "quota"),
        ("柔性引进", "flexible"),
        ("前端引才", "front_end"),
        ("免申即享", "automatic"),
        ("揭榜领题", "open_challenge"),
        ("普通", "ordinary"),
        ("不详", "unknown"),
        ("", "unknown"),
        ("/", "unknown"),
    ],
)
def test_a_route_is_read_as_offices_call_it(written, route):
    assert the_card(发放方式=written).route == route


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("正常", CardStatus.IN_FORCE),
        ("有效", CardStatus.IN_FORCE),
        ("暂停", CardStatus.SUSPENDED),
        ("已到期", CardStatus.ENDED),
        ("收回", CardStatus.ENDED),
        ("注 销", CardStatus.ENDED),
    ],
)
def test_a_status_of_a_card_is_read_as_offices_call_it(written, status):
    assert the_card(当前状态=written).status is status


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("预占", PlaceStatus.NOMINATED),
        ("已推荐", PlaceStatus.NOMINATED),
        ("占用", PlaceStatus.CONSUMED),
        ("已使用", PlaceStatus.CONSUMED),
    ],
)
def test_a_status_of_a_place_is_read_as_offices_call_it(written, status):
    assert the_place(状态=written).status is status


@pytest.mark.parametrize(
    ("written", "function"),
    [
        ("市发展改革委", "drc"),
        ("发改委", "drc"),
        ("淄博市发展和改革委员会", "drc"),
        ("市工业和信息化局", "miit"),
        ("工信", "miit"),
        ("市人力资源社会保障局", "hrss"),
        ("市委组织部", "party_org"),
    ],
)
def test_a_department_is_known_by_its_function(written, function):
    assert the_card(推荐部门=written).department == function


@pytest.mark.parametrize(
    ("cell", "kind", "country", "number"),
    [
        (identity_number_of(1), DocumentKind.RESIDENT_IDENTITY_CARD, "CHN", identity_number_of(1)),
        (
            f"身份证：{identity_number_of(1)}",
            DocumentKind.RESIDENT_IDENTITY_CARD,
            "CHN",
            identity_number_of(1),
        ),
        (
            f"身份证\n{full_width(identity_number_of(1))}",
            DocumentKind.RESIDENT_IDENTITY_CARD,
            "CHN",
            identity_number_of(1),
        ),
        ("英国护照 000000009", DocumentKind.PASSPORT, "GBR", "000000009"),
        ("护照/E00000000（中国）", DocumentKind.PASSPORT, "CHN", "E00000000"),
        ("大韩民国护照：M00000009", DocumentKind.PASSPORT, "KOR", "M00000009"),
        ("港澳居民来往内地通行证 H00000000", DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, "CHN", "H00000000"),
        ("台胞证 00000000", DocumentKind.TAIWAN_TRAVEL_PERMIT, "CHN", "00000000"),
        ("810000199408230021", DocumentKind.HONG_KONG_RESIDENCE_PERMIT, "CHN", "810000199408230021"),
        (
            "港澳台居民居住证 810000199408230021",
            DocumentKind.HONG_KONG_RESIDENCE_PERMIT,
            "CHN",
            "810000199408230021",
        ),
    ],
)
def test_a_document_is_read_with_its_kind_however_it_stands_in_the_cell(cell, kind, country, number):
    document = the_card(证件类型及号码=cell).document

    assert (document.kind, document.issuing_country, document.number) == (kind, country, number)


@pytest.mark.parametrize("nationality", ["英国", "英国/白人", "GBR", "gb", "大不列颠及北爱尔兰联合王国"])
def test_a_passport_is_of_the_country_that_another_column_names(nationality):
    head = [*CARD, "国籍/民族"]

    file = read(xlsx([head, [*(CARD | {"证件类型及号码": "护照 000000009"}).values(), nationality]]))

    assert file.errors == ()
    assert file.cards[0].document.issuing_country == "GBR"


def test_kind_and_number_may_stand_in_two_columns():
    head = [title if title != "证件类型及号码" else "证件号码" for title in CARD]
    row = CARD | {"证件类型及号码": "E00000000"}

    file = read(xlsx([[*head, "证件类型", "国籍"], [*row.values(), "护照", "中国"]]))

    assert file.errors == ()
    assert file.cards[0].document.kind is DocumentKind.PASSPORT


@pytest.mark.parametrize(
    ("cell", "number", "day"),
    [
        ("鲁人社函〔2024〕5号", "鲁人社函〔2024〕5号", None),
        ("鲁人社函[2024]5号（2024年4月28日）", "鲁人社函〔2024〕5号", date(2024, 4, 28)),
        ("2024.4.28 鲁人社函(2024)5号", "鲁人社函〔2024〕5号", date(2024, 4, 28)),
        ("2024-04-28", None, date(2024, 4, 28)),
        ("会议纪要第3期", "会议纪要第3期", None),
        ("", None, None),
    ],
)
def test_number_and_date_of_the_paper_may_stand_in_one_cell(cell, number, day):
    card = the_card(批准文件=cell)

    assert (card.approval_number, card.approved_on) == (number, day)


@pytest.mark.parametrize(
    "typed",
    ["2024-05-06", "2024.5.6", "2024年5月6日", 20240506, date(2024, 5, 6), datetime(2024, 5, 6, 9)],  # noqa: DTZ001
)
def test_a_date_may_be_typed_in_any_of_the_usual_ways(typed):
    assert the_card(发卡日期=typed).issued_on == date(2024, 5, 6)


@pytest.mark.parametrize("typed", ["2024", "2024年", "2024年度", 2024, 2024.0, full_width("2024")])
def test_a_year_may_be_typed_in_any_of_the_usual_ways(typed):
    assert (the_card(配额年度=typed).quota_year, the_place(年度=typed).quota_year) == (2024, 2024)


def test_a_term_without_an_end_has_none():
    assert the_card(有效期止="长期").valid_to is None


def test_first_and_last_day_may_stand_in_one_cell():
    head = [title for title in CARD if title != "有效期止"]
    head[head.index("有效期起")] = "有效期限"
    row = {title: cell for title, cell in CARD.items() if title != "有效期止"}

    file = read(xlsx([head, [*(row | {"有效期起": "2024年5月6日至2029年5月5日"}).values()]]))

    assert (file.cards[0].valid_from, file.cards[0].valid_to) == (date(2024, 5, 6), date(2029, 5, 5))


@given(first=st.dates(date(1990, 1, 1)), last=st.dates(date(1990, 1, 1)), between=st.sampled_from("至到-~—"))
def test_whatever_stands_between_two_days_they_are_first_and_last(first, last, between):
    assert term(f"{first}{between}{last}") == (first, last)


def test_what_the_card_has_no_field_for_is_kept_in_its_remark():
    head = [*CARD, "备注", "认定依据", "状态原因", "原卡号（补发前）"]

    file = read(xlsx([head, [*CARD.values(), "本人自取", "目录B类第3条", "", "SDHC2019009"]]))

    assert file.cards[0].remark == "本人自取；认定依据：目录B类第3条；原卡号：SDHC2019009"
    assert odd(file) == []


# -- how offices lay out --------------------------------------------------------------------------------


def test_titles_a_head_of_two_rows_totals_and_notes_are_laid_out_as_offices_do():
    head = [
        ["人才卡登记簿", *[""] * 10],
        ["（淄人社期初〔2025〕1号）", *[""] * 10],
        ["填报单位（盖章）：淄博市人力资源和社会保障局", *[""] * 10],
        ["序号", "卡号", "卡种", "姓名", "证件", "", "单位", "统一社会\n信用代码", "有效期", "", "当前状态"],
        ["", "", "", "", "类型", "号码", "", "", "起", "止", ""],
    ]
    row = [
        1,
        "SDHC1",
        "惠才卡",
        "示 例 甲",
        "身份证",
        identity_number_of(1),
        "示例第1化工有限公司",
        credit_code_of(1),
    ]
    rows = [
        *head,
        [*row, "2024.5.6", "2029.5.5", "正常"],
        ["合计", "1张", *[""] * 9],
        ["备注：虚构", *[""] * 10],
    ]
    merged = ["A1:K1", "A2:K2", "A3:K3", *(f"{at}4:{at}5" for at in "ABCDGHK"), "E4:F4", "I4:J4", "A8:K8"]

    file = read(xlsx(rows, merged=merged))

    assert file.errors == ()
    [card] = file.cards
    assert (card.row, card.name, card.valid_from, card.valid_to) == (
        6,
        "示例甲",
        date(2024, 5, 6),
        date(2029, 5, 5),
    )
    assert file.document_number == "淄人社期初〔2025〕1号"


def test_a_year_and_a_department_are_merged_over_their_places():
    rows = [
        [*PLACE],
        *(
            [*(PLACE | {"企业": f"示例第{n}化工有限公司", "统一社会信用代码": credit_code_of(n)}).values()]
            for n in (1, 2, 3)
        ),
    ]
    rows.append(["", "小计", "3家", "", "", "", "", ""])

    file = read(xlsx(rows, merged=["A2:A4", "B2:B3"]))

    assert [(one.quota_year, one.department) for one in file.places] == [(2024, "drc")] * 3


def test_a_csv_file_is_read_too():
    content = "\n".join([",".join(CARD), ",".join(map(str, CARD.values()))]).encode("gb18030")

    assert len(read(content, "登记簿.csv").cards) == 1


def test_what_the_ledger_says_of_itself_is_counted_here_and_not_read():
    head = [*PLACE, "市", "上限", "余额", "名单来源文号"]

    file = read(xlsx([head, [*PLACE.values(), "淄博市", 5, 4, "淄发改〔2024〕1号"]]))

    assert odd(file) == [("名单", "名单来源文号", "column_not_read")]


# -- what is odd ----------------------------------------------------------------------------------------


def test_a_place_that_was_given_back_is_not_taken_over_and_a_warning_says_so():
    file = read_places(
        {"状态": "释放"}, {"企业": "示例第2化工有限公司", "统一社会信用代码": credit_code_of(2)}
    )

    assert [one.row for one in file.places] == [3]
    assert odd(file) == [("名单", "第2行 状态", "place_released")]
    assert file.errors == ()


def test_what_was_not_read_is_named():
    file = read(
        xlsx_of(
            {"登记簿": [[*CARD, "性别"], [*CARD.values(), "男"]], "说明": [["填表说明"]], "代码": [["1"]]},
            hidden=["代码"],
        )
    )

    assert odd(file) == [
        ("代码", "file", "hidden_sheet_not_read"),
        ("说明", "file", "sheet_not_read"),
        ("登记簿", "性别", "column_not_read"),
    ]


# -- what is wrong in a cell ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "cell", "code"),
    [
        ("卡种", "绿卡", "card_type_unknown"),
        ("卡种", "卡", "card_type_unknown"),
        ("卡种", "", "missing"),
        ("发放方式", "抽签", "route_unknown"),
        ("姓名", "示例甲、示例乙", "several_people"),
        ("姓名", "", "missing"),
        ("证件类型及号码", "", "missing"),
        ("证件类型及号码", "E00000000", "document_kind_missing"),
        ("证件类型及号码", "护照 000000009", "issuing_country_unknown"),
        ("证件类型及号码", "370***********0014", "number_masked"),
        ("证件类型及号码", "身份证 370399XXXXXXXX0014", "number_masked"),
        ("证件类型及号码", 370399190001010014, "digits_lost"),
        ("证件类型及号码", identity_number_of(1)[:-1] + "0", "check_digit"),
        ("单位", "", "missing"),
        ("统一社会信用代码", "91370300", "code_length"),
        ("统一社会信用代码", 913703000000000012, "digits_lost"),
        ("企业类型", "百强", "list_type_unknown"),
        ("所属区域", "历下区", "area_unknown"),
        ("推荐部门", "市财政局", "department_unknown"),
        ("配额年度", "去年", "year_form"),
        ("批准文件", "鲁" * 101, "text_length"),
        ("批准文件", "2024年2月30日", "date_form"),
        ("发卡日期", "2024年5月", "date_form"),
        ("有效期止", "五年", "date_form"),
        ("有效期止", "#DIV/0!", "formula_failed"),
        ("当前状态", "挂失", "status_unknown"),
        ("当前状态", "", "missing"),
        ("卡号", "9" * 41, "text_length"),
        ("卡号", 123456789012345678, "digits_lost"),
        ("卡号", date(2023, 5, 1), "number_became_day"),
    ],
)
def test_a_wrong_cell_of_the_register_is_named_with_sheet_row_and_column(title, cell, code):
    file = read_cards({title: cell}, {"卡号": "SDHC2023002"})

    assert found(file.errors) == [("名单", f"第2行 {title}", code)]
    assert (file.errors[0].row, file.errors[0].column) == (2, title)
    assert [one.row for one in file.cards] == [3]


@pytest.mark.parametrize(
    ("title", "cell", "code"),
    [
        ("年度", "", "missing"),
        ("年度", "1999", "year_form"),
        ("部门", "市财政局", "department_unknown"),
        ("部门", "", "missing"),
        ("企业", "", "missing"),
        ("推荐日期", "二月", "date_form"),
        ("申报人", "示例甲、示例乙", "several_people"),
        ("状态", "作废", "status_unknown"),
        ("状态", "", "missing"),
    ],
)
def test_a_wrong_cell_of_the_ledger_is_named_with_sheet_row_and_column(title, cell, code):
    file = read_places({title: cell}, {"企业": "示例第2化工有限公司", "统一社会信用代码": credit_code_of(2)})

    assert found(file.errors) == [("名单", f"第2行 {title}", code)]
    assert [one.row for one in file.places] == [3]


def test_all_errors_of_both_tables_are_told_at_once():
    cards, places = CARD | {"卡种": "绿卡", "当前状态": ""}, PLACE | {"状态": "?"}

    file = read(xlsx_of({"登记簿": [[*CARD], [*cards.values()]], "配额": [[*PLACE], [*places.values()]]}))

    assert found(file.errors) == [
        ("登记簿", "第2行 卡种", "card_type_unknown"),
        ("登记簿", "第2行 当前状态", "missing"),
        ("配额", "第2行 状态", "status_unknown"),
    ]


def test_what_stands_in_a_wrong_cell_is_not_repeated():
    file = read_cards(
        {"姓名": "示例甲、示例乙", "所属区域": "历下区", "证件类型及号码": "370***********0014"}
    )

    said = "".join(f"{error.sentence.zh}{error.sentence.en}" for error in file.errors)
    assert not any(word in said for word in ("示例", "历下", "370***"))


@pytest.mark.parametrize("title", ["卡种", "姓名", "证件类型及号码", "单位", "当前状态"])
def test_a_column_that_a_register_needs_is_named_once(title):
    head = [column for column in CARD if column != title]
    row = [cell for column, cell in CARD.items() if column != title]

    file = read(xlsx([head, row, row]))

    assert [(error.code, title in error.text.zh) for error in file.errors] == [("column_missing", True)]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"a": [["姓名", "电话"], ["示例甲", "1"]]}, "head_not_found"),
        ({"a": [[*CARD], [*CARD.values()]], "b": [[*CARD], [*CARD.values()]]}, "several_tables"),
    ],
    ids=["none", "two registers"],
)
def test_a_file_without_books_or_with_two_of_a_kind_is_refused(sheets, code):
    with pytest.raises(Invalid) as refused:
        read(xlsx_of(sheets))

    assert [error.code for error in refused.value.errors] == [code]


def test_a_register_with_nothing_in_it_is_told():
    assert found(read(xlsx([[*CARD]])).errors) == [("名单", "file", "nothing_stated")]


# -- what is found later --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("cards[2].name", "第2行 姓名"),
        ("cards[2].document.number", "第2行 证件类型及号码"),
        ("cards[2].status", "第2行 当前状态"),
        ("cards[2].enterprise", "第2行 单位"),
        ("cards[2].row", "第2行"),
    ],
)
def test_what_is_found_later_about_a_row_is_named_by_its_cell(field, place):
    blocking = {"kind": "card", "row": 7}
    error = FieldError(
        field, "wrong", NOTHING, row=2, column=field.removeprefix("cards[2]."), blocked_by=blocking
    )

    [located] = read_cards({}).located([error])

    assert (located.sheet, located.field, located.blocked_by) == ("名单", place, blocking)


def test_what_is_found_about_a_table_that_the_file_has_not_stays_as_it_is():
    error = FieldError("places[2].status", "wrong", NOTHING, row=2, column="status")

    assert read_cards({}).located([error]) == (error,)


@given(st.text(max_size=40))
def test_whatever_stands_where_a_document_belongs_is_read_or_named(text):
    file = read(",".join([*CARD]).encode() + b"\n" + _csv(CARD | {"证件类型及号码": text}), "books.csv")

    assert len(file.cards) + len(file.errors) >= 1


def _csv(row: dict[str, object]) -> bytes:
    return ",".join(
        '"' + str(cell).replace('"', '""').replace("\0", "") + '"' for cell in row.values()
    ).encode(errors="replace")
