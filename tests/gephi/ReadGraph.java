import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.Color;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Element;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.Table;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.importer.plugin.file.spreadsheet.ImporterSpreadsheetCSV;
import org.gephi.io.importer.spi.FileImporter;
import org.gephi.io.processor.plugin.AppendProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Imports files as Gephi's desktop does and prints what the workspace then holds. */
public final class ReadGraph {
    private static final Gson JSON = new GsonBuilder().serializeSpecialFloatingPointValues().create();

    /**
     * What to import into one workspace. `asWritten` is the dialog with Auto-scale cleared and the edges merge strategy
     * set to Don't merge, else it stays as it opens.
     */
    private record Request(List<String> files, boolean asWritten) {}

    /** Each line of input is a request, each answer a line, both JSON. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(JSON.toJson(answer(requested(JsonParser.parseString(line).getAsJsonObject()))));
        }
        System.exit(0);
    }

    private static Request requested(JsonObject line) {
        List<String> files = new ArrayList<>();
        line.getAsJsonArray("files").forEach(file -> files.add(file.getAsString()));
        return new Request(files, line.get("as_written").getAsBoolean());
    }

    private static Map<String, Object> answer(Request request) {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        Workspace workspace = projects.getCurrentWorkspace();
        List<Object> issues = new ArrayList<>();
        try {
            for (String file : request.files) {
                issues.addAll(read(new File(file), request, workspace));
            }
        } catch (IOException | RuntimeException failure) {
            issues.add(List.of("FAILURE", String.valueOf(failure)));
        }
        Map<String, Object> answer = graph(Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace));
        answer.put("issues", issues);
        projects.closeCurrentProject();
        return answer;
    }

    private static List<Object> read(File file, Request request, Workspace workspace) throws IOException {
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        FileImporter importer = imports.getFileImporter(file);
        if (importer instanceof ImporterSpreadsheetCSV spreadsheet) {
            spreadsheet.setFile(file);
        }
        Container container = imports.importFile(file, importer);
        if (request.asWritten) {
            container.getLoader().setAutoScale(false);
            container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.NO_MERGE);
        }
        imports.process(container, new AppendProcessor(), workspace);
        List<Object> issues = new ArrayList<>();
        for (Iterator<Issue> all = container.getReport().getIssues(Integer.MAX_VALUE); all.hasNext(); ) {
            Issue issue = all.next();
            issues.add(List.of(issue.getLevel().toString(), String.valueOf(issue.getMessage())));
        }
        return issues;
    }

    private static Map<String, Object> graph(GraphModel model) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("directed", model.isDirected());
        answer.put("multi", model.isMultiGraph());
        answer.put("dynamic", model.isDynamic());
        answer.put("time_format", model.getTimeFormat().toString());
        answer.put("time_representation", model.getConfiguration().getTimeRepresentation().toString());
        answer.put("node_columns", columns(model.getNodeTable()));
        answer.put("edge_columns", columns(model.getEdgeTable()));
        List<Object> nodes = new ArrayList<>();
        for (Node node : model.getGraph().getNodes()) {
            Map<String, Object> row = element(node, model);
            row.put("x", node.x());
            row.put("y", node.y());
            row.put("z", node.z());
            row.put("size", node.size());
            nodes.add(row);
        }
        answer.put("nodes", nodes);
        List<Object> edges = new ArrayList<>();
        for (Edge edge : model.getGraph().getEdges()) {
            Map<String, Object> row = element(edge, model);
            row.put("source", edge.getSource().getId());
            row.put("target", edge.getTarget().getId());
            row.put("kind", edge.getTypeLabel());
            row.put("weight", edge.getWeight());
            row.put("directed", edge.isDirected());
            edges.add(row);
        }
        answer.put("edges", edges);
        return answer;
    }

    private static Map<String, Object> columns(Table table) {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (Column column : table) {
            if (!column.isProperty()) {
                columns.put(column.getTitle(), column.getTypeClass().getSimpleName());
            }
        }
        return columns;
    }

    private static Map<String, Object> element(Element element, GraphModel model) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", element.getId());
        row.put("label", element.getLabel());
        Color colour = element.getColor();
        row.put("color", element.alpha() == 0 ? null : String.format("#%06x", colour.getRGB() & 0xffffff));
        Map<String, Object> values = new LinkedHashMap<>();
        for (Column column : element.getAttributeColumns()) {
            Object value = column.isProperty() ? null : element.getAttribute(column);
            if (value != null) {
                boolean plain = value instanceof Number || value instanceof Boolean;
                values.put(column.getTitle(), plain ? value : value.toString());
            }
        }
        row.put("values", values);
        row.put("intervals", intervals(element, model));
        return row;
    }

    private static List<Object> intervals(Element element, GraphModel model) {
        List<Object> found = new ArrayList<>();
        Interval[] intervals = model.isDynamic() ? element.getIntervals() : null;
        for (Interval interval : intervals == null ? new Interval[0] : intervals) {
            found.add(List.of(interval.getLow(), interval.getHigh()));
        }
        return found;
    }
}
