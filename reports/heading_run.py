"""Which of the possible headings are the report's own top-level ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from reports.headings import CN, FORMAL, Heading, Style, headings_in, plain_headings_inside
from reports.model import Finding

_STYLES: Final[tuple[Style, ...]] = ("cn", "part", "digit", "paren", "formal", "bare")
#: bound for hostile pages; a report with its table of contents has some dozens
_MAX_HEADINGS: Final = 600
_SHORT: Final = 16
_PAGE_NUMBER: Final = re.compile(r"[\s.·•．。…⋯_—–-]*(?:第\s*)?\d{1,3}\s*页?[\s—–-]*")


class Line(NamedTuple):
    """A line of text and the block that it stands in."""

    text: str
    block: int
    is_table: bool = False


def choose_headings(lines: Sequence[Line]) -> tuple[list[Heading], list[Finding]]:
    """The report's own top-level headings in order, and what is odd about them."""
    found = [heading for i, line in enumerate(lines) if not line.is_table for heading in headings_in(i, line.text)]
    inside = [
        heading
        for i, line in enumerate(lines)
        if len(line.text) > _SHORT and not line.is_table
        for heading in plain_headings_inside(i, line.text)
    ]
    found = _without_overlaps(found, inside)[:_MAX_HEADINGS]
    style = _main_style(found)
    if style is None:
        plain, plain_style = _plain_headings(lines, found)
        return _numbered(plain, plain_style)
    run = _best_run([h for h in found if h.style == style and h.meaning], lines)
    run += _strays(found, run, style)
    run.sort(key=lambda heading: (heading.line, heading.start))
    run += _others(found, run, style)
    run.sort(key=lambda heading: (heading.line, heading.start))
    run = _with_lost(found, run)
    return _numbered(run, style)


def _without_overlaps(found: Sequence[Heading], inside: Sequence[Heading]) -> list[Heading]:
    """Both in reading order; of those that begin at the same place only the first kind."""
    taken = {(heading.line, heading.start) for heading in found}
    taken |= {(heading.line, heading.start + 1) for heading in found}
    both = [*found, *(heading for heading in inside if (heading.line, heading.start) not in taken)]
    return sorted(both, key=lambda heading: (heading.line, heading.start))


def _main_style(found: Sequence[Heading]) -> Style | None:
    """The numbering that most of the statutory headings carry, if at least two do."""
    meanings = {style: {h.meaning for h in found if h.style == style and h.meaning} for style in _STYLES}
    best = max(_STYLES, key=lambda style: len(meanings[style]))
    return best if len(meanings[best]) >= 2 else None


def _best_run(found: Sequence[Heading], lines: Sequence[Line]) -> list[Heading]:
    """Of several copies (a table of contents, PC and mobile) the first with the most headings that have content."""
    runs: list[list[Heading]] = []
    for heading in found:
        if not runs or any(heading.meaning == other.meaning for other in runs[-1]):
            runs.append([])
        runs[-1].append(heading)
    return max(runs, key=lambda run: sum(_has_content(heading, found, lines) for heading in run))


def _has_content(heading: Heading, found: Sequence[Heading], lines: Sequence[Line]) -> bool:
    """Whether text or a table stands between a heading and the next one, not a table of contents' page number."""
    first = lines[heading.line].text[heading.end :]
    following = next((h for h in found if (h.line, h.start) > (heading.line, heading.start)), None)
    if following is None:
        return heading.line + 1 < len(lines) or bool(first)
    if following.line == heading.line:
        first = first[: following.start - heading.end]
    if first.strip() and not is_page_number(first):
        return True
    between = [line.text for line in lines[heading.line + 1 : following.line]]
    if following.line > heading.line:
        between.append(lines[following.line].text[: following.start])
    if len(between) > 2 or any(text.strip() and not is_page_number(text) for text in between):
        return True
    # the tables' own blocks are no lines
    return lines[following.line].block - lines[heading.line].block > following.line - heading.line


def is_page_number(text: str) -> bool:
    """Whether that is all that a table of contents prints behind a heading: …… 5, - 5 -, 第5页."""
    return bool(_PAGE_NUMBER.fullmatch(text.strip()))


def _strays(found: Sequence[Heading], run: Sequence[Heading], style: Style) -> list[Heading]:
    """Headings of other numberings that fill a gap of the run: alone on a line, between their neighbours."""
    have = {heading.meaning for heading in run}
    strays: dict[int, Heading] = {}
    for heading in found:
        if heading.style == style or not heading.meaning or heading.meaning in have or heading.meaning in strays:
            continue
        before = [h for h in run if h.meaning < heading.meaning]
        after = [h for h in run if h.meaning > heading.meaning]
        if all(h.line < heading.line for h in before) and all(h.line > heading.line for h in after) and before:
            strays[heading.meaning] = heading
    return list(strays.values())


