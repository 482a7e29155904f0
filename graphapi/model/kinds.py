"""The one table of node and edge kinds.

Validation, `/v1/schema`, exporters, the legend and the docs are generated from it: to add a kind, add a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Basis(StrEnum):
    """How well a statement is vouched for. `derived` is what we compute from other statements."""

    OFFICIAL = "official"
    REPORTED = "reported"
    DERIVED = "derived"
    UNVERIFIED = "unverified"

    @property
    def rank(self) -> int:
        """0 is the strongest; a basis floor keeps every basis whose rank is not above the floor's."""
        return _BASIS_ORDER[self]


_BASIS_ORDER: Mapping[Basis, int] = MappingProxyType({basis: rank for rank, basis in enumerate(Basis)})


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
    """A kind of node. `hub` marks kinds that connect everything with everything."""

    name: str
    label: Label
    colour: str
    attributes: tuple[Attribute, ...] = ()
    hub: bool = False


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of edge, its allowed ends and the sentence that tells it.

    `sentence` holds `{tail}` and `{head}`. `followed` says whether a traversal follows the kind unless asked.
    """

    name: str
    label: Label
    colour: str
    ends: tuple[tuple[str, str], ...]
    sentence: Label
    attributes: tuple[Attribute, ...] = ()
    followed: bool = True


STATUSES = ("operating", "under_construction", "signed", "planned", "unknown")
SCOPES = ("park", "city", "province")
STAGES = ("resource", "manufacturing", "application")
CHAINS = ("lithium battery", "photovoltaics", "wind", "hydrogen", "cross", "other")
ENERGY_TYPES = (
    "solar",
    "wind",
    "hydro",
    "nuclear",
    "biomass",
    "geothermal",
    "hydrogen",
    "storage",
    "heat",
    "grid green power",
    "mixed",
    "efficiency",
    "policy",
)


def _a(
    name: str,
    kind: ValueType,
    en: str,
    zh: str,
    unit: str | None = None,
    *,
    values: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
    references: str | None = None,
    required: bool = False,
) -> Attribute:
    return Attribute(name, kind, Label(en, zh), unit, values, low, high, references, required)


_S, _I, _N, _B, _D, _L = (
    ValueType.STRING,
    ValueType.INTEGER,
    ValueType.NUMBER,
    ValueType.BOOLEAN,
    ValueType.DATE,
    ValueType.STRINGS,
)
_STATUS = _a("status", _S, "Status", "状态", values=STATUSES)
_SCOPE = _a("scope", _S, "Scope of the statement", "陈述范围", values=SCOPES)
_DERIVED = _a("derived_from", _L, "Derived from", "推导自", references="edge")
_DETAIL = _a("detail", _S, "Detail", "说明")

_FIGURES = (
    _a("capacity_gwh_per_year", _N, "Battery capacity", "电池产能", "GWh/a", low=0),
    _a("capacity_gw_per_year", _N, "Generating-equipment capacity", "发电设备产能", "GW/a", low=0),
    _a("capacity_t_per_year", _N, "Output capacity", "产能", "t/a", low=0),
    _a("capacity_vehicles_per_year", _N, "Vehicle capacity", "整车产能", "vehicles/a", low=0),
    _a("investment_cny", _N, "Investment", "投资额", "CNY", low=0),
)

NODE_KINDS: Mapping[str, NodeKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            NodeKind(
                "park",
                Label("Park", "园区"),
                "#1b9e77",
                (
                    _a(
                        "status",
                        _S,
                        "Status",
                        "状态",
                        values=("listed_for_construction", "accepted", "unknown"),
                        required=True,
                    ),
                    _a(
                        "construction_scope",
                        _S,
                        "Construction scope",
                        "建设范围",
                        values=("whole_park", "park_within_park"),
                    ),
                    _a("construction_start", _I, "Construction from", "建设起始年", "year", low=2000, high=2100),
                    _a("construction_end", _I, "Construction to", "建设完成年", "year", low=2000, high=2100),
                    _a("park_type", _S, "Park type", "园区类型"),
                    _a("county_zh", _S, "County", "县区"),
                    _a("area_km2", _N, "Area", "面积", "km2", low=0),
                    _a("lat", _N, "Latitude", "纬度", "deg", low=-90, high=90),
                    _a("lon", _N, "Longitude", "经度", "deg", low=-180, high=180),
                    _a("coordinate_precision", _S, "Precision of the coordinates", "坐标精度"),
                    _a("summary", _S, "Summary", "概述"),
                    _a("lithium_or_new_energy", _B, "Flagged as lithium or new-energy park", "锂电或新能源园区标记"),
                ),
            ),
            NodeKind(
                "province",
                Label("Province", "省级行政区"),
                "#7570b3",
                (
                    _a("iso_3166_2", _S, "ISO 3166-2 code", "ISO 3166-2 代码"),
                    _a("gbt_2260", _S, "GB/T 2260 code", "GB/T 2260 代码"),
                ),
                hub=True,
            ),
            NodeKind(
                "city",
                Label("City", "城市"),
                "#a6a1d6",
                (
                    _a("gbt_2260", _S, "GB/T 2260 code", "GB/T 2260 代码"),
                    _a("country", _S, "Country", "国家"),
                    _a(
                        "level",
                        _S,
                        "Administrative level",
                        "行政级别",
                        values=("municipality", "prefecture", "county", "foreign"),
                    ),
                ),
            ),
            NodeKind(
                "company",
                Label("Company", "企业"),
                "#d95f02",
                (
                    _a("legal_name_zh", _S, "Legal name (Chinese)", "企业全称"),
                    _a("listings", _L, "Listings (MIC:ticker)", "上市地与代码"),
                    _a("country", _S, "Country", "国家"),
                    _a("lei", _S, "LEI", "LEI"),
                    _a("wikidata", _S, "Wikidata", "Wikidata"),
                    _a("note", _S, "Note", "备注"),
                    _a("unverified_fields", _L, "Fields that no source showed", "未证实字段"),
                ),
            ),
            NodeKind(
                "segment",
                Label("Chain segment", "产业链环节"),
                "#e7298a",
                (
                    _a("stage", _S, "Stage", "环节阶段", values=STAGES, required=True),
                    _a("chain", _S, "Chain", "产业链", values=CHAINS, required=True),
                    _a("definition", _S, "Definition", "定义"),
                ),
            ),
            NodeKind(
                "energy",
                Label("Energy system", "能源系统"),
                "#e6ab02",
                (
                    _a("energy_type", _S, "Energy type", "能源类型", values=ENERGY_TYPES, required=True),
                    _a("capacity_mw", _N, "Power", "功率", "MW", low=0),
                    _a("storage_mwh", _N, "Storage capacity", "储能容量", "MWh", low=0),
                    _a("generation_gwh_per_year", _N, "Yearly generation", "年发电量", "GWh/a", low=0),
                    _a("investment_cny", _N, "Investment", "投资额", "CNY", low=0),
                    _STATUS,
                ),
            ),
            NodeKind(
                "list",
                Label("List", "名单"),
                "#666666",
                (
                    _a("document_number", _S, "Document number", "文号"),
                    _a("published", _D, "Published", "发布日期"),
                    _a("level", _S, "Level", "级别", values=("national", "provincial")),
                    _a("size", _I, "Parks on the list", "园区数量", low=0),
                ),
                hub=True,
            ),
            NodeKind(
                "policy",
                Label("Policy", "政策"),
                "#a6761d",
                (
                    _a("document_number", _S, "Document number", "文号"),
                    _a("published", _D, "Published", "发布日期"),
                    _a("issuers", _L, "Issuers", "发文机关"),
                    _a("summary", _S, "Summary", "概述"),
                ),
                hub=True,
            ),
            NodeKind(
                "indicator",
                Label("Indicator", "指标"),
                "#66a61e",
                (
                    _a("role", _S, "Role", "指标类别", values=("core", "guiding", "other"), required=True),
                    _a("applies_to", _S, "Applies to", "适用对象"),
                    _a("threshold", _N, "Threshold", "阈值"),
                    _a("threshold_text", _S, "Threshold in words", "阈值说明"),
                    _a("direction", _S, "Direction", "方向", values=("at_most", "at_least")),
                    _a("unit", _S, "Unit", "单位"),
                    _a("definition", _S, "Definition", "定义"),
                ),
                hub=True,
            ),
        )
    }
)

EDGE_KINDS: Mapping[str, EdgeKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            EdgeKind(
                "located_in",
                Label("located in", "位于"),
                "#7570b3",
                (("park", "city"), ("park", "province"), ("city", "province")),
                Label("{tail} lies in {head}", "{tail}位于{head}"),
            ),
            EdgeKind(
                "headquartered_in",
                Label("headquartered in", "总部位于"),
                "#a6a1d6",
                (("company", "city"),),
                Label("{tail} has its head office in {head}", "{tail}总部位于{head}"),
            ),
            EdgeKind(
                "operates_in",
                Label("operates in", "布局于"),
                "#d95f02",
                (("company", "park"),),
                Label("{tail} operates in {head}", "{tail}在{head}有布局"),
                (
                    _a("role", _S, "Role", "角色"),
                    _a("products", _L, "Products (segments)", "产品(环节)", references="segment"),
                    _STATUS,
                    _SCOPE,
                    _a("anchor", _B, "Called a leading or core firm", "龙头或核心企业"),
                    _a("name_as_printed", _S, "Name as printed", "原文名称"),
                    *_FIGURES,
                ),
            ),
            EdgeKind(
                "hosts",
                Label("hosts", "承载"),
                "#e7298a",
                (("park", "segment"),),
                Label("{tail} hosts {head}", "{tail}承载{head}环节"),
                (_DETAIL, _STATUS, _SCOPE, _DERIVED),
            ),
            EdgeKind(
                "active_in",
                Label("active in", "从事"),
                "#fc8d62",
                (("company", "segment"),),
                Label("{tail} is active in {head}", "{tail}从事{head}"),
                (_DETAIL, _DERIVED),
            ),
            EdgeKind(
                "feeds",
                Label("feeds", "供给"),
                "#e7298a",
                (("segment", "segment"),),
                Label("{tail} feeds {head}", "{tail}供给{head}"),
                (_a("reason", _S, "Reason", "理由"),),
            ),
            EdgeKind(
                "owned_by",
                Label("owned by", "隶属于"),
                "#b15928",
                (("company", "company"),),
                Label("{tail} is owned by {head}", "{tail}隶属于{head}"),
                (
                    _a("share_percent", _N, "Share", "持股比例", "%", low=0, high=100),
                    _a("as_of", _D, "As of", "截至"),
                    _a(
                        "relation",
                        _S,
                        "Relation",
                        "关系",
                        values=("wholly_owned", "subsidiary", "joint_venture", "division", "shareholding", "brand"),
                    ),
                    _DETAIL,
                ),
            ),
            EdgeKind(
                "powered_by",
                Label("powered by", "用能来自"),
                "#e6ab02",
                (("park", "energy"),),
                Label("{tail} is powered by {head}", "{tail}的能源来自{head}"),
                (_STATUS, _SCOPE),
            ),
            EdgeKind(
                "listed_in",
                Label("listed in", "列入"),
                "#666666",
                (("park", "list"),),
                Label("{tail} is listed in {head}", "{tail}列入{head}"),
                (_a("number", _I, "Number on the list", "名单序号", low=1),),
                followed=False,
            ),
            EdgeKind(
                "issued_under",
                Label("issued under", "依据"),
                "#a6761d",
                (("list", "policy"),),
                Label("{tail} was issued under {head}", "{tail}依据{head}发布"),
                followed=False,
            ),
            EdgeKind(
                "measured_by",
                Label("measured by", "衡量指标"),
                "#66a61e",
                (("policy", "indicator"),),
                Label("{tail} is measured by {head}", "{tail}以{head}衡量"),
                followed=False,
            ),
            EdgeKind(
                "reports",
                Label("reports", "披露"),
                "#66a61e",
                (("park", "indicator"),),
                Label("{tail} reports {head}", "{tail}披露{head}"),
                (
                    _a("value", _N, "Value", "数值", required=True),
                    _a("unit", _S, "Unit", "单位", required=True),
                    _a("qualifier", _S, "Qualifier", "限定", values=("=", "about", ">", "<", ">=", "<=")),
                    _a("year", _I, "Year", "年份", "year", low=1990, high=2100),
                    _a("state", _S, "State", "状态", values=("status", "target", "under_construction"), required=True),
                    _a("metric", _S, "Metric as printed", "原文指标"),
                ),
                followed=False,
            ),
        )
    }
)

_KINDS: tuple[NodeKind | EdgeKind, ...] = (*NODE_KINDS.values(), *EDGE_KINDS.values())
_ATTRIBUTES: Mapping[str, Mapping[str, Attribute]] = MappingProxyType(
    {kind.name: MappingProxyType({attribute.name: attribute for attribute in kind.attributes}) for kind in _KINDS}
)
_NONE: Mapping[str, Attribute] = MappingProxyType({})

FOLLOWED: frozenset[str] = frozenset(kind.name for kind in EDGE_KINDS.values() if kind.followed)


def attributes_of(kind: str) -> Mapping[str, Attribute]:
    """Attributes of a node or edge kind by name, in table order; empty for an unknown kind."""
    return _ATTRIBUTES.get(kind, _NONE)
