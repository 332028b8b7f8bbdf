"""The national code tables (代码表) that the forms use: what may be written, and under which code it is kept.

GB/T 2261.1-2003  性别        GB/T 3304-1991  民族
GB/T 4762-1984    政治面貌     GB/T 4658-2006  文化程度
"""

from dataclasses import dataclass

from domain.fields import wrong
from domain.names import tidy
from domain.text import Text


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One table; `suffixes` are what people write behind a label, such as 汉族 for 汉."""

    standard: str
    labels: dict[str, str]
    suffixes: tuple[str, ...] = ()

    def code_of(self, written: str, *, field: str) -> str:
        """The code of what is written: a code of the table, or its Chinese label. Raises `Invalid`."""
        text = tidy(written)
        if text in self.labels:
            return text
        for code, label in self.labels.items():
            if text in (label, *(label + suffix for suffix in self.suffixes)):
                return code
        raise wrong(field, "not_in_code_table", NOT_IN_TABLE.filled(standard=self.standard))

    def label_of(self, code: str) -> str:
        """What a code of the table stands for."""
        return self.labels[code]


def _numbered(names: str) -> dict[str, str]:
    """The names under 01, 02, 03 and so on."""
    return {f"{number:02d}": name for number, name in enumerate(names.split(), start=1)}


GENDERS = CodeTable(
    "GB/T 2261.1-2003", {"0": "未知的性别", "1": "男", "2": "女", "9": "未说明的性别"}, ("性",)
)

ETHNICITIES = CodeTable(
    "GB/T 3304-1991",
    _numbered(
        "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
        "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
        "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 其他 外国血统中国籍人士"
    ),
    ("族",),
)

POLITICAL_STATUSES = CodeTable(
    "GB/T 4762-1984",
    _numbered(
        "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员 "
        "无党派民主人士 群众"
    ),
)

EDUCATIONS = CodeTable(
    "GB/T 4658-2006",
    {
        "10": "研究生教育",
        "11": "博士研究生毕业",
        "12": "博士研究生结业",
        "13": "博士研究生肄业",
        "14": "硕士研究生毕业",
        "15": "硕士研究生结业",
        "16": "硕士研究生肄业",
        "17": "研究生班毕业",
        "18": "研究生班结业",
        "19": "研究生班肄业",
        "20": "大学本科教育",
        "21": "大学本科毕业",
        "22": "大学本科结业",
        "23": "大学本科肄业",
        "28": "大学普通班毕业",
        "30": "大学专科教育",
        "31": "大学专科毕业",
        "32": "大学专科结业",
        "33": "大学专科肄业",
        "40": "中等职业教育",
        "41": "中等专科毕业",
        "42": "中等专科结业",
        "43": "中等专科肄业",
        "44": "职业高中毕业",
        "45": "职业高中结业",
        "46": "职业高中肄业",
        "47": "技工学校毕业",
        "48": "技工学校结业",
        "49": "技工学校肄业",
        "60": "普通高级中学教育",
        "61": "普通高中毕业",
        "62": "普通高中结业",
        "63": "普通高中肄业",
        "70": "初级中学教育",
        "71": "初中毕业",
        "73": "初中肄业",
        "80": "小学教育",
        "81": "小学毕业",
        "83": "小学肄业",
        "90": "其他",
    },
)

NOT_IN_TABLE = Text("不是{standard}中的代码或名称", "is neither a code nor a label of {standard}")
