package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

class HttpDateTest {

    @Test
    void isWrittenAsInTheRfc() {
        Instant time = Instant.parse("1994-11-06T08:49:37.9Z");
        assertThat(HttpDate.format(time)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT"))
                .isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @Test
    void anythingElseIsNoDate() {
        assertThat(HttpDate.parse("")).isNull();
        assertThat(HttpDate.parse("1994-11-06T08:49:37Z")).isNull();
        assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).isNull();
    }

    @Test
    void theLineIsOfNow() {
        String line = new String(HttpDate.line(), StandardCharsets.US_ASCII);
        assertThat(line).startsWith("Date: ").endsWith("\r\n");
        Instant date = HttpDate.parse(line.substring(6, line.length() - 2));
        assertThat(date).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    }
}
