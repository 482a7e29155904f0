"""Documents of every kind, as the kinds table allows."""

from hypothesis import strategies as st

from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import RANKS, Edge, Node, Source, Statement, Value
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Attribute, Basis, ValueType, attributes_of

WIDEST = 2**53

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True)
digits = st.text("0123456789abcdef", min_size=12, max_size=12)
dates = st.builds(lambda day, length: day.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))
source_ids = digits.map("source:{}".format)
some_sources = st.lists(source_ids, min_size=1, max_size=3).map(tuple)


@st.composite
def sourced(draw: st.DrawFn) -> tuple[Basis, tuple[str, ...]]:
    """A basis, and sources where the basis needs them."""
    basis = draw(st.sampled_from(Basis))
    bare = st.just(()) if basis in {Basis.UNVERIFIED, Basis.DERIVED} else st.nothing()
    return basis, draw(bare | some_sources)


def values(row: Attribute) -> st.SearchStrategy[Value]:
    """Values that an attribute may have."""
    if row.values:
        return st.sampled_from(row.values)
    low = None if row.minimum is None else int(row.minimum)
    high = None if row.maximum is None else int(row.maximum)
    integers = st.integers(-WIDEST if low is None else low, WIDEST if high is None else high)
    table: dict[ValueType, st.SearchStrategy[Value]] = {
        ValueType.INTEGER: integers,
        ValueType.NUMBER: integers
        | st.floats(-1e15 if low is None else low, 1e15 if high is None else high, allow_nan=False),
        ValueType.BOOLEAN: st.booleans(),
        ValueType.DATE: dates,
        ValueType.STRINGS: st.lists(texts, max_size=3).map(tuple),
    }
    return table.get(row.type, texts)


def attributes(kind: str) -> st.SearchStrategy[dict[str, Value]]:
    """Required attributes of a kind and any of the others."""
    rows = attributes_of(kind).values()
    return st.fixed_dictionaries(
        {row.name: values(row) for row in rows if row.required},
        optional={row.name: values(row) for row in rows if not row.required},
    )


@st.composite
def nodes(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(sorted(NODE_KINDS)))
    name_en, name_zh = draw(st.tuples(st.none() | texts, st.none() | texts).filter(any))
    aliases = tuple(draw(st.lists(texts, max_size=3)))
    return Node(f"{kind}:{draw(slugs)}", name_en, name_zh, *draw(sourced()), aliases, draw(attributes(kind)))


@st.composite
def edges(draw: st.DrawFn) -> Edge:
    kind = draw(st.sampled_from(sorted(EDGE_KINDS)))
    tail, head = (f"{end}:{draw(slugs)}" for end in draw(st.sampled_from(EDGE_KINDS[kind].ends)))
    begin, end = draw(st.tuples(st.none() | dates, st.none() | dates))
    if begin and end and first_day(begin) > last_day(end):
        begin, end = end, begin
    return Edge(
        f"{kind}:{draw(digits)}",
        tail,
        head,
        *draw(sourced()),
        draw(attributes(kind)),
        begin,
        end,
        draw(st.none() | texts),
    )


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    kind = draw(st.sampled_from(sorted(NODE_KINDS) + sorted(EDGE_KINDS)))
    subject = f"{kind}:{draw(digits)}"
    rows = attributes_of(kind)
    known = st.sampled_from(sorted(rows)) if rows else st.nothing()
    field = draw(known | texts.filter(bool).map("figure:{}".format))
    basis, sources = draw(sourced())
    return Statement(
        f"statement:{draw(digits)}",
        subject,
        field,
        draw(values(rows[field]) if field in rows else texts),
        basis,
        sources,
        draw(st.none() | texts),
        draw(st.none() | dates),
        draw(st.sampled_from(RANKS)),
        draw(st.none() | texts),
    )


@st.composite
def sources(draw: st.DrawFn) -> Source:
    url, publisher, title = draw(st.tuples(*[st.none() | texts] * 3).filter(any))
    return Source(draw(source_ids), url, publisher, draw(st.none() | dates), title)


def documents() -> st.SearchStrategy[Node | Edge | Statement | Source]:
    """Any valid document."""
    return st.one_of(nodes(), edges(), statements(), sources())
