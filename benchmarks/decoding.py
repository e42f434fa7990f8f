"""Decoding beside its peers: a matrix of encodings, declarations, sizes and defects with known text.

    python -m benchmarks.decoding [--seeds N]

Prints how often each tool's text equals the truth (a spoiled character may be lost, nothing around it), and its CPU
time as a share of charset-normalizer's on the same pages in the same run. Peers give a label; they get the best case,
its superset decoded leniently. Exit status 1 where a target is missed. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from opencc import OpenCC

from reports.decoding import decode

RIGHT_TARGET = 0.999
#: of charset-normalizer's unrestricted detection, whole matrix
TIME_TARGET = 1 / 8
#: of a plain decode with the known codec, clean pages of 60 KB, all together
PLAIN_TARGET = 2.0

_PHRASES = (
    "本年度共收到依申请公开事项",
    "认真贯彻落实条例各项要求",
    "主动公开政府信息",
    "通过门户网站发布各类信息",
    "加强平台建设和日常维护",
    "行政复议和行政诉讼",
    "存在的主要问题及改进情况",
    "部分栏目更新不够及时",
    "下一步将加强业务培训",
    "按照县委县政府统一部署",
    "统计期限自一月一日起至十二月三十一日止",
    "规范性文件清理工作",
    "重点领域信息公开",
    "答复均在法定期限内完成",
    "没有收取信息处理费",
    "各乡镇街道和部门",
    "政策解读材料",
    "在线访谈和新闻发布会",
    "群众满意度进一步提升",
    "其他需要报告的事项",
    "组织领导和监督保障",
    "农村环境整治资金",
    "教育医疗社会保障",
    "公共资源配置",
    "重大建设项目批准和实施",
    "办理人大代表建议和政协提案",
)
_NAMES = ("云岭县", "青河区", "白沙镇", "临江街道", "东阳乡", "石门市", "南溪县", "北固区")
#: second-level characters of real place names, and some outside GB2312
_RARE = (
    "亳州",
    "鄯善",
    "鄄城",
    "郯城",
    "濮阳",
    "衢州",
    "儋州",
    "泸溪",
    "隰县",
    "勐腊",
    "枞阳",
    "岢岚",
    "茌平",
    "莒县",
    "邳州",
    "盱眙",
)
_BEYOND = ("朱镕", "赵堃", "李喆", "陈垚", "王祎", "张瑄", "刘赟")
_FOUR_BYTE = ("㐀", "㑇", "㕵", "䶮", "𠮷", "𬭊", "㙍")

ENCODINGS = (
    "utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "big5", "hz", "utf-16-le", "utf-16-be", "utf-16-le+bom",
    "utf-16-be+bom",
)  # fmt: skip
#: the five that portals use; the rest is shown apart
CHINESE = frozenset(("utf-8", "gb2312", "gbk", "gb18030", "big5"))
DECLARATIONS = ("header", "meta", "header wrong, meta right", "header wrong", "meta wrong", "both wrong", "none")
SIZES = {"0.2 KB": 200, "2 KB": 1_800, "60 KB": 60_000, "20 KB of markup first": 26_000}
DEFECTS = ("clean", "bad byte", "lost byte", "cut end", "ten bad bytes")
KINDS = ("prose", "table", "names")


@dataclass(frozen=True, slots=True)
class Case:
    """One body with its truth: `text`, and the places of characters that the defect spoils.

    Not `decidable`: a byte is gone and what is left is valid text of its encoding all the same.
    """

    body: bytes
    header: str | None
    text: str
    spoiled: tuple[int, ...]
    key: tuple[str, str, str, str, str]
    codec: str
    decidable: bool


def _sentence(rng: random.Random, kind: str, encoding: str) -> str:
    names = _RARE if encoding in ("gb2312", "hz", "big5") else _RARE + _BEYOND
    if encoding in ("gb18030", "utf-8"):
        names += _FOUR_BYTE
    if kind == "names":
        return "、".join(rng.choices(names, k=rng.randint(2, 5)))
    if kind == "table":
        return (
            rng.choice(("总计", "自然人", "其他"))
            + "</td><td>"
            + "</td><td>".join(str(rng.randint(0, 99)) for _ in range(6))
        )
    phrase = "，".join(rng.choices(_PHRASES, k=rng.randint(1, 3)))
    return f"{rng.choice(_NAMES)}{rng.randint(2010, 2024)}年{phrase}{rng.choice(names) if rng.random() < 0.1 else ''}。"


def _page(rng: random.Random, kind: str, encoding: str, size: int, meta: str | None, late: bool) -> str:
    title = rng.choice(_NAMES) + "政府信息公开工作年度报告"
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    parts = [f"<html><head>{declared}"]
    if late:
        parts += [
            f'<script src="/js/lib{n}.js" charset="x"></script><style>.c{n}{{width:{n}px}}</style>\n'
            for n in range(330)
        ]
    parts.append(f"<title>{title}</title></head><body>")
    length = min(sum(map(len, parts)), size // 2)
    style = '<p style="font-family:仿宋_GB2312;font-size:16px">' if size > 500 else "<p>"
    while length < size * 0.8 or len(parts) < 4:
        parts.append(f"{style}{_sentence(rng, kind, encoding)}</p>\n")
        length += len(parts[-1].encode("gb18030"))
    return "".join(parts) + "</body></html>"


_S2T = OpenCC("s2tw")


def _encode(text: str, encoding: str) -> tuple[bytes, str, str]:
    """(bytes, codec that reads them back, text that they hold)."""
    marked = encoding.endswith(("+bom", "-sig"))
    codec = encoding.removesuffix("+bom").removesuffix("-sig")
    if codec == "big5":
        text = _S2T.convert(text)
    text = text.encode(codec, "ignore").decode(codec)
    return ("\ufeff" * marked + text).encode(codec), codec, text


def _wrong(encoding: str) -> str:
    return "utf-8" if not encoding.startswith("utf-8") else "gb2312"


def _labels(declaration: str, encoding: str) -> tuple[str | None, str | None]:
    right = "hz-gb-2312" if encoding == "hz" else encoding.partition("+")[0].removesuffix("-sig")
    wrong = _wrong(encoding)
    return {
        "header": (right, None), "meta": (None, right), "header wrong, meta right": ("iso-8859-1", right),
        "header wrong": (wrong, None), "meta wrong": (None, wrong), "both wrong": ("iso-8859-1", wrong),
        "none": (None, None),
    }[declaration]  # fmt: skip


#: where damage is done: a byte lost from a shorter run has no single right reading
_HANZI = re.compile(r"[\u4e00-\u9fff]{5,}|(?<=>)[\u4e00-\u9fff]{2}(?=<)")


def _offsets(text: str, codec: str, lead: int) -> list[int]:
    """Byte offset of every character (single characters encode the same alone in these codecs)."""
    offsets, place = [], lead
    for char in text:
        offsets.append(place)
        place += len(char.encode(codec))
    return offsets


def _damage(rng: random.Random, body: bytes, text: str, codec: str, defect: str) -> tuple[bytes, str, tuple[int, ...]]:
    if defect == "clean":
        return body, text, ()
    if codec == "hz":
        return _damage_hz(rng, body, text, defect)
    lead = len(body) - len(text.encode(codec))
    offsets = _offsets(text, codec, lead)
    wide = [place for run in _HANZI.finditer(text) for place in range(*run.span())]
    if defect == "cut end":
        place = rng.choice(wide[len(wide) * 3 // 4 :])
        return body[: offsets[place] + 1], text[: place + 1], (place,)
    chosen = sorted(rng.sample(wide, min(10, len(wide) // 8 or 1)) if defect == "ten bad bytes" else [rng.choice(wide)])
    changed = bytearray(body)
    for place in reversed(chosen):
        width = len(text[place].encode(codec))
        at = offsets[place] + rng.randrange(width)
        if defect == "lost byte":
            del changed[at]
        else:
            changed[at] = 0xFF
    return bytes(changed), text, tuple(chosen)


def _damage_hz(rng: random.Random, body: bytes, text: str, defect: str) -> tuple[bytes, str, tuple[int, ...]]:
    """HZ is cut inside its last escape only: other damage there has no single right reading."""
    if defect != "cut end":
        return body, text, ()
    start = body.rfind(b"~{")
    kept = body[: start + 2 + 2 * max(1, (body.find(b"~}", start) - start - 2) // 4) - 1]
    whole = kept[:-1].decode("hz", "ignore")
    return kept, whole + "\ufffd", (len(whole),)


def cases(seeds: int) -> Iterator[Case]:
    for seed in range(seeds):
        for encoding in ENCODINGS:
            for declaration in DECLARATIONS:
                for size, length in SIZES.items():
                    for number, defect in enumerate(DEFECTS):
                        rng = random.Random(f"{seed}{encoding}{declaration}{size}{defect}")
                        kind = KINDS[(seed + number + len(declaration)) % len(KINDS)]
                        yield _case(rng, kind, (encoding, declaration, size, defect, kind), length)


def _case(rng: random.Random, kind: str, key: tuple[str, str, str, str, str], length: int) -> Case:
    encoding, declaration, size, defect, _ = key
    header, meta = _labels(declaration, encoding)
    text = _page(rng, kind, encoding, length, meta, size.startswith("20"))
    body, codec, text = _encode(text, encoding)
    body, text, spoiled = _damage(rng, body, text, codec, defect)
    sound = _is_valid(body, codec) and bool(spoiled)
    return Case(body, f"text/html; charset={header}" if header else "text/html", text, spoiled, key, codec, not sound)


def _is_valid(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def matches(got: str, case: Case) -> bool:
    """Equal to the truth; at a spoiled character anything short may stand, around it nothing may differ.

    Where a byte is gone, which of its neighbours lost it can be undecidable: two on either side may differ too.
    """
    got = got.removeprefix("\ufeff")
    if not case.spoiled:
        return got == case.text
    slack = 2 if case.key[3] == "lost byte" else 0
    pieces = []
    start = 0
    for spoiled in case.spoiled:
        pieces.append(re.escape(case.text[start : max(start, spoiled - slack)]))
        start = spoiled + 1 + slack
    pieces.append(re.escape(case.text[start:]))
    return re.fullmatch(f"(?s:.{{0,{4 + 3 * slack}}})".join(pieces), got) is not None


_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz_gb_2312": "hz", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "ascii": "utf-8", "us-ascii": "utf-8", "utf_8": "utf-8",
}  # fmt: skip


def _by_label(body: bytes, label: str | None) -> str:
    codec = _SUPERSETS.get((label or "utf-8").lower(), label or "utf-8")
    try:
        return body.decode(codec, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def tools() -> dict[str, Callable[[Case], str]]:
    import cchardet
    import chardet
    from charset_normalizer import from_bytes
    from scrapy.http import HtmlResponse

    def normalizer(case: Case) -> str:
        best = from_bytes(case.body).best()
        return _by_label(case.body, best.encoding if best else None)

    def scrapy(case: Case) -> str:
        headers = {"Content-Type": case.header or ""}
        return str(HtmlResponse("http://a.gov.cn/", body=case.body, headers=headers).text)

    return {
        "nianbao": lambda case: decode(case.body, case.header).text,
        "charset-normalizer": normalizer,
        "chardet": lambda case: _by_label(case.body, chardet.detect(case.body)["encoding"]),
        "faust-cchardet": lambda case: _by_label(case.body, cchardet.detect(case.body)["encoding"]),
        "scrapy": scrapy,
    }


@dataclass(slots=True)
class Score:
    """One tool's tally over the matrix."""

    right: Counter[str]
    seen: Counter[str]
    seconds: float = 0.0

    def add(self, case: Case, ok: bool) -> None:
        encoding, declaration, size, defect, kind = case.key
        group = "portals' five" if encoding in CHINESE else "others"
        names = ("all", group, encoding, declaration, size, defect, kind) if case.decidable else ("undecidable",)
        for name in names:
            self.seen[name] += 1
            self.right[name] += ok

    def share(self, name: str) -> float:
        return self.right[name] / max(self.seen[name], 1)


