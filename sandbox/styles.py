"""How a page prints its report: every choice of layout, charset and damage in one value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from sandbox import forms
from sandbox.layouts import articles, charsets, headers, tables
from sandbox.layouts.grids import Ink
from sandbox.truth import ReportTruth

_BLANKS = ("", "", "", "/", "-", "—", "&nbsp;", "无")
_SHAPES = {
    "plain": 30,
    "word": 14,
    "nbsp": 6,
    "paragraphs": 6,
    "breaks": 7,
    "nested": 6,
    "uneven": 7,
    "spelled-out": 5,
    "blocks": 5,
    "page-break": 4,
    "twice": 4,
    "one-table": 3,
    "cell-lines": 4,
    "row-lines": 3,
    "bar-lines": 2,
    "image": 3,
}
_METAS = {"full": 45, "none": 25, "reversed": 8, "lower": 8, "placeholder": 7, "commented": 7}


@dataclass(frozen=True, slots=True)
class PageStyle:
    """One way to print a page; the defaults are a plain modern page.

    `damage` holds `heading-number-lost:<ordinal>`, `label-misspelt:<row>`, `row-missing:<row>`, `bad-byte`, `cut-end`,
    `unclosed-cells`. `pub_shift`: days by which the PubDate meta is later than the header's date (a migration).
    """

    container: str = "plain"
    header: int = 33
    metas: str = "full"
    title_tag: str = "both"
    title: str = "h1"
    dateline: str = "full"
    paragraphs: str = "p"
    headings: str = "strong"
    shape: str = "plain"
    ink: Ink = field(default_factory=Ink)
    #: how the tables' labels are worded: `printed`, `ascii`, `spaced`, `short`
    labels: str = "printed"
    #: further rows of the tables: `caption`, `footer`, `blank-row`
    extras: tuple[str, ...] = ()
    #: the document number stands over the text
    doc_in_body: bool = False
    #: a defect of one table (`sandbox.layouts.defects`): its cells may be unreadable, never different
    defect: str = ""
    charset: str = "utf-8"
    #: the page is padded with realistic chrome to about so many KB
    kilobytes: int = 0
    damage: tuple[str, ...] = ()
    pub_shift: int = 0
    #: an index number other than the truth's: the same report renumbered by a migration
    index_no: str | None = None

    def damaged(self, kind: str) -> str | None:
        """The parameter of a damage (empty where it has none), None where the page does not have it."""
        for name, _, parameter in (item.partition(":") for item in self.damage):
            if name == kind:
                return parameter
        return None


def random_style(
    rng: Random,
    truth: ReportTruth,
    *,
    containers: tuple[str, ...] = ("plain",),
    kilobytes: int = 0,
    damage: float = 0.04,
    charset: str | None = None,
) -> PageStyle:
    """A style that suits the report; `damage` is the chance of a defect, `charset` forces a case."""
    style = PageStyle(
        container=rng.choice(containers),
        header=rng.choice((33, 33, 33, *headers.LAYOUTS)),
        metas=_weighted(rng, _METAS),
        title_tag=rng.choice(("title", "site", "both", "both", "run-on")),
        title=_weighted(rng, {"h1": 40, "div": 27, "cell": 10, "broken": 11, "spaced": 6, "column": 6}),
        dateline=rng.choice(("none", "full", "full", "date", "chinese", "bracket")),
        paragraphs=_weighted(rng, {"p": 40, "indent": 25, "div": 10, "br": 10, "word": 15}),
        headings=_weighted(rng, {"strong": 40, "plain": 30, "spans": 15, "h2": 8, "breaks": 7}),
        shape=_weighted(rng, _SHAPES) if truth.format != "narrative" else "plain",
        ink=_ink(rng),
        labels=_weighted(rng, {"printed": 70, "ascii": 12, "spaced": 8, "short": 10}),
        extras=tuple(extra for extra in ("caption", "footer", "blank-row") if rng.random() < 0.05),
        doc_in_body=rng.random() < 0.1,
        charset=charset or rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-meta", *charsets.SIMPLIFIED)),
        kilobytes=kilobytes,
        damage=_damage(rng, truth, damage),
    )
    return _coherent(rng, style)


def _coherent(rng: Random, style: PageStyle) -> PageStyle:
    """Rule out pages that no portal prints: a blank cell in a line of text, a page with no date at all."""
    if style.shape in tables.MARKED_ONLY:
        mark = style.ink.blank if style.ink.blank in ("/", "-", "—", "无") else "/"
        style = replace(style, ink=replace(style.ink, blank=mark))
    if style.metas == "none" and style.dateline == "none" and not headers.LAYOUTS[style.header].shows("published"):
        style = replace(style, dateline="full")
    if style.metas in ("full", "reversed", "lower") and headers.LAYOUTS[style.header].shows("published"):
        style = replace(style, pub_shift=rng.choice((0, 0, 0, 20)))
    return style


def _weighted(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def _ink(rng: Random) -> Ink:
    return Ink(
        blank=rng.choice(_BLANKS),
        full_width=rng.random() < 0.03,
        thousands=rng.random() < 0.05,
        units=rng.random() < 0.08,
        signs=rng.choice(("bare", "bare", "plus", "word")),
        padded=rng.random() < 0.05,
    )


def _damage(rng: Random, truth: ReportTruth, chance: float) -> tuple[str, ...]:
    kinds = ["heading-number-lost:5", "bad-byte", "cut-end", "unclosed-cells"]
    if truth.applications:
        outcome = rng.choice(forms.OUTCOMES[truth.format][2:18])
        kinds += [f"label-misspelt:{outcome.code}", f"row-missing:{outcome.code}"]
    return (rng.choice(kinds),) if rng.random() < chance else ()


ALL_CONTAINERS = tuple(articles.CONTAINERS)
