"""What becomes of the made-up demands of Zibo from October 2025 to September 2026, the same every time.

Each demand has a course (办理情况): dated lines, each beginning with the word of what was done, as a clerk writes them down.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import NamedTuple

from domain.calendar import Calendar, published
from domain.ledger_books.quarters import Quarter

SEED = 20260930
FIRST, LAST = Quarter(2025, 4), Quarter(2026, 3)
QUARTERS = tuple(FIRST.later(number) for number in range(4))
GG, SC, YJ = "GG", "SC", "YJ"
WITHIN = {GG: 15, SC: 30, YJ: 15}  # working days


class Area(NamedTuple):
    """An area: how its office writes itself, and how many demands it has in a quarter, of each ledger."""

    name: str
    short: str
    own: str  # what stands before the names of its offices
    enterprises: tuple[int, ...]  # the numbers of their credit codes
    demands: tuple[int, int, int]


AREAS = (
    Area("市本级", "市直", "市", (10,), (1, 1, 0)),
    Area("淄川区", "淄川", "区", (5, 17), (2, 1, 1)),
    Area("张店区", "张店", "区", (1, 20), (4, 2, 1)),
    Area("博山区", "博山", "区", (6, 14), (2, 1, 1)),
    Area("临淄区", "临淄", "区", (2,), (3, 2, 1)),
    Area("周村区", "周村", "区", (9,), (1, 1, 1)),
    Area("桓台县", "桓台", "县", (7, 12), (2, 1, 1)),
    Area("高青县", "高青", "县", (8, 16), (1, 1, 1)),
    Area("沂源县", "沂源", "县", (4,), (1, 1, 1)),
    Area("高新区", "高新", "区", (3, 11, 15), (3, 2, 1)),
    Area("经济开发区", "经开", "区", (13,), (1, 1, 0)),
    Area("文昌湖省级旅游度假区", "文昌湖", "区", (18,), (1, 0, 1)),
)
SILENT = ("市直", FIRST)  # nobody asked for anything: a zero report
GROWTH = {
    FIRST: 0,
    FIRST.later(1): -1,
    FIRST.later(2): 0,
    LAST: 1,
}  # beside what is usual, in the three busiest areas
BUSIEST = ("张店", "临淄", "高新")
FORGOTTEN = "2026-GG-高新-09"  # that it was settled in the last quarter, its area has left out of its report


class Kind(NamedTuple):
    """A category of a ledger, what is asked for, what came of it, and whose matter it is; a bare office is the area's own."""

    category: str
    content: str
    result: str
    office: str
    own_first: str = ""
    own_second: str = ""


