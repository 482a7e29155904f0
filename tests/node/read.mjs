// Prints the graph of a file as the library that its readers are built on understands it.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";
import Graph, { MultiGraph } from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";

const path = process.argv[2];
const content = readFileSync(path, "utf8");
const readers = {
  ".gexf": () => ofGraphology(gexf.parse(Graph, content)),
  ".graphml": () => ofGraphology(graphml.parse(Graph, content)),
  ".graphology.json": () => ofGraphology(Graph.from(JSON.parse(content))),
  ".gephi-lite.json": () => ofGephiLite(JSON.parse(content)),
  ".cytoscape.json": () => ofCytoscape(cytoscape({ headless: true, ...JSON.parse(content) })),
};

function ofGraphology(graph) {
  const nodes = graph.mapNodes((key, attributes) => ({ key, attributes }));
  const edges = graph.mapEdges((key, attributes, source, target, _from, _to, undirected) => ({
    key,
    source,
    target,
    undirected,
    attributes,
  }));
  return { type: graph.type, multi: graph.multi, attributes: graph.getAttributes(), nodes, edges };
}

// As Gephi Lite does when it opens its own files: the topology is imported, what is known of items joined by key.
function ofGephiLite({ graphDataset, ...rest }) {
  const graph = MultiGraph.from(graphDataset.fullGraph);
  graph.updateEachNodeAttributes((key) => ({ ...graphDataset.nodeData[key], ...graphDataset.layout[key] }));
  graph.updateEachEdgeAttributes((key) => graphDataset.edgeData[key]);
  const { fullGraph, nodeData, edgeData, layout, ...dataset } = graphDataset;
  return { ...ofGraphology(graph), rest: { ...rest, dataset } };
}

function ofCytoscape(graph) {
  const nodes = graph.nodes().map((node) => ({ key: node.id(), attributes: { ...node.data(), ...node.position() } }));
  const edges = graph.edges().map((edge) => ({
    key: edge.id(),
    source: edge.source().id(),
    target: edge.target().id(),
    undirected: false,
    attributes: edge.data(),
  }));
  return { type: "directed", multi: true, attributes: graph.data(), nodes, edges };
}

const suffix = Object.keys(readers).find((known) => path.endsWith(known));
process.stdout.write(JSON.stringify(readers[suffix]()));
