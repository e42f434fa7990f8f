"""What genuine pages of `benchmarks.authenticity` hold that a careless eye takes for contamination."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import opencc

from benchmarks import authenticity_texts as wording
from benchmarks.authenticity_page import BenchmarkPage


def markup_of(title: str, extra: str) -> str:
    head = f"<meta charset=utf-8><title>{title}</title><script>var a='<b>';</script>"
    return f"<html><head>{head}</head>{extra}<body><p></p></body></html>"


def _with_traditional(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    convert = opencc.OpenCC(rng.choice(("s2t", "s2tw"))).convert
    return replace(page, text=convert(page.text), title=convert(page.title))


def _with_late_date(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    return replace(page, publish_date=f"{page.year + rng.randint(2, 9)}-05-17")


def _with_lost_character(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    lost = rng.choice("乡年条〕件的县，区镇市")
    return replace(page, text="".join(c for c in page.text if c != lost or rng.random() < 0.4))


def _with_broken_characters(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    broken = rng.choice(("\ufffd", "锟斤拷", "\u200b", "，，", "。。"))
    characters = list(page.text)
    for _ in range(rng.randint(1, 30)):
        characters.insert(rng.randrange(len(characters)), broken)
    return replace(page, text="".join(characters))


def _on_one_line(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    del rng
    return replace(page, text=page.text.replace("\n", " "))


def _with_names(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    name = rng.choice(wording.NAMES)
    lines = [
        f"（撰稿：{name}）",
        f"负责人：{name}　联系人：{name}　填报人：{name}",
        f"{name}同志出席会议并讲话。",
        f"{name}分管日常工作。",
    ]
    return replace(page, text="\n".join([page.text, *lines]))


def _with_old_domain(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    return replace(
        page,
        text=f"本报告电子版可从{rng.choice(wording.OLD_DOMAINS)}下载，联系邮箱{rng.choice('abc')}xxgk@163.com。\n{page.text}",
    )


def _with_wrong_metas(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    metas = {
        "sitename": rng.choice(("齐齐哈尔市人民政府", "网站名称")),
        "sitedomain": "www.qqhr.gov.cn",
        "siteidcode": "2302000001",
    }
    return replace(page, metas=metas)


def _with_messy_head(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    extra = rng.choice(
        ("<div id=top></div><iframe src=a></iframe>", "<!-- <ruby><rt><bdo> -->", "<center><font><table><tr><td>")
    )
    return replace(page, markup=markup_of(page.title, extra))


def _with_annotations(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    del rng
    return replace(page, text=f"旮(gā)旯(lá)村位于县城以北，濉(suī)河流经。\n{page.text}")


def _with_signatures(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    end = rng.choice(("（详见附件）", f"联系电话：0551-62{rng.randint(10000, 99999)}", "附件：统计表"))
    lines = [line + end if len(line) > 60 and rng.random() < 0.3 else line for line in page.text.split("\n")]
    return replace(page, text="\n".join(lines))


def _with_latin_heads(rng: Random, page: BenchmarkPage) -> BenchmarkPage:
    name = rng.choice(
        (
            "SGS公司",
            "ISO9001体系",
            "TCL公司",
            "i福安",
            "LNG接收站",
            "EOD项目",
            "PPP项目",
            "REITs试点",
            "K12教育",
            "DRG付费",
        )
    )
    lines = [
        f"{name}情况及时公开，{name}信息列入目录。",
        f"推进{name}信息公开，{name}进展每月更新一次。",
        f"{name}方面，主动公开信息{rng.randint(2, 60)}条。",
    ]
    return replace(page, text="\n".join([*lines, page.text]))


TRAPS = {
    "traditional": _with_traditional,
    "late": _with_late_date,
    "lost character": _with_lost_character,
    "broken characters": _with_broken_characters,
    "one line": _on_one_line,
    "names": _with_names,
    "old domain": _with_old_domain,
    "wrong metas": _with_wrong_metas,
    "messy head": _with_messy_head,
    "annotations": _with_annotations,
    "signatures": _with_signatures,
    "latin heads": _with_latin_heads,
}
