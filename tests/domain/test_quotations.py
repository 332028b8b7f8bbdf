"""What the shipped packs quote stands in the notices, sign for sign and at the article that they name.

`notices/` holds the public notices, of the measures of 19 December 2022 the fourth chapter, without page numbers and without the names and telephone numbers of their
contacts. White space is the printer's: the notices break their lines in the middle of a word.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from domain.policy.ground import Passage, Source
from domain.policy.loading import shipped_packs

NOTICES = {
    "S0": Path(__file__).parent / "notices/shandong-2022-12-22.txt",
    "S1": Path(__file__).parent / "notices/zibo-2023-12-15.txt",
    "S4": Path(__file__).parent / "notices/shandong-2022-12-19.txt",
}
PACKS = shipped_packs()
PASSAGES = [
    pytest.param(passage, id=f"{pack.id} {clause_id} {passage.source} {passage.article}")
    for pack in PACKS
    for clause_id, clause in pack.clauses.items()
    for passage in clause.passages
]
SOURCES = [
    pytest.param(name, source, id=f"{pack.id} {name}")
    for pack in PACKS
    for name, source in pack.sources.items()
]


def articles(notice: str) -> dict[str, str]:
    """The text of a notice by its articles: 主送机关, 一, 二（二）, 三（二）1, 落款, 附件1, 附件1备注2."""
    found: dict[str, str] = defaultdict(str)
    chapter, part, item = "主送机关", "", ""
    for line in map(unspaced, NOTICES[notice].read_text(encoding="utf-8").splitlines()):
        if heading := re.match("([一二三四4])、", line):
            chapter, part, item = heading[1].replace("4", "四"), "", ""  # the fourth is printed as 4
        elif re.fullmatch("附件[12]", line):
            chapter, part, item = line, "", ""
        elif re.match("中共.*组织部", line) and chapter != "主送机关":
            chapter, part, item = "落款", "", ""
        elif heading := re.match("（[一二三四五六]）", line):
            part, item = heading[0], ""
        elif heading := re.match(r"(备注：)?(\d+)\.", line):
            item = f"备注{heading[2]}" if chapter.startswith("附件") else heading[2]
        found[chapter + part + item] += line
    return found


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("passage", PASSAGES)
def test_a_passage_is_the_notice_s_own_words_at_that_article(passage: Passage):
    assert unspaced(passage.zh) in articles(passage.source)[passage.article]


@pytest.mark.parametrize(("name", "source"), SOURCES)
def test_a_source_is_named_as_its_notice_names_itself(name: str, source: Source):
    notice = unspaced(NOTICES[name].read_text(encoding="utf-8"))
    day = source.issued_on

    assert unspaced(source.title.zh) in notice
    assert f"{day.year}年{day.month}月{day.day}日" in notice
    assert [issuer.zh for issuer in source.issuers if issuer.zh not in notice] == []
    assert source.number in notice or source.number == "无文号"


def test_a_word_too_few_or_an_article_next_door_would_be_noticed():
    assert "选取不超过10家" in articles("S0")["二（五）"]
    assert "选取不超10家" not in articles("S0")["二（五）"]
    assert "选取不超过10家" not in articles("S0")["二（四）"]
