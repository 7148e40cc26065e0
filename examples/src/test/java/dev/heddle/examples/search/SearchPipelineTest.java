package dev.heddle.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.channels.Context;
import dev.heddle.scheduler.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

class SearchPipelineTest {

    private static final Pattern ANY = Pattern.compile("");

    @TempDir private Path dir;

    private void makeFiles(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(dir.resolve("f" + i), "x\n");
        }
    }

    @Test
    void aCancelledSearchEndsEarlyAndLeavesNoGoroutineBehind() throws Exception {
        makeFiles(500);
        List<FileMatches> printed = new ArrayList<>();
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build();
                Context.Cancellable context = Context.background().withCancel()) {
            SearchPipeline pipeline = new SearchPipeline(ANY, List.of(dir.toString()), 4, context);
            boolean complete =
                    scheduler.run(
                            () ->
                                    pipeline.run(
                                            file -> {
                                                printed.add(file);
                                                context.cancel();
                                                return true;
                                            }));
            assertThat(complete).isFalse();
            assertThat(printed).hasSizeLessThan(500);
        } // close waits for every goroutine
    }

    @Test
    void aPrinterThatGivesUpEndsTheSearch() throws Exception {
        makeFiles(50);
        List<FileMatches> printed = new ArrayList<>();
        try (Scheduler scheduler = Scheduler.builder().parallelism(2).build();
                Context.Cancellable context = Context.background().withCancel()) {
            SearchPipeline pipeline = new SearchPipeline(ANY, List.of(dir.toString()), 4, context);
            boolean complete =
                    scheduler.run(
                            () -> {
                                try {
                                    return pipeline.run(file -> printed.add(file) && false);
                                } finally {
                                    context.cancel();
                                }
                            });
            assertThat(complete).isFalse();
            assertThat(printed).hasSize(1);
        }
    }
}