def run(seeds: int) -> tuple[dict[str, Score], list[Case], list[tuple[float, float]]]:
    """Scores, the cases that nianbao got wrong, and its time and that of a plain decode on 60 KB pages."""
    scores: dict[str, Score] = defaultdict(lambda: Score(Counter(), Counter()))
    named = tools()
    wrong: list[Case] = []
    times: list[tuple[float, float]] = []
    pending = cases(seeds)
    # Tool after tool over the same hundred pages: in turns page by page each would pay for the others' cold caches
    while chunk := list(islice(pending, 100)):
        for name, tool in named.items():
            start = time.process_time()
            texts = [tool(case) for case in chunk]
            scores[name].seconds += time.process_time() - start
            for case, text in zip(chunk, texts, strict=True):
                ok = matches(text, case)
                scores[name].add(case, ok)
                if not ok and case.decidable and name == "nianbao":
                    wrong.append(case)
        times += [
            _beside_plain(case) for case in chunk if case.key[0] in CHINESE and case.key[2:4] == ("60 KB", "clean")
        ]
    return scores, wrong, times


def _beside_plain(case: Case) -> tuple[float, float]:
    """Median CPU seconds of decode() and of the known codec alone."""
    plain, own = [], []
    for _ in range(7):
        start = time.process_time()
        case.body.decode(case.codec)
        middle = time.process_time()
        decode(case.body, case.header)
        plain.append(middle - start)
        own.append(time.process_time() - middle)
    return statistics.median(own), statistics.median(plain)


