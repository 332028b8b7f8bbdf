"""Names of people and enterprises: how they are written down, and when two of them are the same (姓名、企业名称)."""

import re
import unicodedata

from domain.fields import wrong
from domain.text import Text

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b"
_MIDDLE_DOTS = "\u2022\u2027\u2219\u22c5\u30fb\u25cf\ufe52"
_APOSTROPHES = "\u2018\u2019\u02bc\u2032"
_ONE_SIGN_EACH = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_MIDDLE_DOTS, "·"), **dict.fromkeys(_APOSTROPHES, "'")}
)
_BRACKETS_ALIKE = str.maketrans("[]{}【】\u3014\u3015", "()()()()")
_FULL_WIDTH_BRACKETS = str.maketrans("()", "（）")

_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = f"\u2e80-\u2fdf\u3005-\u3007{_IDEOGRAPHS}"
# Also those that are younger than this Python's table of characters.
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_PADDING = re.compile(rf"(?<=[{_HAN}·（）]) (?=[{_HAN}·（）])")
_SEVERAL_PEOPLE = re.compile(r"[、,;/&]")

_PERSON_NAME_LENGTH = range(2, 51)
_COMPANY_NAME_LENGTH = range(2, 101)


def tidy(text: str) -> str:
    """The text as one would retype it: full-width forms halved (NFKC), one kind of dash and of middle dot,
    single spaces, nothing invisible.
    """
    if text.isascii() and text.isprintable():  # then there is none of all that in it
        return " ".join(text.split())
    visible = unicodedata.normalize("NFKC", text)
    if not visible.isprintable():  # among what is not are all signs that are not visible
        visible = "".join(map(_visible, visible))
    return " ".join(visible.translate(_ONE_SIGN_EACH).split())


def as_written(text: str) -> str:
    """A line as it was written, for what is only read by people: every sign stays what it is, but for those that are
    not visible, which spaces at the ends are too.
    """
    return text.strip() if text.isprintable() else "".join(map(_visible, text)).strip()


def person_name(text: str, *, field: str = "name") -> str:
    """The name as it is stored: `张  强` padded in a table is 张强, and 买买提•阿不都 keeps its middle dot."""
    name = _PADDING.sub("", tidy(text))
    if _SEVERAL_PEOPLE.search(name):
        raise wrong(field, "several_people", Text("一格只能填一人", "one person per cell"))
    if len(name) not in _PERSON_NAME_LENGTH:
        raise wrong(field, "name_length", Text("姓名应为2至50个字符", "a name has 2 to 50 characters"))
    if not all(_in_a_persons_name(sign) for sign in name) or not any(sign.isalpha() for sign in name):
        raise wrong(
            field,
            "name_characters",
            Text("姓名只能含汉字、字母和间隔号", "a name is of letters, spaces and middle dots only"),
        )
    return name


def company_name(text: str, *, field: str = "name") -> str:
    """The name as it is stored: as registered, with the full-width brackets of a Chinese name."""
    name = tidy(text)
    if re.search(f"[{_HAN}]", name):
        name = _PADDING.sub("", name.translate(_FULL_WIDTH_BRACKETS))
    if len(name) not in _COMPANY_NAME_LENGTH:
        raise wrong(
            field,
            "name_length",
            Text("企业名称应为2至100个字符", "an enterprise's name has 2 to 100 characters"),
        )
    if any(unicodedata.category(sign) == "Co" for sign in name):
        raise wrong(field, "name_characters", _OF_ONES_OWN)
    if sum(sign.isalpha() for sign in name) < _COMPANY_NAME_LENGTH.start:
        raise wrong(field, "name_characters", Text("不是企业名称", "this is no enterprise's name"))
    return name


def company_match_form(name: str) -> str:
    """What two writings of one enterprise's name have in common; nothing to be shown or stored."""
    return tidy(name).casefold().replace(" ", "").translate(_BRACKETS_ALIKE)


def _visible(sign: str) -> str:
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in {"Cc", "Cf"} else sign


def _in_a_persons_name(sign: str) -> bool:
    return sign in " ·-'." or unicodedata.category(sign)[0] in "LM" or _IDEOGRAPH.match(sign) is not None


_OF_ONES_OWN = Text(
    "含自造字（统一码私用区），在别处显示不出，请改为统一码中的字",
    "has a character of somebody's own making (private use), which is seen nowhere else: use that of Unicode",
)
