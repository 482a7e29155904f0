"""A name index in tantivy: one document a name, mapped from its files.

Terms are made by `spelling` and stored raw, and queries are built from terms: no text of a caller is ever parsed.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson
import tantivy
from tantivy import Document, Index, Occur, Order, Query

from graphapi.answers.names import FIELDS
from graphapi.model.changes import Revision
from graphapi.names.base import CODES, Entry, NameIndex, Placed, Scope, Strategy, entries_of, kind_order
from graphapi.names.spelling import Spelled

_RAREST = 8
"""Pieces of each sort that similar names are looked up by: more would cost much and say little."""

_POSTINGS = 40_000
"""Names that all these pieces together may occur in; only the rarest piece of all may occur in more."""

_READ = 10_000
"""Entries that are kept as read: the strategies of a search meet the same ones."""

_HEAP = 512_000_000
_FIELD_ORDER = {field: place for place, field in enumerate(FIELDS)}
_TERMS = ("exact", "heads", "parts", "triples", "tags")


class TantivyNames(NameIndex):
    """The index of a folder that `write_index` wrote."""

    def __init__(self, folder: Path, revision: Revision) -> None:
        self.revision = revision
        self._index = Index.open(str(folder))
        self._index.config_reader("manual", 0)
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._read: dict[tuple[int, int], Entry] = {}

    def find(self, query: Spelled, strategy: Strategy, scope: Scope, *, limit: int) -> Sequence[Entry]:
        wanted = self._query(query, strategy)
        if wanted is None:
            return []
        tags = [(Occur.Must, Query.const_score_query(tag, 0.0)) for tag in self._tags(scope)]
        narrowed = Query.boolean_query([(Occur.Must, wanted), *tags])
        if strategy is Strategy.SIMILAR:
            found = self._searcher.search(narrowed, limit, count=False)
        else:
            found = self._searcher.search(narrowed, limit, count=False, order_by_field="rank", order=Order.Asc)
        return [self._entry(address) for _, address in found.hits]

    def close(self) -> None:
        """Nothing to release: the files are unmapped when the last search is over."""

    def _entry(self, address: tantivy.DocAddress) -> Entry:
        key = (address.segment_ord, address.doc)
        found = self._read.get(key)
        if found is None:
            found = Entry(*orjson.loads(self._searcher.doc(address)["entry"][0]))
            if len(self._read) >= _READ:
                self._read.clear()
            self._read[key] = found
        return found

    def _query(self, query: Spelled, strategy: Strategy) -> Query | None:
        if not query.compact:
            return None
        if strategy is Strategy.EXACT:
            return _any(self._terms("exact", query.keys))
        if strategy is Strategy.PREFIX:
            return _any(self._terms("heads", query.wanted_heads()))
        if strategy is Strategy.WORDS:
            return _all([_any([_all(self._terms("parts", way)) for way in word]) for word in query.wanted_parts()])
        return self._rarest(query)

    def _rarest(self, query: Spelled) -> Query | None:
        chosen: list[Query] = []
        postings = 0
        triples = () if query.readings else dict.fromkeys(query.triples())
        for field, texts in (("parts", query.letter_pairs()), ("parts", query.syllable_pairs()), ("triples", triples)):
            counted = sorted((self._searcher.doc_freq(field, text), text) for text in texts)
            for count, text in [pair for pair in counted if pair[0]][:_RAREST]:
                if not chosen or postings + count <= _POSTINGS:
                    chosen.append(self._term(field, text))
                    postings += count
        return _any(chosen) if chosen else None

    def _tags(self, scope: Scope) -> Iterator[Query]:
        if scope.kinds:
            yield _any(self._terms("tags", sorted(scope.kinds)))
        yield from self._terms("tags", (tag for tag in (scope.province, scope.on_list) if tag is not None))

    def _terms(self, field: str, texts: Iterable[str]) -> list[Query]:
        return [self._term(field, text) for text in texts]

    def _term(self, field: str, text: str) -> Query:
        return Query.term_query(self._schema, field, text)


def write_index(folder: Path, nodes: Iterable[Placed]) -> int:
    """Write the names of nodes into an empty folder, the shortest first; answers how many there are.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    entries = sorted(((entry, placed) for placed in nodes for entry in entries_of(placed.node)), key=_order)
    try:
        _write(folder, entries)
    except ValueError as error:  # what tantivy makes of a failure of the disk
        raise OSError(f"{folder}: {error}") from error
    return len(entries)


def _write(folder: Path, entries: Sequence[tuple[Entry, Placed]]) -> None:
    index = Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_HEAP, num_threads=1)  # one thread: documents keep the order in which they come
    for rank, (entry, placed) in enumerate(entries):
        writer.add_document(_document(entry, placed, rank))
    writer.commit()
    writer.wait_merging_threads()


def _order(pair: tuple[Entry, Placed]) -> tuple[int, int, int, str]:
    entry = pair[0]
    return len(entry.name), _FIELD_ORDER[entry.field], kind_order(entry.node), entry.node


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in _TERMS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("entry", stored=True)
    builder.add_unsigned_field("rank", fast=True)
    return builder.build()


def _document(entry: Entry, placed: Placed, rank: int) -> Document:
    spelled = Spelled.of(entry.name)
    terms: dict[str, Iterable[str]] = {
        "tags": [tag for tag in (placed.node.kind, placed.province, *placed.lists) if tag is not None]
    }
    if entry.field in CODES:
        codes = entry.codes
        terms |= {"exact": codes, "heads": (code[:size] for code in codes for size in range(4, len(code) + 1))}
    else:
        terms |= {
            "exact": [*spelled.keys, *spelled.initials],
            "heads": spelled.heads(),
            "parts": spelled.parts(),
            "triples": spelled.triples(),
        }
    document = Document()
    for field, texts in terms.items():
        for text in dict.fromkeys(texts):
            document.add_text(field, text)
    readings = () if entry.field in CODES else [" ".join(reading) for reading in spelled.readings]
    stored = (entry.node, entry.field, entry.name, entry.folded, entry.spellings, readings)
    document.add_bytes("entry", orjson.dumps(stored))
    document.add_unsigned("rank", rank)
    return document


def _any(queries: Sequence[Query], occur: Occur = Occur.Should) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(occur, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return _any(queries, Occur.Must)