def _print(scores: dict[str, Score]) -> None:
    groups = ("all", "portals' five", "others", *ENCODINGS, *DECLARATIONS, *SIZES, *DEFECTS, *KINDS, "undecidable")
    print(f"{'share of texts equal to the truth':34}" + "".join(f"{name:>20}" for name in scores))
    for group in groups:
        print(f"{group:34}" + "".join(f"{score.share(group):>20.4f}" for score in scores.values()))
    base = scores["charset-normalizer"].seconds
    print(f"{'time / charset-normalizer':34}" + "".join(f"{score.seconds / base:>20.3f}" for score in scores.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1, help="size of the matrix; one seed is 1,540 pages")
    scores, wrong, times = run(parser.parse_args().seeds)
    _print(scores)
    for case in wrong[:20]:
        print("wrong:", " | ".join(case.key))
    own = scores["nianbao"]
    share, portion = own.share("all"), own.seconds / scores["charset-normalizer"].seconds
    plain = sum(seconds for seconds, _ in times) / sum(seconds for _, seconds in times)
    print(f"cases: {own.seen['all']}; right {share:.4f} (target {RIGHT_TARGET})")
    print(f"time / charset-normalizer: {portion:.3f} (target {TIME_TARGET})")
    print(
        f"time / plain decode, clean pages of 60 KB in the portals' five encodings: {plain:.2f} (target {PLAIN_TARGET})"
    )
    return 0 if share >= RIGHT_TARGET and portion <= TIME_TARGET and plain <= PLAIN_TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
