package dev.heddle.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

class StructuredTaskScopePreviewTest {
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void shouldRunSubtasksOnTheGivenFactory() throws InterruptedException {
        ThreadFactory factory = Thread.ofVirtual().name("subtask-", 0).factory();
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>awaitAllSuccessfulOrThrow(),
                        configuration -> configuration.withThreadFactory(factory))) {
            Subtask<String> name = scope.fork(() -> Thread.currentThread().getName());
            scope.join();
            assertThat(name.get()).isEqualTo("subtask-0");
        }
    }
}