KINDS = {
    GG: (
        Kind("子女入学", "孩子升小学，请协调就近入学", "已协调就近入学，学籍办妥", "市教育局", "子女"),
        Kind("子女入学", "孩子由外省转来，请协调转学插班", "已转入，随班就读", "市教育局", "子女"),
        Kind("住房", "申请人才公寓一套", "已签约入住人才公寓", "市住建局", "本人、配偶"),
        Kind("医疗保健", "请安排年度体检", "已安排体检并反馈报告", "市卫健委", "本人"),
        Kind("医疗保健", "父母异地就医，请协助备案", "已办妥异地就医备案", "市卫健委", "父母"),
        Kind("配偶就业", "配偶随迁，希望在本地就业", "已推荐岗位并签约", "人社局", "配偶"),
        Kind("社会保险", "外地社保关系转入", "社保关系已转入", "人社局", "本人"),
        Kind("职称", "职称评审绿色通道", "已通过绿色通道申报", "人社局", "本人"),
        Kind("户籍", "本人及家属落户", "已办妥落户", "市公安局", "本人、配偶"),
        Kind("出入境和居留", "工作类居留许可延期", "居留许可已延期", "市公安局", "本人"),
        Kind("编制", "事业编制保留问题", "已明确编制保留办法", "市委编办", "本人"),
        Kind("科研", "申报省级科研项目，请指导", "已指导申报并受理", "市科技局", "本人"),
    ),
    SC: (
        Kind("招聘引才", "招聘电机设计工程师3名", "已引进2名，签订合同", "人社局", "年薪30万元以上"),
        Kind("融资", "需流动资金贷款500万元", "银行已授信500万元", "市金融监管局", "利率不高于4%"),
        Kind("技术对接/成果转化", "寻求储氢瓶检测技术合作", "已与高校签订技术合同", "市科技局", "预算80万元"),
        Kind("法律知产", "海外商标注册咨询", "已由服务机构代理注册", "人才服务窗口"),
        Kind("检验检测", "新材料样品检测", "检测完成，报告已送达", "市工信局", "预算5万元"),
        Kind("培训", "质量体系内审员培训", "已开班，20人取得证书", "人社局", "学员20人"),
        Kind("设备共享", "共享扫描电镜", "已约定每月10小时机时", "市科技局", "每月10小时"),
        Kind("市场开拓", "参加行业展会，请协助组展", "已组织参展，签意向订单3份", "市工信局"),
    ),
    YJ: (
        Kind("服务流程", "建议一次告知全部材料", "已修订办事指南", "人才服务窗口", "淄人社示例发〔2024〕00号"),
        Kind("政策落实", "希望加快奖补兑现", "已倒排工期，月底前兑现", "人社局", "鲁人社示例函〔2022〕00号"),
        Kind("人才评价", "建议增加企业自主评价权重", "已列入评价办法修订稿", "人社局"),
        Kind("平台建设", "建议手机端查询进度", "已列入平台升级计划", "市科技局"),
        Kind("营商环境", "建议减少重复检查", "已合并年度检查计划", "市发改委"),
    ),
}  # fmt: skip
CHANNELS = ("走访", "窗口", "热线", "会议", "走访", "窗口")
NAMES = tuple("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
GRADES = ("非常满意", "非常满意", "满意", "满意", "满意", "基本满意", "基本满意", "不满意")
ADOPTED = ("采纳", "采纳", "部分采纳", "留作参考")
# What becomes of a demand, in turns: so many of each there are.
FATES = (
    "settled", "settled", "replied", "late", "explained", "settled", "stuck", "settled", "extended", "replied",
    "settled", "withdrawn", "late", "city", "settled", "reopened", "late", "replied", "settled", "explained",
    "settled", "disputed", "merged", "settled", "moved", "replied", "province", "settled", "sorted anew", "late",
    "reopened",
)  # fmt: skip
RECORDED_LATE = 9  # of so many answered demands one is written down a quarter later


class Line(NamedTuple):
    """A line of a course, and the quarter in whose file it stands: a later one than its own if it was written down late."""

    day: dt.date
    words: str
    file: Quarter

    def __str__(self) -> str:
        return f"{self.day:%Y.%m.%d} {self.words}"


@dataclass
class Demand:
    """A demand with all that is known of it."""

    number: str
    ledger: str
    area: Area
    enterprise: int
    name: str
    raised: dt.date
    channel: str
    kind: Kind
    stood: str = ""  # in the former books, if it was taken over from them
    course: list[Line] = field(default_factory=list)

    @property
    def office(self) -> str:
        """Who is responsible, as the area's office writes it."""
        return office_of(self.kind.office, self.area)

    @property
    def is_open(self) -> bool:
        """Whether it is dealt with still when the last line is written."""
        ends = [line for line in self.course if line.words.startswith((*ENDS, "重办"))]
        return not ends or ends[-1].words.startswith("重办")


class Course:
    """Writes the course of a demand down, working day by working day."""

    def __init__(self, demand: Demand, chance: random.Random, *, is_late: bool = False) -> None:
        self.demand, self.chance = demand, chance
        self.day = demand.raised
        self._is_late = is_late
        self._is_over = False

    def writes(self, after: int, words: str) -> None:
        """So many working days later; what would be after the last quarter has not happened yet."""
        self.day = CALENDAR.working_day_after(self.day, after) if after else self.day
        own = Quarter.of(self.day)
        self._is_over = self._is_over or own > LAST
        if self._is_over:
            return
        may_be_late = own < LAST or self.demand.number == FORGOTTEN
        is_written_late = self._is_late and may_be_late and words.startswith("办结")
        before = self.demand.course[-1].file if self.demand.course else own
        self.demand.course.append(Line(self.day, words, max(own.later(is_written_late), before)))

    def is_assigned(self) -> None:
        self.writes(self.chance.randint(0, 2), f"交办{self.demand.office}")
        self.writes(self.chance.randint(0, 1), "签收")

    def is_settled(self, after: int = 0) -> None:
        """Done so many working days after it was raised, or tomorrow if that is over."""
        passed = CALENDAR.working_days_between(self.demand.raised, self.day)
        adopted = f"（{self.chance.choice(ADOPTED)}）" if self.demand.ledger == YJ else ""
        self.writes(max(1, after - passed), f"办结{adopted}：{self.demand.kind.result}（示例）")

    def is_followed_up(self) -> None:
        """Called back, rated and struck off, as far as the office got to it."""
        if self.chance.random() < 0.25:  # noqa: PLR2004  one of four is not called back
            return
        self.writes(self.chance.randint(1, 4), "回访：已核实（示例）")
        grade = self.chance.choice(GRADES)
        self.writes(0, f"评价：{grade}")
        if grade == "不满意":
            self.writes(4, "整改：已上门说明并改进（示例）")
            self.writes(2, f"评价：{self.chance.choice(('满意', '不满意'))}")
        self.writes(1, "销号")


def all_demands(before: Sequence[Demand]) -> list[Demand]:
    """Those of the former books with what became of them, and those that were raised in the four quarters."""
    chance = random.Random(SEED)  # noqa: S311  the same lives every time, and no secret
    raised = [*_raised(chance)]
    for demand in before:
        _taken_over(demand, chance)
    for at, demand in enumerate(raised):
        is_late = at % RECORDED_LATE == 0 and Quarter.of(demand.raised) < LAST
        _live(
            demand, FATES[at % len(FATES)], raised[:at], chance, is_late=is_late or demand.number == FORGOTTEN
        )
    return [*before, *raised]


def _raised(chance: random.Random) -> Iterator[Demand]:
    names, serials = count(), defaultdict[str, Iterator[int]](partial(count, 1))
    for quarter in QUARTERS:
        for area in AREAS:
            for ledger, usual in zip((GG, SC, YJ), area.demands, strict=True):
                more = GROWTH[quarter] if area.short in BUSIEST and ledger != YJ else 0
                of_quarter = 0 if (area.short, quarter) == SILENT else usual + more
                days = sorted(_working_day_in(quarter, chance) for _ in range(of_quarter))
                for day in days:
                    series = f"{day.year}-{ledger}-{area.short}"
                    number = f"{series}-{next(serials[series]):02d}"
                    yield _demand(number, area, day, next(names), chance)


def _demand(number: str, area: Area, day: dt.date, at: int, chance: random.Random) -> Demand:
    ledger = number[5:7]
    name = f"{('示例', '样例')[at % 2]}{NAMES[at * 7 % len(NAMES)]}" if ledger == GG or at % 3 == 0 else ""
    kind = KINDS[ledger][(at * 5 + chance.randint(0, 2)) % len(KINDS[ledger])]
    enterprise, channel = chance.choice(area.enterprises), chance.choice(CHANNELS)
    return Demand(number, ledger, area, enterprise, name, day, channel, kind)


def _working_day_in(quarter: Quarter, chance: random.Random) -> dt.date:
    days = (quarter.last_day - quarter.first_day).days
    return CALENDAR.working_day_from(quarter.first_day + dt.timedelta(days=chance.randint(0, days - 2)))


def _live(
    demand: Demand, fate: str, earlier: Sequence[Demand], chance: random.Random, *, is_late: bool
) -> None:
    course = Course(demand, chance, is_late=is_late and fate in ("settled", "replied"))
    within = WITHIN[demand.ledger]
    lives: dict[str, Callable[[], None]] = {
        "withdrawn": lambda: course.writes(4, "撤销：提出人已自行解决（示例）"),
        "merged": lambda: _merged(course, earlier),
        "moved": lambda: _moved(course),
        "sorted anew": lambda: _sorted_anew(course),
        "city": lambda: _with_city(course, within),
        "province": lambda: _with_province(course),
        "extended": lambda: _extended(course, within),
        "disputed": lambda: _disputed(course),
    }
    if fate in lives:
        lives[fate]()
        return
    course.is_assigned()
    if demand.ledger == SC and chance.random() < 0.5:  # noqa: PLR2004  every other one
        course.writes(2, "转联盟：请推荐服务机构（示例）")
        course.writes(6, "签约：已与服务机构签约（示例）")
    if fate in ("late", "stuck"):
        course.writes(within, "督办（黄）：已过办结时限（示例）")
    if fate == "explained":
        course.writes(chance.randint(4, within - 5), "解释说明：不符合现行政策，已向提出人说明（示例）")
        course.is_followed_up()
        return
    if fate == "replied":
        course.writes(3, "进展：已与提出人对接（示例）")
        course.writes(2, "答复：已告知办理路径（示例）")
    after = {"late": within + chance.randint(2, 9), "stuck": within + chance.randint(40, 55)}
    course.is_settled(after.get(fate, chance.randint(5, within)))
    if fate == "reopened":
        course.writes(chance.randint(10, 30), "回访：反映问题未彻底解决（示例）")
        course.writes(1, "重办：回访反映未彻底解决（示例）")
        course.writes(4, "进展：已再次上门（示例）")
        course.is_settled()
    course.is_followed_up()


def _merged(course: Course, earlier: Sequence[Demand]) -> None:
    """Somebody of the same area asks for the same a day after another, if there is one; else it is dealt with like any other."""
    demand = course.demand
    into = next((one for one in reversed(earlier) if _asks_there(one, demand)), None)
    if into is None:
        course.is_assigned()
        course.is_settled(9)
        course.is_followed_up()
        return
    demand.kind = into.kind
    demand.raised = course.day = CALENDAR.working_day_after(into.raised, 1)
    course.writes(1, f"并入{into.number}：诉求相同（示例）")


def _asks_there(other: Demand, demand: Demand) -> bool:
    """Whether it was raised in the same cell and quarter, and stays there for some days."""
    is_there = (other.area, other.ledger) == (demand.area, demand.ledger)
    stays = not any(line.words.startswith(("并入", "划转", "改列", "转")) for line in other.course)
    return is_there and stays and Quarter.of(other.raised) == Quarter.of(demand.raised)


def _moved(course: Course) -> None:
    """To the area where it has to be dealt with."""
    elsewhere = AREAS[(AREAS.index(course.demand.area) + 2) % len(AREAS)]
    course.writes(2, f"划转{elsewhere.name}：实际生产地在该区县（示例）")
    course.writes(1, f"交办{office_of(course.demand.kind.office, elsewhere)}")
    course.writes(1, "签收")
    course.is_settled(12)
    course.is_followed_up()


def _sorted_anew(course: Course) -> None:
    """It was raised in the wrong ledger."""
    to, done = ("公共服务·其他", "") if course.demand.ledger == YJ else ("意见建议·服务流程", "（采纳）")
    course.writes(1, f"改列{to}：原列台账有误（示例）")
    course.writes(1, f"交办{office_of('人才服务窗口', course.demand.area)}")
    course.writes(0, "签收")
    course.writes(6, f"办结{done}：已修订办事指南并告知（示例）")
    course.is_followed_up()


def _with_city(course: Course, within: int) -> None:
    course.is_assigned()
    if course.demand.area.own != "市":
        course.writes(3, "转市级：需市级部门协调（示例）")
        course.writes(4, "退回办理：市级已协调，由所在地继续办理（示例）")
    course.is_settled(within - 1)
    course.is_followed_up()


def _with_province(course: Course) -> None:
    """It goes up to the city, from there to the province, and comes back a good while later."""
    course.is_assigned()
    if course.demand.area.own != "市":
        course.writes(2, "转市级：超出区县权限（示例）")
    course.writes(2, "转省级：超出市级权限（示例）")
    course.writes(45, "退回办理：省级窗口答复，由所在地办理（示例）")
    course.is_settled(0)


def _extended(course: Course, within: int) -> None:
    course.is_assigned()
    course.writes(within - 5, "申请延期10日：需会商（示例）")
    course.writes(1, "同意延期")
    course.is_settled(within + 6)
    course.is_followed_up()


def _disputed(course: Course) -> None:
    course.writes(1, f"交办{course.demand.office}")
    course.writes(1, "有异议：认为不属本单位职责（示例）")
    course.writes(1, "维持交办：属牵头单位职责（示例）")
    course.writes(1, "签收")
    course.is_settled(11)
    course.is_followed_up()


def _taken_over(demand: Demand, chance: random.Random) -> None:
    """What stood open in the former books is dealt with in the first quarter, but for a few."""
    course = Course(demand, chance)
    course.day = FIRST.first_day + dt.timedelta(days=8)
    if demand.stood.startswith("转"):
        course.writes(20, f"退回办理：{demand.stood.removeprefix('转')}答复，由所在地办理（示例）")
    elif demand.stood != "办理中":
        course.is_assigned()
    course.is_settled(chance.randint(20, 45))
    course.is_followed_up()


def office_of(office: str, area: Area) -> str:
    """The office as the area writes it: a bare one is its own."""
    return office if office.startswith("市") else f"{area.own}{office}"


ENDS = ("办结", "解释说明", "撤销", "并入")
CALENDAR = Calendar(published)
