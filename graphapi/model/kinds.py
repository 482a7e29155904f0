"""The one table of node and edge kinds.

Validation, `/v1/schema`, exporters, the legend, the page and the docs are generated from it: to add a kind, add a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Self


class Basis(StrEnum):
    """Strength of the evidence. `derived` statements are computed here from others."""

    OFFICIAL = "official"
    REPORTED = "reported"
    DERIVED = "derived"
    UNVERIFIED = "unverified"

    @property
    def rank(self) -> int:
        """0 is the strongest; a basis floor keeps every basis whose rank is not above the floor's."""
        return _BASIS_ORDER[self]


_BASIS_ORDER = {basis: rank for rank, basis in enumerate(Basis)}


class ValueType(StrEnum):
    """Type of an attribute; `list` types hold several strings, order kept."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    URI = "uri"
    STRINGS = "strings"


@dataclass(frozen=True, slots=True)
class Label:
    """A name in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One typed attribute of a kind. `unit` is a UCUM-like text or a currency; `values` closes the set of strings."""

    name: str
    type: ValueType
    label: Label
    unit: str | None = None
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node. `hub` marks kinds that connect everything with everything.

    `short` is shown in its marker on the page, so that kinds differ by more than colour. `rdf_class` is the name of its
    class in our namespace, `rdf_superclass` that of a class in a published vocabulary above it.
    """

    name: str
    label: Label
    short: Label
    colour: str
    rdf_class: str
    rdf_superclass: str | None = None
    attributes: tuple[Attribute, ...] = ()
    hub: bool = False

    def having(self, *attributes: Attribute) -> Self:
        """The same kind with these attributes."""
        return replace(self, attributes=attributes)


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of edge, its allowed ends and the sentence that states it.

    `sentence` holds `{tail}` and `{head}`. `followed` says whether a traversal follows the kind unless asked.
    """

    name: str
    label: Label
    colour: str
    ends: tuple[tuple[str, str], ...]
    sentence: Label
    attributes: tuple[Attribute, ...] = ()
    followed: bool = True

    def having(self, *attributes: Attribute) -> Self:
        """The same kind with these attributes."""
        return replace(self, attributes=attributes)


STATUSES = ("operating", "under_construction", "signed", "planned", "unknown")
SCOPES = ("park", "city", "province")
STAGES = ("resource", "manufacturing", "application")
CHAINS = ("lithium battery", "photovoltaics", "wind", "hydrogen", "cross", "other")
_GENERATION = ("solar", "wind", "hydro", "nuclear", "biomass", "geothermal", "hydrogen")
ENERGY_TYPES = (*_GENERATION, "storage", "heat", "grid green power", "mixed", "efficiency", "policy")
_PARK_STATUSES = ("listed_for_construction", "accepted", "unknown")
_CITY_LEVELS = ("municipality", "prefecture", "county", "foreign")
_RELATIONS = ("wholly_owned", "subsidiary", "joint_venture", "division", "shareholding", "brand")
_QUALIFIERS = ("=", "about", ">", "<", ">=", "<=")
_REPORT_STATES = ("status", "target", "under_construction")


def _text(name: str, en: str, zh: str, values: tuple[str, ...] = (), *, required: bool = False) -> Attribute:
    return Attribute(name, ValueType.STRING, Label(en, zh), values=values, required=required)


def _texts(name: str, en: str, zh: str, *, references: str | None = None) -> Attribute:
    return Attribute(name, ValueType.STRINGS, Label(en, zh), references=references)


def _date(name: str, en: str, zh: str) -> Attribute:
    return Attribute(name, ValueType.DATE, Label(en, zh))


def _flag(name: str, en: str, zh: str) -> Attribute:
    return Attribute(name, ValueType.BOOLEAN, Label(en, zh))


def _integer(name: str, en: str, zh: str, unit: str | None = None, *, low: int, high: int | None = None) -> Attribute:
    return Attribute(name, ValueType.INTEGER, Label(en, zh), unit, minimum=low, maximum=high)


def _number(
    name: str,
    en: str,
    zh: str,
    unit: str | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    required: bool = False,
) -> Attribute:
    return Attribute(name, ValueType.NUMBER, Label(en, zh), unit, minimum=low, maximum=high, required=required)


_STATUS = _text("status", "Status", "状态", STATUSES)
_SCOPE = _text("scope", "Scope of the statement", "陈述范围", SCOPES)
_DERIVED = _texts("derived_from", "Derived from", "推导自", references="edge")
_DETAIL = _text("detail", "Detail", "说明")
_SUMMARY = _text("summary", "Summary", "概述")
_DEFINITION = _text("definition", "Definition", "定义")
_COUNTRY = _text("country", "Country", "国家")
_GBT_2260 = _text("gbt_2260", "GB/T 2260 code", "GB/T 2260 代码")
_DOCUMENT_NUMBER = _text("document_number", "Document number", "文号")
_PUBLISHED = _date("published", "Published", "发布日期")
_INVESTMENT = _number("investment_cny", "Investment", "投资额", "CNY", low=0)


_NODES = (
    NodeKind("park", Label("Park", "园区"), Label("P", "园"), "#1b9e77", "Park", "schema:Place").having(
        _text("status", "Status", "状态", _PARK_STATUSES, required=True),
        _text("construction_scope", "Construction scope", "建设范围", ("whole_park", "park_within_park")),
        _integer("construction_start", "Construction from", "建设起始年", "year", low=2000, high=2100),
        _integer("construction_end", "Construction to", "建设完成年", "year", low=2000, high=2100),
        _text("park_type", "Park type", "园区类型"),
        _text("county_zh", "County", "县区"),
        _number("area_km2", "Area", "面积", "km2", low=0),
        _number("lat", "Latitude", "纬度", "deg", low=-90, high=90),
        _number("lon", "Longitude", "经度", "deg", low=-180, high=180),
        _text("coordinate_precision", "Precision of the coordinates", "坐标精度"),
        _SUMMARY,
        _flag("lithium_or_new_energy", "Flagged as lithium or new-energy park", "锂电或新能源园区标记"),
    ),
    NodeKind(
        "province",
        Label("Province", "省级行政区"),
        Label("Pr", "省"),
        "#7570b3",
        "Province",
        "schema:AdministrativeArea",
        hub=True,
    ).having(_text("iso_3166_2", "ISO 3166-2 code", "ISO 3166-2 代码"), _GBT_2260),
    NodeKind("city", Label("City", "城市"), Label("Ci", "市"), "#a6a1d6", "City", "schema:City").having(
        _GBT_2260, _COUNTRY, _text("level", "Administrative level", "行政级别", _CITY_LEVELS)
    ),
    NodeKind("company", Label("Company", "企业"), Label("C", "企"), "#d95f02", "Company", "schema:Organization").having(
        _text("legal_name_zh", "Legal name (Chinese)", "企业全称"),
        _texts("listings", "Listings (MIC:ticker)", "上市地与代码"),
        _COUNTRY,
        _text("lei", "LEI", "LEI"),
        _text("wikidata", "Wikidata", "Wikidata"),
        _text("note", "Note", "备注"),
        _texts("unverified_fields", "Fields that no source showed", "未证实字段"),
    ),
    NodeKind(
        "segment", Label("Chain segment", "产业链环节"), Label("S", "链"), "#e7298a", "Segment", "skos:Concept"
    ).having(
        _text("stage", "Stage", "环节阶段", STAGES, required=True),
        _text("chain", "Chain", "产业链", CHAINS, required=True),
        _DEFINITION,
    ),
    NodeKind("energy", Label("Energy system", "能源系统"), Label("E", "能"), "#e6ab02", "EnergySystem").having(
        _text("energy_type", "Energy type", "能源类型", ENERGY_TYPES, required=True),
        _number("capacity_mw", "Power", "功率", "MW", low=0),
        _number("storage_mwh", "Storage capacity", "储能容量", "MWh", low=0),
        _number("generation_gwh_per_year", "Yearly generation", "年发电量", "GWh/a", low=0),
        _INVESTMENT,
        _STATUS,
    ),
    NodeKind("list", Label("List", "名单"), Label("L", "单"), "#666666", "List", "schema:ItemList", hub=True).having(
        _DOCUMENT_NUMBER,
        _PUBLISHED,
        _text("level", "Level", "级别", ("national", "provincial")),
        _integer("size", "Parks on the list", "园区数量", low=0),
    ),
    NodeKind(
        "policy", Label("Policy", "政策"), Label("Po", "策"), "#a6761d", "Policy", "schema:Legislation", hub=True
    ).having(_DOCUMENT_NUMBER, _PUBLISHED, _texts("issuers", "Issuers", "发文机关"), _SUMMARY),
    NodeKind(
        "indicator",
        Label("Indicator", "指标"),
        Label("I", "标"),
        "#66a61e",
        "Indicator",
        "schema:DefinedTerm",
        hub=True,
    ).having(
        _text("role", "Role", "指标类别", ("core", "guiding", "other"), required=True),
        _text("applies_to", "Applies to", "适用对象"),
        _number("threshold", "Threshold", "阈值"),
        _text("threshold_text", "Threshold in words", "阈值说明"),
        _text("direction", "Direction", "方向", ("at_most", "at_least")),
        _text("unit", "Unit", "单位"),
        _DEFINITION,
    ),
)
NODE_KINDS: Mapping[str, NodeKind] = MappingProxyType({kind.name: kind for kind in _NODES})


def _edge(
    name: str, zh: str, colour: str, tail: str, head: str, verb: str, said: str = "", *, followed: bool = True
) -> EdgeKind:
    """A kind of edge between two kinds of node, called in English as in code; `said` is its sentence in Chinese.

    Without one, tail, Chinese name and head make the sentence.
    """
    sentence = Label(f"{{tail}} {verb} {{head}}", said or f"{{tail}}{zh}{{head}}")
    return EdgeKind(name, Label(name.replace("_", " "), zh), colour, ((tail, head),), sentence, followed=followed)


_unfollowed = partial(_edge, followed=False)
_EDGES = (
    EdgeKind(
        "located_in",
        Label("located in", "位于"),
        "#7570b3",
        (("park", "city"), ("park", "province"), ("city", "province")),
        Label("{tail} lies in {head}", "{tail}位于{head}"),
    ),
    _edge("headquartered_in", "总部位于", "#a6a1d6", "company", "city", "has its head office in"),
    _edge("operates_in", "布局于", "#d95f02", "company", "park", "operates in", "{tail}在{head}有布局").having(
        _text("role", "Role", "角色"),
        _texts("products", "Products (segments)", "产品(环节)", references="segment"),
        _STATUS,
        _SCOPE,
        _flag("anchor", "Called a leading or core firm", "龙头或核心企业"),
        _text("name_as_printed", "Name as printed", "原文名称"),
        _number("capacity_gwh_per_year", "Battery capacity", "电池产能", "GWh/a", low=0),
        _number("capacity_gw_per_year", "Generating-equipment capacity", "发电设备产能", "GW/a", low=0),
        _number("capacity_t_per_year", "Output capacity", "产能", "t/a", low=0),
        _number("capacity_vehicles_per_year", "Vehicle capacity", "整车产能", "vehicles/a", low=0),
        _INVESTMENT,
    ),
    _edge("hosts", "承载", "#e7298a", "park", "segment", "hosts", "{tail}承载{head}环节").having(
        _DETAIL, _STATUS, _SCOPE, _DERIVED
    ),
    _edge("active_in", "从事", "#fc8d62", "company", "segment", "is active in").having(_DETAIL, _DERIVED),
    _edge("feeds", "供给", "#e7298a", "segment", "segment", "feeds").having(_text("reason", "Reason", "理由")),
    _edge("owned_by", "隶属于", "#b15928", "company", "company", "is owned by").having(
        _number("share_percent", "Share", "持股比例", "%", low=0, high=100),
        _date("as_of", "As of", "截至"),
        _text("relation", "Relation", "关系", _RELATIONS),
        _DETAIL,
    ),
    _edge("powered_by", "用能来自", "#e6ab02", "park", "energy", "is powered by", "{tail}的能源来自{head}").having(
        _STATUS, _SCOPE
    ),
    _unfollowed("listed_in", "列入", "#666666", "park", "list", "is listed in").having(
        _integer("number", "Number on the list", "名单序号", low=1)
    ),
    _unfollowed("issued_under", "依据", "#a6761d", "list", "policy", "was issued under", "{tail}依据{head}发布"),
    _unfollowed("measured_by", "衡量指标", "#66a61e", "policy", "indicator", "is measured by", "{tail}以{head}衡量"),
    _unfollowed("reports", "披露", "#66a61e", "park", "indicator", "reports").having(
        _number("value", "Value", "数值", required=True),
        _text("unit", "Unit", "单位", required=True),
        _text("qualifier", "Qualifier", "限定", _QUALIFIERS),
        _integer("year", "Year", "年份", "year", low=1990, high=2100),
        _text("state", "State", "状态", _REPORT_STATES, required=True),
        _text("metric", "Metric as printed", "原文指标"),
    ),
)
EDGE_KINDS: Mapping[str, EdgeKind] = MappingProxyType({kind.name: kind for kind in _EDGES})

_ATTRIBUTES: Mapping[str, Mapping[str, Attribute]] = {
    kind.name: MappingProxyType({attribute.name: attribute for attribute in kind.attributes})
    for kind in (*_NODES, *_EDGES)
}
_NONE: Mapping[str, Attribute] = MappingProxyType({})

FOLLOWED: frozenset[str] = frozenset(kind.name for kind in EDGE_KINDS.values() if kind.followed)


def attributes_of(kind: str) -> Mapping[str, Attribute]:
    """Attributes of a node or edge kind by name, in table order; empty for an unknown kind."""
    return _ATTRIBUTES.get(kind, _NONE)
