package io.github.fttp.metrics.report;

import java.util.List;

/**
 * Pieces of a page that are shown once its reader opens them.
 *
 * @param title that stands there while it is closed
 */
public record Fold(String title, List<Content> contents) implements Content {
    public Fold {
        contents = List.copyOf(contents);
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<details><summary>")
                .append(Html.escape(title))
                .append("</summary>\n");
        contents.forEach(each -> html.append(each.html()).append('\n'));
        return html.append("</details>").toString();
    }
}
