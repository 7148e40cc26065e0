package dev.heddle.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/**
 * A drawing that stays small: text is text and not its outlines, and what looks alike shares a
 * class of the style sheet.
 */
final class Svg {
    private static final String STYLE =
            "text{font:11px sans-serif;fill:#333}.title{font-weight:bold}.end{text-anchor:end}"
                    + ".middle{text-anchor:middle}.grid{stroke:#ddd}.axis{stroke:#333}"
                    + "polyline{fill:none;stroke-width:1.5}";

    private static final List<String> COLOURS =
            List.of(
                    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999",
                    "#000000");

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">"
                        + "<style>%s</style><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>",
                width, height, width, STYLE);
    }

    /** One that is told from the others, for the first eight. */
    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    /** Text that begins there; class {@code end} ends it there, {@code middle} centres it. */
    void text(double x, double y, String style, String words) {
        String safe = words.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">%s</text>", x, y, style, safe);
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        add(
                "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" class=\"%s\"/>",
                x1, y1, x2, y2, style);
    }

    void dot(double x, double y, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, colour);
    }

    /** Points, joined. */
    void path(List<double[]> points, String colour) {
        StringBuilder list = new StringBuilder();
        for (double[] point : points) {
            list.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
        }
        add("<polyline points=\"%s\" stroke=\"%s\"/>", list.toString().strip(), colour);
    }

    private void add(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** The whole file. */
    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