def _others(found: Sequence[Heading], run: Sequence[Heading], style: Style) -> list[Heading]:
    """Headings with words of their own in the run's numbering, where their number continues it."""
    others: list[Heading] = []
    if style not in ("cn", "part"):
        return _next_in_order(found, run, style)
    for heading in found:
        if heading.style != style or heading.meaning:
            continue
        before = [h for h in (*run, *others) if (h.line, h.start) < (heading.line, heading.start)]
        after = [h for h in run if (h.line, h.start) > (heading.line, heading.start)]
        last = max((h.number or h.meaning for h in before), default=0)
        following = min((h.number for h in after if h.number), default=99)
        if last < heading.number < following and heading.number <= last + 2 and (before or heading.number == 1):
            others.append(heading)
    return others


def _next_in_order(found: Sequence[Heading], run: Sequence[Heading], style: Style) -> list[Heading]:
    """The same for numberings that items inside a section carry, too: short ones, with the very next number only."""
    others: list[Heading] = []
    own, last = {(heading.line, heading.start) for heading in run}, 0
    for heading in found:
        if heading.style != style:
            continue
        if (heading.line, heading.start) in own:
            last = heading.number
        elif last and heading.number == last + 1 and not heading.meaning and len(heading.body) <= _SHORT:
            others.append(heading)
            last = heading.number
        else:
            last = 0
    taken = {heading.number for heading in run}
    return [heading for heading in others if heading.number not in taken]


def _with_lost(found: Sequence[Heading], run: Sequence[Heading]) -> list[Heading]:
    """The run with a heading that only kept the 、 of its number, where exactly that number is missing."""
    full = list(run)
    for before, after in pairwise(run):
        last, following = before.number or before.meaning, after.number or after.meaning
        if following != last + 2:
            continue
        lost = [h for h in found if h.style == "lost" and not h.meaning and before.line < h.line < after.line]
        if len(lost) == 1:
            full.insert(full.index(after), lost[0])
    return full


def _plain_headings(lines: Sequence[Line], found: Sequence[Heading]) -> tuple[list[Heading], Style]:
    """Headings of a free text: numbered in order with 一、, else 第一部分, else 1."""
    for style in _STYLES[:3]:
        candidates = [heading for heading in found if heading.style == style]
        run: list[Heading] = []
        last = 0
        for heading in candidates:
            if heading.number == last + 1 or (heading.number == last + 2 and _lost_after(found, run, heading)):
                run.append(heading)
                last = heading.number
        if len(run) >= 2:
            return _with_lost(found, run), style
    return [], "cn"


def _lost_after(found: Sequence[Heading], run: Sequence[Heading], heading: Heading) -> bool:
    return bool(run) and any(h.style == "lost" and run[-1].line < h.line < heading.line for h in found)


def _numbered(run: Sequence[Heading], style: Style) -> tuple[list[Heading], list[Finding]]:
    """Ordinals in ascending order; lost and repeated numbers become findings, a lost number is put back."""
    headings: list[Heading] = []
    findings: list[Finding] = []
    last = 0
    for heading in run:
        number = heading.number if heading.style == style else 0
        ordinal = number if number > last else max(heading.meaning, last + 1)
        if heading.style == "lost" or (heading.style == "bare" != style):
            restored = _restored(ordinal, heading.body, headings[-1] if headings else None)
            message = f"the heading {heading.printed} lost its number: read as {restored}"
            findings.append(Finding("sections.lost-number", "warning", message, f"section {ordinal}"))
            heading = heading._replace(printed=restored)
        elif number and number != ordinal:
            message = f"the heading {heading.printed} repeats a number: read as section {ordinal}"
            findings.append(Finding("sections.number", "warning", message, f"section {ordinal}"))
        elif number > last + 1 == heading.meaning:
            message = f"the heading {heading.printed} passes over a number: {last} stands before it"
            findings.append(Finding("sections.number", "warning", message, f"section {ordinal}"))
        headings.append(heading._replace(number=ordinal))
        last = ordinal
    return headings, findings


def _restored(ordinal: int, body: str, model: Heading | None) -> str:
    """The heading with its number, written as the heading before it is."""
    numeral = CN[ordinal] if ordinal < len(CN) else str(ordinal)
    prefix = model.printed.removesuffix(model.body) if model is not None else f"{CN[1]}、"
    alphabet = next((signs for signs in FORMAL if prefix[:1] and prefix[0] in signs[1:]), None)
    if alphabet is not None and ordinal < len(alphabet):
        return alphabet[ordinal] + prefix[1:] + body
    if any(map(str.isdigit, prefix)) and not any(character in CN for character in prefix):
        return re.sub(r"\d+", str(ordinal), prefix) + body
    return re.sub(rf"[{CN}]+", numeral, prefix, count=1) + body
