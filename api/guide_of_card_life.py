"""What the operations on the life of a card do, in both languages (人才卡管理)."""

from api.explained import YEAR, Guide
from domain.text import Text

BY_ISSUER = Text(
    "由发卡机关决定；惠才卡由市人社局转录省里决定（capacity=transcribing，注明文件），经另一人核对后生效。",
    "Decided by the issuer; of a Huicai card HRSS writes the province's decision down (`capacity` transcribing, with its "
    "document), which has effect once a second officer confirms it.",
)
WHY = {"reason": "示例：依据核实情况"}


def _of_issuer(zh: str, en: str) -> Text:
    return Text(zh + BY_ISSUER.zh, f"{en} {BY_ISSUER.en}")


OF_CARD_LIFE: dict[str, Guide] = {
    "IssueCardEarly": Guide(
        Text("提前发卡", "Issue a card early"),
        Text(
            "人才到岗前发放前端引才的卡，卡号由系统编制；未填拟到岗日期的，按申领登记表；确认到岗后起算有效期。",
            "Issues a card of the city's own before its holder arrives, under a number given here. The arrival is that of "
            "the form unless it is stated; the term begins once the arrival is confirmed.",
        ),
        {"planned_arrival": f"{YEAR + 1}-01-01"},
    ),
    "ProduceCard": Guide(
        Text("外部制卡完成", "Write down that the plastic is made"),
        Text(
            "登记外部发卡机关已制成的卡：惠才卡由省里制卡，据其文件转录；本市的卡随制卡批次制作。",
            "Writes down from its document that an issuer elsewhere has made a card, as the province does with its own; the "
            "city's are made with a production batch.",
        ),
        {
            "capacity": "transcribing",
            "deciding_body": "shandong-hrss",
            "documents": [
                {"kind": "notice", "number": f"示例省人社函〔{YEAR}〕9号", "issued_on": f"{YEAR}-01-01"}
            ],
        },
    ),
    "DispatchCard": Guide(
        Text("寄发", "Dispatch a card"),
        Text("登记卡片以何种渠道交付。", "Says how the card goes to its holder."),
        {"way": "courier"},
    ),
    "DeliverCard": Guide(
        Text("领取签收", "Deliver a card"),
        Text(
            "登记领取人，姓名加密保存；有签收单的，附其摘要。",
            "Says who has signed for the card, whose name is sealed, and the digest of the signed receipt if it is on paper.",
        ),
        {"recipient": "specialist", "received_by": "示例庚"},
    ),
    "ActivateCard": Guide(
        Text("激活", "Activate a card"),
        Text("登记持卡人已启用卡片。", "Says that its holder uses the card from now on."),
        {},
    ),
    "ReportLoss": Guide(
        Text("挂失", "Report a loss"),
        Text("登记卡片遗失，该卡立即失效。", "The plastic is lost: the card is invalid at once."),
        {},
    ),
    "WithdrawLoss": Guide(
        Text("解除挂失", "Withdraw the report of a loss"),
        Text("补发前找到卡片的，须说明理由。", "It was found before it was replaced; with a reason."),
        WHY,
    ),
    "ReplaceCard": Guide(
        Text("补换卡", "Replace the plastic"),
        Text(
            "挂失补发、损坏换发或信息变更换发：换新卡号，有效期不变，原卡号保留；非挂失的须说明理由。",
            "Another plastic with another number for the same term, after a loss, for damage, or because its print is out of date, the "
            "latter two with a reason; the number before is kept.",
        ),
        {"cause": "lost"},
    ),
    "ProposeMeasure": Guide(
        Text("提出建议", "Propose a measure"),
        Text(
            "用人单位或有关部门向发卡机关建议暂停、恢复、收回、注销、续期或延长到岗期限，须说明理由。",
            "The holder's enterprise or a department asks the issuer for a measure; with a reason.",
        ),
        {"measure": "suspension", **WHY},
    ),
    "DeclineProposal": Guide(
        Text("不予采纳", "Decline a proposal"),
        Text("发卡机关不采纳建议，须说明理由。", "The issuer does not follow a proposal; with a reason."),
        {"measure": "suspension", **WHY},
    ),
    "SuspendCard": Guide(
        Text("暂停", "Suspend a card"),
        _of_issuer("暂停使用，须说明理由。", "Suspends the card until it is reinstated; with a reason."),
        WHY,
    ),
    "ReinstateCard": Guide(
        Text("恢复", "Reinstate a card"),
        _of_issuer(
            "解除已决定的暂停；其他暂停事由不受影响。", "Lifts the suspension; any other ground goes on."
        ),
        WHY,
    ),
    "ReportFalseDeclaration": Guide(
        Text("反映申报虚假", "Report a false declaration"),
        Text(
            "反映申领材料虚假的情况，内容加密保存。",
            "Says that something was declared falsely, and what, sealed.",
        ),
        WHY,
    ),
    "OpenInquiry": Guide(
        Text("立项核查", "Open an inquiry"),
        _of_issuer(
            "对所反映情况立项核查，期间暂停使用；已失效的卡不再暂停。查实后尚未处理的，另一人可重新核查。",
            "Looks into a report; the card is suspended, unless it has ended. What was found false is looked into anew by "
            "another officer, as long as nothing has followed of it.",
        ),
        WHY,
    ),
    "ConcludeInquiry": Guide(
        Text("核查结论", "Conclude an inquiry"),
        _of_issuer(
            "登记核查结论；未发现虚假的，解除暂停。",
            "Says what was found; if nothing was false, the suspension ends.",
        ),
        {"finding": "not_false", **WHY},
    ),
    "RevokeCard": Guide(
        Text("收回", "Revoke a card"),
        _of_issuer(
            "收回人才卡；因申报虚假收回的，须先有核查结论，由另一人决定，并在规定年限内不予发卡。",
            "Revokes the card. For a false declaration only once it is found, by another officer than who found it; then no "
            "card is granted for the years of the policy.",
        ),
        {"cause": "breach", **WHY},
    ),
    "BarHolder": Guide(
        Text("限制申领", "Bar a holder"),
        _of_issuer(
            "卡已失效后查实申报虚假的，由另一人决定，在规定年限内不予发卡。",
            "Where a false declaration is found once the card has ended: another officer bars its holder from cards for the "
            "years of the policy.",
        ),
        WHY,
    ),
    "LiftBar": Guide(
        Text("解除限制申领", "Lift a bar"),
        _of_issuer(
            "限制申领有误的，由作出限制的人以外的人说明理由后解除；已收回的卡不恢复，可另行申领。",
            "Where a bar proved wrong: another than who decided it lifts it, with the reason; a card that was revoked stays so, and "
            "another may be granted.",
        ),
        WHY,
    ),
    "DrawConsequence": Guide(
        Text("后续处理", "Put a consequence on record"),
        Text(
            "因申报虚假收回或限制申领后，登记追回待遇、告知用人单位、告知名单提供部门。",
            "What else follows of a false declaration: benefits recovered, employer or provider of the list informed.",
        ),
        {"consequence": "employer_informed"},
    ),
    "CancelCard": Guide(
        Text("注销", "Cancel a card"),
        _of_issuer("注销人才卡，须说明理由。", "Takes the card off the books; with a reason."),
        {"cause": "left", **WHY},
    ),
    "RenewCard": Guide(
        Text("续期", "Renew a card"),
        _of_issuer(
            "到期前规定日数内或到期后续期：发新卡并注明原卡，原卡按到期计。",
            "Another card takes the place of this one, which counts as expired; from so many days before the end as the policy "
            "says, and also when the term is over.",
        ),
        {
            "issued_on": f"{YEAR}-01-01",
            "valid_from": f"{YEAR}-01-01",
            "valid_to": f"{YEAR + 3}-12-31",
            "term_rule": "contract_period",
        },
    ),
    "CorrectCardEntry": Guide(
        Text("更正登记", "Correct what was entered"),
        _of_issuer(
            "卡号（由外部编制的）、发卡日期、有效期登记有误的，全部重新填写，须说明理由；以前各日一并更正。",
            "Number (where an issuer elsewhere gave it), day of issue and term were entered wrongly: all are stated anew, with a "
            "reason, and hold for the days before as well.",
        ),
        {
            "issued_on": f"{YEAR}-01-01",
            "valid_from": f"{YEAR}-01-01",
            "valid_to": f"{YEAR + 3}-12-31",
            "term_rule": "contract_period",
            **WHY,
        },
    ),
    "ConfirmMeasure": Guide(
        Text("核对转录决定", "Confirm what was written down"),
        Text(
            "另一人与省里文件核对属实，决定生效。",
            "The second officer has compared it with the issuer's document: it has effect.",
        ),
        WHY,
    ),
    "ContestMeasure": Guide(
        Text("核对不符", "Contest what was written down"),
        Text(
            "另一人核对不符，须重新登记。",
            "The second officer does not confirm it; it has to be written down anew.",
        ),
        WHY,
    ),
    "ConfirmArrival": Guide(
        Text("确认到岗", "Confirm the arrival"),
        Text(
            "登记提前发卡的人才已到岗，有效期自到岗日起按规定计算；按合同期的须填合同期止。",
            "The holder of an early card has come: the ordinary term begins on that day, by the rule of the route; where it "
            "goes by the contract, its end has to be stated.",
        ),
        {"arrived_on": f"{YEAR}-01-01", "contract_from": f"{YEAR}-01-01", "contract_to": f"{YEAR + 3}-12-31"},
    ),
    "ExtendArrival": Guide(
        Text("延长到岗期限", "Put the arrival off"),
        Text(
            "发卡机关按规定次数和日数延长到岗期限，须说明理由。",
            "The issuer puts the arrival off, as often and as long as the policy allows; with a reason.",
        ),
        {"planned_arrival": f"{YEAR + 1}-06-01", **WHY},
    ),
    "MoveCard": Guide(
        Text("变更工作单位", "Take a card along"),
        Text(
            "持卡人变更工作单位后，由新单位或部门报告，人才卡随人转移；逾规定日数的须说明理由。",
            "The holder's new employer, or an office, reports that the card goes along; later than the policy says only with "
            "a reason. The employer is that of the books.",
        ),
        {},
    ),
    "UseService": Guide(
        Text("登记服务使用", "Register a use"),
        Text(
            "服务单位扫卡上的码，登记一次服务使用和随行人数；次数按人、按年计，不论持几张卡，同日不得凭两张卡重复享受。",
            "A provider registers a use by the code on the card, with who came along. Uses count per person and year over "
            "all cards, and nobody uses a service twice on one day with two cards.",
        ),
        {"card_token": "scanned", "service": "transport", "companions": 1},
    ),
    "ReverseUse": Guide(
        Text("更正服务使用", "Reverse a use"),
        Text(
            "更正误登记的服务使用，须说明理由。",
            "Takes back a use that was registered by mistake; with a reason.",
        ),
        {"card_token": "scanned", "year": YEAR, **WHY},
    ),
    "entitlements": Guide(
        Text("持卡服务", "What a card opens"),
        Text(
            "该卡可享受的服务、随行人数，以及本年度已用和剩余次数。",
            "The services that the card opens, with companions, and what was used and is left in the year.",
        ),
    ),
}
