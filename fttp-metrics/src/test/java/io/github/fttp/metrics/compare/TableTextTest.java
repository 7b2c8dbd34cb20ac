package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTextTest {
    @Test
    void charactersStandForThemselvesInEachFormat() {
        List<String> cells = List.of("A&B 5% $x_1#{~^\\}", "one | \"two\",\nthree ü");
        assertThat(TableText.latex(cells))
                .isEqualTo("A\\&B 5\\% \\$x\\_1\\#\\{\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\}"
                        + " & one | \"two\", three ü \\\\\n");
        assertThat(TableText.markdown(cells)).isEqualTo("| A&B 5% $x_1#{~^\\} | one \\| \"two\", three ü |\n");
        assertThat(TableText.csv(cells.get(1))).isEqualTo("\"one | \"\"two\"\",\nthree ü\"");
    }
}
