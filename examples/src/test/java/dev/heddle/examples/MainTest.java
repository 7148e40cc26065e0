package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void blanksSeparateWords() {
        assertThat(Main.wordsOf("search Worker  scheduler "))
                .containsExactly("search", "Worker", "scheduler");
        assertThat(Main.wordsOf(" ")).isEmpty();
    }

    @Test
    void quotesKeepWordsTogether() {
        assertThat(Main.wordsOf("search 'two words' \"it's one\" a'b c'd don't"))
                .containsExactly("search", "two words", "it's one", "ab cd", "don't");
    }

    @Test
    void backslashesAreKeptForThePattern() {
        assertThat(Main.wordsOf("search LockSupport\\.park sync"))
                .containsExactly("search", "LockSupport\\.park", "sync");
    }
}
