package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class RunOptionsTest {
    private enum Who {
        ONE,
        TWO_B,
        THREE
    }

    @Command(name = "compare-something")
    private static final class Compared {
        @Mixin
        private final ConnectionOptions options =
                new ConnectionOptions(List.of(1, 100), "target/something", 1, 2);
    }

    private static ConnectionOptions parsed(String... args) {
        Compared compared = new Compared();
        new CommandLine(compared).parseArgs(args);
        return compared.options;
    }

    private static Set<Who> contenders(String... args) {
        return parsed(args).contenders(Who.class, EnumSet.of(Who.ONE, Who.THREE));
    }

    @Test
    void whatIsLeftOutIsAsTheCommandHasIt() {
        ConnectionOptions options = parsed();
        assertThat(options.parallelism()).containsExactly(1, 2);
        assertThat(options.connections()).containsExactly(1, 100);
        assertThat(options.output()).isEqualTo(Path.of("target/something"));
        assertThat(contenders()).containsExactly(Who.ONE, Who.THREE);
    }

    @Test
    void whatIsSaidReplacesThat() {
        ConnectionOptions options =
                parsed("--parallelism", "4", "--connections", "7,8", "--output", "x");
        assertThat(options.parallelism()).containsExactly(4);
        assertThat(options.connections()).containsExactly(7, 8);
        assertThat(options.output()).isEqualTo(Path.of("x"));
    }

    @Test
    void theOtherNamesOfAnOptionMeanTheSame() {
        assertThat(parsed("-P", "3").parallelism()).containsExactly(3);
        assertThat(parsed("-o", "x").output()).isEqualTo(parsed("--out", "x").output());
        assertThat(contenders("--contenders", "one")).isEqualTo(contenders("--only", "one"));
    }

    @Test
    void contendersAreNamedInEitherCaseAndComeInTheirOrder() {
        assertThat(contenders("--only", "two-b,ONE")).containsExactly(Who.ONE, Who.TWO_B);
    }

    @Test
    void aWrongNameIsAnsweredWithAllNames() {
        assertThatThrownBy(() -> contenders("--only", "four"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("no contender four; there are ONE, TWO_B, THREE");
    }

    @Test
    void theHelpShowsTheDefaults() {
        assertThat(new CommandLine(new Compared()).getUsageMessage())
                .contains("[1, 2]", "[1, 100]", "target/something");
    }

    @Test
    void whereThereIsNoGoThereIsNoProgram() throws Exception {
        ConnectionOptions options = parsed("--go", "no/such/directory");
        assertThat(options.goVersion()).isEmpty();
        assertThat(options.goProgram(".")).isNull();
    }
}
