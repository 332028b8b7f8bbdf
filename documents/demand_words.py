"""The words of the ledgers on paper (台账用语): what stands in a cell for each code of a demand item."""

from domain.deadlines import Light
from domain.demands import (
    Adoption,
    Beneficiary,
    Channel,
    Colour,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
)

STATUS_WORDS = {
    DemandStatus.REGISTERED: "已登记",
    DemandStatus.ASSIGNED: "已交办",
    DemandStatus.DISPUTED: "有异议",
    DemandStatus.IN_PROGRESS: "办理中",
    DemandStatus.REPLIED: "已答复",
    DemandStatus.ESCALATED: "已转上级",
    DemandStatus.SETTLED: "已办结",
    DemandStatus.EXPLAINED: "已解释说明",
    DemandStatus.STRUCK_OFF: "已销号",
    DemandStatus.WITHDRAWN: "已撤销",
    DemandStatus.MERGED: "已并办",
}
CHANNEL_WORDS = {
    Channel.WINDOW: "窗口",
    Channel.SPECIALIST: "系统（服务专员）",
    Channel.TALENT: "系统（人才本人）",
    Channel.VISIT: "走访",
    Channel.HOTLINE: "热线",
    Channel.MEETING: "会议",
}
BENEFICIARY_WORDS = {
    Beneficiary.SELF: "本人",
    Beneficiary.SPOUSE: "配偶",
    Beneficiary.CHILD: "子女",
    Beneficiary.PARENT: "父母",
}
ADOPTION_WORDS = {
    Adoption.ADOPTED: "采纳",
    Adoption.PARTLY_ADOPTED: "部分采纳",
    Adoption.FOR_REFERENCE: "留作参考",
}
EXPLAINED_WORDS = "解释说明"  # what stands for an opinion that was not adopted
DOCKING_WORDS = {
    DockingResult.DOCKING: "对接中",
    DockingResult.CONTRACTED: "签约",
    DockingResult.FAILED: "未成",
    DockingResult.SELF_RESOLVED: "自行解决",
}
LEVEL_WORDS = {
    EscalationLevel.CITY: "已报市级",
    EscalationLevel.PROVINCE: "已报省级",
    EscalationLevel.MECHANISM: "已报四部门机制",
}
GRADE_WORDS = {
    Grade.VERY_SATISFIED: "非常满意",
    Grade.SATISFIED: "满意",
    Grade.BASICALLY_SATISFIED: "基本满意",
    Grade.DISSATISFIED: "不满意",
    Grade.VERY_DISSATISFIED: "非常不满意",
}
SUPERVISION_WORDS = {Colour.BLUE: "蓝色督办", Colour.YELLOW: "黄色督办", Colour.RED: "红色督办"}
LIGHT_WORDS = {light: light.label.zh for light in Light}
IN_TIME_WORDS = {True: "按期", False: "超期"}
YES_WORDS = {True: "是", False: "否"}
