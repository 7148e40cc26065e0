package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class JavaCommandTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Test
    void aContenderGetsTheParallelismHeddlesDoorAndTheFlagsOfItsOwn() {
        assertThat(JavaCommand.of(3, List.of("-Xmx1g"), JavaCommandTest.class, "a", "b"))
                .containsExactly(
                        JAVA,
                        "-Xmx1g",
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dheddle.parallelism=3",
                        "-Djdk.virtualThreadScheduler.parallelism=3",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=3",
                        "-Dkotlinx.coroutines.scheduler.core.pool.size=3",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.heddle.benchmarks.JavaCommandTest",
                        "a",
                        "b");
    }

    @Test
    void aJarGetsNoFlag() {
        assertThat(JavaCommand.ofJar(Path.of("x.jar"), "serve", "--port", "0"))
                .containsExactly(JAVA, "-jar", "x.jar", "serve", "--port", "0");
    }
}
