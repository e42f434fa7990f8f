"""Real divisions (facts: GB/T 2260 code, name, parent's name) that practice portals are given to."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A division with its code; `first_year`/`last_year` bound the years in which the code was its own."""

    code: str
    name: str
    level: str
    parent: str
    first_year: int = 2000
    last_year: int = 9999

    @property
    def government(self) -> str:
        """人民政府 as it signs its reports."""
        return f"{self.name}人民政府"

    @property
    def kind(self) -> str:
        """How its reports call it: 我县, 全区, 州, 旗 …"""
        if self.level == "province":
            return "省" if self.name.endswith("省") else ("市" if self.name.endswith("市") else "区")
        return self.name[-1]

    @property
    def stem(self) -> str:
        """The name without its last character, for site names and passing mentions."""
        return self.name[:-1] if len(self.name) > 2 else self.name


def _places(level: str, rows: str) -> tuple[Place, ...]:
    made = []
    for row in rows.split():
        code, name, parent, *years = row.split(",")
        first, last = (int(years[0] or 2000), int(years[1] or 9999)) if years else (2000, 9999)
        made.append(Place(code, name, level, parent, first, last))
    return tuple(made)


_MUNICIPALITIES = ("11", "12", "31", "50", "46")


def parent_of(place: Place) -> Place:
    """The division above a county (for the few counties without a prefecture: the province)."""
    code = place.code[:2] + "0000" if place.code[:2] in _MUNICIPALITIES else place.code[:4] + "00"
    return Place(code, place.parent, "province" if code.endswith("0000") else "prefecture", "")


def _listed() -> tuple[Place, ...]:
    """Further counties whose name and code did not change in the years that reports cover."""
    with (Path(__file__).parent / "data" / "counties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Place(row["code"], row["name"], "county", row["parent"]) for row in csv.DictReader(file))


_CHOSEN = _places(
    "county",
    """
    621125,漳县,定西市 360829,安福县,吉安市 150623,鄂托克前旗,鄂尔多斯市 520203,六枝特区,六盘水市
    330726,浦江县,金华市 320813,洪泽区,淮安市,2016, 341881,宁国市,宣城市 620521,清水县,天水市
    532532,河口瑶族自治县,红河哈尼族彝族自治州 610728,镇巴县,汉中市 610981,旬阳市,安康市,2021,
    320106,鼓楼区,南京市 350102,鼓楼区,福州市 110105,朝阳区,北京市 220104,朝阳区,长春市 431128,新田县,永州市
    431124,道县,永州市 141124,临县,吕梁市 330113,临平区,杭州市,2021, 370982,新泰市,泰安市
    370116,莱芜区,济南市,2019, 520523,金沙县,毕节市,2011, 450123,隆安县,南宁市 653125,莎车县,喀什地区
    540104,达孜区,拉萨市,2017, 350582,晋江市,泉州市 440305,南山区,深圳市 440783,开平市,江门市
    500118,永川区,重庆市 120101,和平区,天津市 230102,道里区,哈尔滨市 210102,和平区,沈阳市 420802,东宝区,荆门市
    410122,中牟县,郑州市 130123,正定县,石家庄市 140121,清徐县,太原市 640121,永宁县,银川市
    632521,共和县,海南藏族自治州 513401,西昌市,凉山彝族自治州 469001,五指山市,海南省 150423,巴林右旗,赤峰市
    222404,珲春市,延边朝鲜族自治州 533301,泸水市,怒江傈僳族自治州,2016, 522634,雷山县,黔东南苗族侗族自治州
    430626,平江县,岳阳市 361127,余干县,上饶市 340621,濉溪县,淮北市 321322,沭阳县,宿迁市
    """,
)
COUNTIES = _CHOSEN + _listed()
PREFECTURES = _places(
    "prefecture",
    """
    360800,吉安市,江西省 621100,定西市,甘肃省 330800,衢州市,浙江省 371200,莱芜市,山东省,2000,2018
    350500,泉州市,福建省 532500,红河哈尼族彝族自治州,云南省 320800,淮安市,江苏省 411100,漯河市,河南省
    152500,锡林郭勒盟,内蒙古自治区 340600,淮北市,安徽省 431100,永州市,湖南省 610900,安康市,陕西省
    441200,肇庆市,广东省 510100,成都市,四川省
    """,
)
PROVINCES = _places("province", "620000,甘肃省,全国 310000,上海市,全国 150000,内蒙古自治区,全国 340000,安徽省,全国")

#: township names found in every province, and departments since the reform of 2018 and before it (facts)
_NAMES = """
townships: 城关镇 石桥镇 武阳镇 龙泉镇 河口乡 白马乡 大坪乡 太平镇 东城街道 城东街道 梭戛乡 永利镇
departments: 水利局 财政局 教育局 自然资源局 人力资源和社会保障局 卫生健康局 市场监督管理局 交通运输局 农业农村局 审计局
departments: 统计局 民政局 司法局 应急管理局 住房和城乡建设局 文化和旅游局 发展和改革局 商务局 医疗保障局 公安局
departments: 退役军人事务局 林业和草原局 信访局 城市管理局
older: 水利局 财政局 教育局 国土资源局 人力资源和社会保障局 卫生和计划生育局 工商行政管理局 交通运输局 农业局
older: 审计局 统计局 民政局 司法局 安全生产监督管理局 住房和城乡建设局 文化广播影视局 发展和改革局 商务局 粮食局 旅游局
"""


def _names(key: str) -> tuple[str, ...]:
    lines = (line.partition(": ") for line in _NAMES.splitlines())
    return tuple(name for word, _, names in lines if word == key for name in names.split())


TOWNSHIPS = _names("townships")
DEPARTMENTS = _names("departments")
DEPARTMENTS_BEFORE_2019 = _names("older")
