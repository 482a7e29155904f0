"""A graph whose words try to be markup: what a careless curator or a bad source may bring in."""

from graphapi.model.changes import ChangeSet
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.identifiers import edge_id, source_id, statement_id
from graphapi.model.kinds import Basis

NAME = '<img src=x onerror="window.harmed=1"><b>x</b><script>window.harmed=1</script>'
_URL = "javascript:window.harmed=1"
_SOURCE = Source(source_id(_URL, None, None, None), _URL, NAME, "2025", NAME)
_PLANT = edge_id("operates_in", "company:evil", "park:evil")

HOSTILE = ChangeSet(
    (
        _SOURCE,
        Node("park:evil", NAME, NAME, Basis.REPORTED, (_SOURCE.id,), (NAME,), {"status": "unknown", "summary": NAME}),
        Node("company:evil", NAME, NAME, Basis.REPORTED, (_SOURCE.id,), (), {"note": NAME}),
        Edge(_PLANT, "company:evil", "park:evil", Basis.REPORTED, (_SOURCE.id,), {"role": NAME}, caveat=NAME),
        Statement(
            statement_id("park:evil", "figure:x", NAME, "", (_SOURCE.id,)),
            "park:evil",
            "figure:x",
            NAME,
            Basis.REPORTED,
            (_SOURCE.id,),
            unit=NAME,
            caveat=NAME,
        ),
    )
)
