package dev.heddle.examples.watch;

import static dev.heddle.scheduler.Go.go;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.ChildJvm;
import dev.heddle.examples.CommandRun;
import dev.heddle.scheduler.Scheduler;
import dev.heddle.scheduler.SchedulerCounters;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

class WatchCommandTest {

    private static final String HERE = String.valueOf(ProcessHandle.current().pid());

    private static List<String> rowsOf(String scheduler, List<String> out) {
        return out.stream().filter(line -> line.startsWith(scheduler + " ")).toList();
    }

    @Test
    void anotherProcessSeesHowManyGoroutinesLive() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Scheduler scheduler = Scheduler.builder().name("seen: it").parallelism(2).build()) {
            for (int i = 0; i < 17; i++) {
                scheduler.go(end::await);
            }
            CommandRun run;
            try {
                run = ChildJvm.run(Map.of(), "watch", HERE, "--every", "50", "-n", "2");
            } finally {
                end.countDown();
            }
            assertThat(run.err()).isEmpty();
            assertThat(run.status()).isZero();
            assertThat(run.out().getFirst()).startsWith("scheduler").contains("goroutines");
            assertThat(rowsOf("seen: it", run.out()))
                    .hasSize(2)
                    .allMatch(row -> row.matches("seen: it +" + HERE + " +17 .*"));
        }
    }

    @Test
    void startsFromInsideAndFromOutsideAreBothCounted() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().name("rates").parallelism(1).build()) {
            WatchedScheduler watched = WatchedScheduler.open(fileOf("rates"));
            scheduler.go(
                    () -> {
                        for (int i = 1; i < 1000; i++) {
                            go(() -> {});
                        }
                    });
            assertThat(scheduler.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
            Figures figures = Figures.of(SchedulerCounters.open(fileOf("rates")));
            assertThat(figures.started()).isEqualTo(1000);
            assertThat(figures.goroutines()).isZero();
            String[] row = watched.row().split(" +");
            assertThat(Long.parseLong(row[3])).as("started per second").isPositive();
        }
    }

    private static Path fileOf(String scheduler) throws IOException {
        for (Path file : SchedulerCounters.files()) {
            String name = file.getFileName().toString();
            if (name.startsWith(HERE + "-") && name.endsWith("-" + scheduler + ".counters")) {
                return file;
            }
        }
        throw new AssertionError("no counters of " + scheduler);
    }

    @Test
    void aClosedSchedulerIsNotShown() {
        Scheduler.builder().name("closed").build().close();
        CommandRun run = CommandRun.of("watch", HERE, "--every", "20", "-n", "1");
        assertThat(rowsOf("closed", run.out())).isEmpty();
    }

    @Test
    void badArgumentsAreExplained() {
        assertThat(CommandRun.of("watch", "--every", "0").err()).contains("must be at least 1");
        assertThat(CommandRun.of("watch", "-n", "0").status()).isEqualTo(2);
        assertThat(CommandRun.of("watch", "999999999").err())
                .contains("there is no process 999999999");
    }
}
