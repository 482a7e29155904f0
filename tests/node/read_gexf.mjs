// Prints the graph of a GEXF file as graphology, the library under Gephi Lite, understands it.
import { readFileSync } from "node:fs";
import Graph from "graphology";
import gexf from "graphology-gexf";

const graph = gexf.parse(Graph, readFileSync(process.argv[2], "utf8"));
const nodes = graph.mapNodes((key, attributes) => ({ key, attributes }));
const edges = graph.mapEdges((key, attributes, source, target, _from, _to, undirected) => ({
  key,
  source,
  target,
  undirected,
  attributes,
}));
process.stdout.write(
  JSON.stringify({ type: graph.type, multi: graph.multi, attributes: graph.getAttributes(), nodes, edges }),
);
