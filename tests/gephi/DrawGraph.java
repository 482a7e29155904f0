import static java.util.Collections.nCopies;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.preview.api.CanvasSize;
import org.gephi.preview.api.G2DTarget;
import org.gephi.preview.api.Item;
import org.gephi.preview.api.PreviewController;
import org.gephi.preview.api.PreviewModel;
import org.gephi.preview.api.PreviewProperties;
import org.gephi.preview.api.PreviewProperty;
import org.gephi.preview.api.Vector;
import org.gephi.preview.plugin.renderers.NodeLabelRenderer;
import org.gephi.preview.types.DependantColor;
import org.gephi.preview.types.EdgeColor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Draws a GEXF file with Gephi's preview: positions, colours, sizes and labels are those of the file. */
public final class DrawGraph {
    private static final int WIDTH = 1600, HEIGHT = 1130, LINE = 38, MARGIN = 46, SIDE = 125, TEXT = 16;
    private static final float GROWTH = 1.8f;

    /**
     * Arguments: the graph, the answer of /v1/schema for the legend, the picture to write, and the name of a font.
     * Exits with 3 where the font is absent or has no Chinese glyphs.
     */
    public static void main(String[] arguments) throws IOException {
        Font font = new Font(arguments[3], Font.PLAIN, 1);
        if (font.canDisplayUpTo("宁德时代") >= 0) {
            System.exit(3);
        }
        Workspace workspace = imported(new File(arguments[0]));
        BufferedImage picture = drawn(workspace, font);
        JsonObject kinds = JsonParser.parseString(Files.readString(Path.of(arguments[1]))).getAsJsonObject();
        ImageIO.write(withLegend(picture, workspace, kinds, font.deriveFont(22f)), "png", new File(arguments[2]));
        System.exit(0);
    }

