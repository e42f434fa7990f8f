"""A captured portal through whole crawls: alarms, the last genuine version kept, operators' decisions that stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine, text

from tests.end_to_end.crawling import Answer, Crawl, serving

COUNTY, CITY = "清河县人民政府", "邢台市人民政府"
PARAGRAPHS = (
    "根据《国务院办公厅关于印发{year}年政务公开工作要点的通知》，清河县人民政府编制本报告，统计期限为{year}年1月1日至12月31日。",
    "一、总体情况",
    "按照《河北省人民政府办公厅关于做好年报编制的通知》，清河县各部门逐项对照，落实到人，全年公开信息{year}条。",
    "依托“便民在线”平台公开办事指南，“便民在线”答复咨询五百件，清河县群众普遍满意。",
    "二、主动公开政府信息情况",
    "制发行政规范性文件3件，财政预决算、招生考试和征地补偿信息及时公开。",
    "三、收到和处理政府信息公开申请情况",
    "收到政府信息公开申请11件，均在法定期限内答复。",
    "四、政府信息公开行政复议、行政诉讼情况",
    "没有因政府信息公开引起的行政复议和行政诉讼。",
    "五、存在的主要问题及改进情况",
    "个别单位更新不够及时，下一步清河县将加强培训，按月检查。",
    "六、其他需要报告的事项",
    "没有收取信息处理费。",
)
YEARS = (2021, 2022, 2023)


def page(name: str, body: str) -> Answer:
    return Answer(f"<html><head><title>{name}</title></head><body>{body}</body></html>".encode())


def report(year: int, *changes: tuple[str, str]) -> Answer:
    lines = [f"清河县人民政府{year}年政府信息公开工作年度报告", *(line.format(year=year) for line in PARAGRAPHS)]
    for old, new in changes:
        lines = [line.replace(old, new) for line in lines]
    words = "".join(f"<p>{line}</p>" for line in lines[1:])
    return page(lines[0], f"<h1>{lines[0]}</h1><div id=zoom>{words}</div>")


def portal(name: str, years: tuple[int, ...]) -> dict[str, Answer]:
    name_of = "清河县人民政府{}年政府信息公开工作年度报告".format
    links = "".join(
        f'<li><a href="/nb/{year}.html">{name_of(year)}</a><span>{year + 1}-01-20</span></li>' for year in years
    )
    found = {"/": page(name, '<a href="/nb/">政府信息公开年报</a>')}
    found["/nb/"] = page("政府信息公开年报", f"<h1>政府信息公开年报</h1><ul>{links}</ul>")
    return found | {f"/nb/{year}.html": report(year) for year in years}


class Operator:
    """What an operator sees and does, with the commands alone."""

    def __init__(self, crawl: Crawl, engine: Engine) -> None:
        self.crawl, self.engine = crawl, engine
        self.here = ("-s", f"DATABASE_URL={engine.url.render_as_string(hide_password=False)}")

    def crawled(self, *arguments: str) -> str:
        done = self.crawl.crawl(*self.here, *arguments)
        return done.stdout + done.stderr

    def run(self, *arguments: str) -> str:
        return self.crawl.run(*arguments, *self.here).stdout

    def audit(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("audit", "--json").splitlines()]

    def exported(self) -> dict[int, tuple[str, str]]:
        """Year -> title and text of the accepted reports."""
        records = self.crawl.export(*self.here)
        return {one["year"]: (one["title"], "\n".join(s["text"] for s in one["sections"])) for one in records}

    def rows(self, query: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]


def test_a_captured_portal_keeps_its_genuine_reports_and_operators_decide(
    workspace: Callable[[list[dict[str, str]]], Crawl], url: str
) -> None:
    county, city = portal(COUNTY, YEARS), portal(CITY, (2023,))
    # a name that no list knows in the place of a platform's: by itself the city's page looks clean
    city["/nb/2023.html"] = report(2023, ("便民在线", "麒麟国际"))
    with serving(county) as own, serving(city, "127.0.0.2") as other:
        crawl = workspace(
            [
                {"slug": "qinghe", "name": COUNTY, "division_code": "130534", "level": "county", "home_url": f"{own}/"},
                {
                    "slug": "xingtai",
                    "name": CITY,
                    "division_code": "130500",
                    "level": "prefecture",
                    "home_url": f"{other}/",
                },
            ]
        )
        operator = Operator(crawl, create_engine(url))
        if operator.engine.dialect.name == "postgresql":
            operator.run("db", "upgrade")
        operator.crawled()
        genuine = operator.exported()
        assert sorted(genuine) == list(YEARS)
        assert not any("麒麟国际" in words for _, words in genuine.values())
        (copy,) = [one for one in operator.audit() if one["what"] == "report"]
        assert copy["portal"] == "xingtai"
        assert copy["copy_of"] is not None
        assert {"agrees-with-genuine", "differs-from-genuine"} <= {piece["signal"] for piece in copy["evidence"]}

        # the county's own portal is captured: one page openly, one with a name that no list has in a few sentences
        county["/nb/2021.html"] = report(2021, ("清河县", "必威体育"))
        county["/nb/2022.html"] = report(
            2022, *((f"清河县{word}", f"麒麟国际{word}") for word in ("各部门", "群众", "将"))
        )
        told = operator.crawled("-a", "full=1")
        assert "Alarms: 2 page-turned" in told
        assert operator.exported() == genuine
        audit = operator.audit()
        alarms = [one for one in audit if one["what"] == "alarm" and one["kind"] == "page-turned"]
        assert {one["url"][-13:] for one in alarms} == {"/nb/2021.html", "/nb/2022.html"}
        turned = [one for one in audit if one["what"] == "report" and one["portal"] == "qinghe"]
        assert [one["year"] for one in sorted(turned, key=lambda one: one["year"])] == [2021, 2022]

        # decisions: the city's page was right after all, the county's report for 2023 was not
        of_2023 = next(
            row[0] for row in operator.rows("SELECT id FROM reports WHERE status = 'accepted' AND year = 2023")
        )
        assert "decision" in operator.run("reports", "release", str(copy["report"]), "--why", "seen it on paper")
        assert "decision" in operator.run("reports", "quarantine", str(of_2023), "--why", "the office withdrew it")
        state = "SELECT id, status, copy_of, merged_into FROM reports ORDER BY id"
        decided = operator.rows(state)
        versions = operator.rows("SELECT id, report_id, number FROM report_versions ORDER BY id")
        operator.crawled("-a", "full=1")
        assert operator.rows(state) == decided
        assert operator.rows("SELECT id, report_id, number FROM report_versions ORDER BY id") == versions
        operator.run("reparse")
        assert operator.rows(state) == decided
        after = operator.exported()
        assert 2023 not in after
        assert {year: after[year] for year in (2021, 2022)} == {year: genuine[year] for year in (2021, 2022)}
        decisions = operator.rows("SELECT action, who, why FROM decisions WHERE rule = 'operator' ORDER BY id")
        assert [(action, why) for action, _, why in decisions] == [
            ("release", "seen it on paper"),
            ("quarantine", "the office withdrew it"),
        ]
        assert all(who for _, who, _ in decisions)
        operator.engine.dispose()
