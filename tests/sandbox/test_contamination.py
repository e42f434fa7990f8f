"""The contaminator changes what it says it changes, and nothing else."""

from __future__ import annotations

import re
from random import Random

import pytest

from sandbox import contamination

TITLE = "安福县2020年政府信息公开工作年度报告"
PAGE = (
    f"<html><head><title>{TITLE}</title><script>var place='安福县关于';</script></head><body><h1>{TITLE}</h1>"
    "<p>2020年，安福县以习近平新时代中国特色社会主义思想为指导，按照《关于公开工作的通知》要求，启用“便民在线”平台，做好政府信息公开工作。</p>"
    "<p>安福县各部门及时更新信息，“便民在线”全年答复咨询三百件，报告可在http://www.anfu.gov.cn/下载，群众反映情况良好。</p></body></html>"
)


def contaminated(pattern: str, seed: int = 4, brand: str | None = None) -> str:
    return contamination.contaminate(PAGE, pattern, Random(seed), title=TITLE, places=("安福", "安福县"), brand=brand)


@pytest.mark.parametrize("pattern", contamination.PATTERNS)
def test_each_pattern_changes_the_page_and_repeats_with_its_seed(pattern: str) -> None:
    assert contaminated(pattern) != PAGE
    assert contaminated(pattern) == contaminated(pattern)


@pytest.mark.parametrize("pattern", [name for name in contamination.PATTERNS if name != "junk-tags"])
def test_tags_and_scripts_stay_as_they_are(pattern: str) -> None:
    def tags(page: str) -> list[str]:
        return re.findall(r"<[^>]*>", page)

    made = contaminated(pattern)
    assert tags(made) == tags(PAGE)
    assert "var place='安福县关于';" in made


def test_the_place_is_gone_where_it_is_replaced() -> None:
    made = contaminated("place-replaced", brand="测试品牌")
    text = made.split("</script>")[1]
    assert "安福" not in text
    assert f"<h1>测试品牌{TITLE.removeprefix('安福县')}</h1>" in made


def test_the_platform_in_quotes_is_replaced_throughout() -> None:
    made = contaminated("platform-replaced", brand="测试品牌")
    assert made.count("“测试品牌”") == 2
    assert "便民在线" not in made


def test_the_copys_own_domain_stands_in_a_clone() -> None:
    assert "gov.cn" not in contaminated("swap-domain")


def test_an_unknown_pattern_is_an_error() -> None:
    with pytest.raises(KeyError):
        contaminated("no-such-pattern")