    private static Workspace imported(File file) throws IOException {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        Container container = imports.importFile(file);
        container.getLoader().setAutoScale(false);
        container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.NO_MERGE);
        imports.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
        return projects.getCurrentWorkspace();
    }

    private static BufferedImage drawn(Workspace workspace, Font font) {
        PreviewController preview = Lookup.getDefault().lookup(PreviewController.class);
        PreviewProperties look = preview.getModel(workspace).getProperties();
        preview.refreshPreview(workspace);
        CanvasSize extent = preview.getModel(workspace).getGraphicsCanvasSize();
        float scaling = Math.min((WIDTH - 2f * SIDE) / extent.getWidth(), (HEIGHT - 2f * MARGIN) / extent.getHeight());
        look.putValue(PreviewProperty.SHOW_NODE_LABELS, true);
        look.putValue(PreviewProperty.NODE_LABEL_PROPORTIONAL_SIZE, false);
        look.putValue(PreviewProperty.NODE_LABEL_FONT, font.deriveFont(TEXT / scaling));
        look.putValue(PreviewProperty.NODE_LABEL_SHORTEN, true);
        look.putValue(PreviewProperty.NODE_LABEL_MAX_CHAR, 32);
        look.putValue(PreviewProperty.NODE_LABEL_OUTLINE_SIZE, 5 / scaling);
        look.putValue(PreviewProperty.NODE_LABEL_OUTLINE_COLOR, new DependantColor(Color.WHITE));
        look.putValue(PreviewProperty.NODE_LABEL_OUTLINE_OPACITY, 80f);
        look.putValue(PreviewProperty.NODE_BORDER_WIDTH, 0f);
        look.putValue(PreviewProperty.EDGE_COLOR, new EdgeColor(EdgeColor.Mode.ORIGINAL));
        look.putValue(PreviewProperty.EDGE_CURVED, false);
        look.putValue(PreviewProperty.EDGE_OPACITY, 60f);
        look.putValue(PreviewProperty.EDGE_THICKNESS, 1.6f / scaling);
        look.putValue(PreviewProperty.ARROW_SIZE, 5f);
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
        for (Node node : model.getGraph().getNodes()) {
            node.setSize(node.size() * GROWTH / scaling);
        }
        preview.refreshPreview(workspace);
        placeLabels(preview.getModel(workspace), font.deriveFont(TEXT / scaling), scaling);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = pen(image);
        pen.translate(WIDTH / 2.0, HEIGHT / 2.0);
        pen.scale(scaling, scaling);
        pen.translate(-extent.getX() - extent.getWidth() / 2, -extent.getY() - extent.getHeight() / 2);
        preview.render(new Canvas(image, pen, scaling), workspace);
        pen.dispose();
        return image;
    }

    /** Moves each label below its node, or to another side where it covers less of what stands there. */
    private static void placeLabels(PreviewModel preview, Font font, float scaling) {
        List<Rectangle2D> taken = new ArrayList<>(beside(preview.getGraphicsCanvasSize(), scaling));
        for (Item node : preview.getItems(Item.NODE)) {
            float size = node.<Float>getData("size");
            // Twice: a label may rather cover another label than a node.
            taken.addAll(nCopies(2, around(node.<Float>getData("x"), node.<Float>getData("y"), size, size)));
        }
        Item[] labels = preview.getItems(Item.NODE_LABEL);
        Arrays.sort(labels, Comparator.comparing((Item label) -> -label.<Float>getData(NodeLabelRenderer.NODE_SIZE)));
        FontRenderContext context = new FontRenderContext(null, true, true);
        for (Item label : labels) {
            Rectangle2D text = font.getStringBounds(label.<String>getData("label"), context);
            float size = label.<Float>getData(NodeLabelRenderer.NODE_SIZE);
            double down = (size + text.getHeight()) / 2, aside = (size + text.getWidth()) / 2 + text.getHeight() / 4;
            double half = text.getWidth() / 2;
            float x = label.<Float>getData(NodeLabelRenderer.NODE_X);
            float y = label.<Float>getData(NodeLabelRenderer.NODE_Y);
            double[][] moves = {
                {0, down}, {0, -down}, {aside, 0}, {-aside, 0},
                {half, down}, {-half, down}, {half, -down}, {-half, -down},
            };
            Rectangle2D free = Stream.of(moves)
                .map(move -> around(x + move[0], y + move[1], text.getWidth(), text.getHeight()))
                .min(Comparator.comparing(place -> covered(place, taken)))
                .orElseThrow();
            taken.add(free);
            label.setData(NodeLabelRenderer.NODE_X, (float) free.getCenterX());
            label.setData(NodeLabelRenderer.NODE_Y, (float) free.getCenterY());
        }
    }

    /** What lies left and right of the picture. */
    private static List<Rectangle2D> beside(CanvasSize extent, float scaling) {
        double middle = extent.getX() + extent.getWidth() / 2, width = WIDTH / scaling, height = HEIGHT / scaling;
        double y = extent.getY() + extent.getHeight() / 2;
        return List.of(around(middle - width, y, width, height), around(middle + width, y, width, height));
    }

    private static Rectangle2D around(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x - width / 2, y - height / 2, width, height);
    }

    private static double covered(Rectangle2D place, List<Rectangle2D> taken) {
        return taken.stream()
            .filter(place::intersects)
            .map(place::createIntersection)
            .mapToDouble(common -> common.getWidth() * common.getHeight())
            .sum();
    }

    private static Graphics2D pen(BufferedImage image) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        return pen;
    }

    /** What Gephi's renderers paint on. Its own canvas asks for a screen, which a server has not. */
    private record Canvas(BufferedImage image, Graphics2D pen, float scaling) implements G2DTarget {
        @Override
        public Graphics2D getGraphics() {
            return pen;
        }

        @Override
        public Image getImage() {
            return image;
        }

        @Override
        public int getWidth() {
            return image.getWidth();
        }

        @Override
        public int getHeight() {
            return image.getHeight();
        }

        @Override
        public float getScaling() {
            return scaling;
        }

        @Override
        public Vector getTranslate() {
            return new Vector();
        }

        @Override
        public void resize(int width, int height) {}

        @Override
        public void setMoving(boolean moving) {}

        @Override
        public void setScaling(float scaling) {}

        @Override
        public void reset() {}

        @Override
        public void refresh() {}
    }

    private static BufferedImage withLegend(BufferedImage picture, Workspace workspace, JsonObject kinds, Font font) {
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
        Set<String> nodeKinds = new TreeSet<>();
        for (Node node : model.getGraph().getNodes()) {
            nodeKinds.add((String) node.getAttribute("kind"));
        }
        Set<String> edgeKinds = new TreeSet<>();
        for (Edge edge : model.getGraph().getEdges()) {
            edgeKinds.add((String) edge.getAttribute("edge_kind"));
        }
        BufferedImage whole = new BufferedImage(WIDTH, HEIGHT + LINE * 2 + MARGIN / 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = pen(whole);
        pen.drawImage(picture, 0, 0, null);
        pen.setFont(font);
        row(pen, nodeKinds, kinds.getAsJsonObject("nodes"), HEIGHT + LINE / 2, true);
        row(pen, edgeKinds, kinds.getAsJsonObject("edges"), HEIGHT + LINE * 3 / 2, false);
        pen.dispose();
        return whole;
    }

    private static void row(Graphics2D pen, Set<String> names, JsonObject kinds, int middle, boolean nodes) {
        FontMetrics metrics = pen.getFontMetrics();
        int x = MARGIN;
        for (String name : names) {
            JsonObject kind = kinds.getAsJsonObject(name);
            JsonObject label = kind.getAsJsonObject("label");
            String text = label.get("en").getAsString() + " " + label.get("zh").getAsString();
            pen.setColor(Color.decode(kind.get("colour").getAsString()));
            if (nodes) {
                pen.fillOval(x + 10, middle - 10, 20, 20);
            } else {
                pen.setStroke(new BasicStroke(4));
                pen.drawLine(x, middle, x + 32, middle);
                pen.fillPolygon(new int[] {x + 40, x + 28, x + 28}, new int[] {middle, middle - 7, middle + 7}, 3);
            }
            pen.setColor(Color.DARK_GRAY);
            pen.drawString(text, x + 50, middle + metrics.getAscent() / 2 - 3);
            x += 50 + metrics.stringWidth(text) + 2 * MARGIN;
        }
    }
}
