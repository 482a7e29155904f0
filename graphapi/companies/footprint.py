"""Where a company is, its subsidiaries rolled up and shown: parks, provinces, segments, stages, statuses, tickers."""

from dataclasses import dataclass
from typing import Any

from graphapi.companies.company_activity import business, evidence_of, evident, without_absent
from graphapi.companies.ownership import LEVELS, RELATIONS, Group, Owned, ownership_filter, parents, subsidiaries
from graphapi.documents.edge_reader import EdgeReader
from graphapi.documents.lookup import node_of_kind
from graphapi.graph.base import GraphView
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter
from graphapi.traversal.answer import GraphAnswer


@dataclass(frozen=True, slots=True)
class FootprintRequest:
    """`basis` binds every edge, `statuses` the plants, `relations` the ownership that is rolled up."""

    company: str
    depth: int = LEVELS
    relations: frozenset[str] = frozenset()
    basis: Basis = Basis.UNVERIFIED
    statuses: frozenset[str] = frozenset()

    def normalised(self) -> dict[str, Any]:
        """The request as understood, what was not given left out."""
        fields: dict[str, Any] = {
            "company": self.company,
            "depth": self.depth,
            "relation": [one for one in RELATIONS if one in self.relations] or None,
            "basis": self.basis,
            "status": [one for one in STATUSES if one in self.statuses] or None,
        }
        return {name: value for name, value in fields.items() if value is not None}


async def footprint(view: GraphView, request: FootprintRequest) -> GraphAnswer:
    """A company with everything that it and its subsidiaries touch, each with the edges and sources behind.

    Raises:
        NodeNotFound, InvalidIdentifier, NodeMoved, DocumentGone.
    """
    await node_of_kind(view, request.company, "company")
    reader = EdgeReader(view)
    owned = ownership_filter(request.relations, request.basis)
    group = await subsidiaries(reader, request.company, owned, depth=request.depth)
    above = await parents(reader, request.company, owned, depth=request.depth)
    found = await business(reader, group, EdgeFilter(basis=request.basis, statuses=request.statuses))
    told = {
        "company": request.company,
        "subsidiaries": [_owned(one) for one in group.others],
        "parents": [_owned(one) for one in above.others],
        "deeper": {"subsidiaries": group.deeper, "parents": above.deeper},
        "tickers": await _tickers(view, group, above),
        **found.parts(),
    }
    owners = [link for one in (*group.others, *above.others) for link in one.links]
    edges = [*owners, *evidence_of(found)]
    return await evident(reader, request.normalised(), [request.company], edges, footprint=told)


def tickers_of(company: Node) -> list[dict[str, Any]]:
    """Listings of a company; `verified` is false where its record says that no source showed the listing."""
    listings, doubtful = company.attributes.get("listings"), company.attributes.get("unverified_fields")
    doubts = set(doubtful) if isinstance(doubtful, tuple) else set()
    told = []
    for listing in listings if isinstance(listings, tuple) else ():
        mic, _, ticker = listing.partition(":")
        verified = company.basis is not Basis.UNVERIFIED and not doubts & {"listings", f"listings.{mic}"}
        told.append({"listing": listing, "mic": mic, "ticker": ticker, "verified": verified})
    return told


async def _tickers(view: GraphView, group: Group, above: Group) -> list[dict[str, Any]]:
    standing = [("itself", group.members[group.company]), *(("subsidiary", one) for one in group.others)]
    standing += [("parent", one) for one in above.others]
    companies = await view.nodes([one.company for _, one in standing])
    told = []
    for name, one in standing:
        sources = sorted({*companies[one.company].sources, *(key for edge in one.via for key in edge.sources)})
        behind = {"ownership": [edge.id for edge in one.via], "sources": sources}
        told += [
            {**ticker, "company": one.company, "standing": name, "level": one.level, **behind}
            for ticker in tickers_of(companies[one.company])
        ]
    return told


def _owned(one: Owned) -> dict[str, Any]:
    links = [_link(link) for link in sorted(one.links, key=lambda link: (link.basis.rank, link.id))]
    return {"company": one.company, "level": one.level, "via": [edge.id for edge in one.via], "links": links}


def _link(link: Edge) -> dict[str, Any]:
    attributes = {name: link.attributes.get(name) for name in ("relation", "share_percent", "as_of")}
    told = {"edge": link.id, "company": link.tail, "owner": link.head, "basis": link.basis, "caveat": link.caveat}
    return without_absent(told | attributes) | {"sources": list(link.sources)}
