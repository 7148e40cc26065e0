package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class BodyReaderTest {
    private static final int MAX_BODY = 20;

    private final Request request = new Request();

    private Input inputOf(String text) {
        ByteBuffer source = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        return new Input(
                target -> {
                    if (!source.hasRemaining()) {
                        return -1;
                    }
                    int n = Math.min(target.remaining(), source.remaining());
                    target.put(source.slice().limit(n));
                    source.position(source.position() + n);
                    return n;
                });
    }

    private String readChunked(Input input) throws Exception {
        request.reset();
        request.chunked = true;
        byte[] body = new BodyReader(input, MAX_BODY).read(request);
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0;; | ''",
                "3;abc;0;; | abc",
                "03;abc;0000;; | abc",
                "A;0123456789;a;0123456789;0;; | 01234567890123456789",
                "1<x=\"y z\">;a;0<>;; | a",
                "1;a;0;T: 1;U: 2;; | a",
            })
    void putsChunksTogether(String chunks, String body) throws Exception {
        String text = chunks.replace(";", "\r\n").replace('<', ';').replace(">", "");
        Input input = inputOf(text + "next");
        assertThat(readChunked(input)).isEqualTo(body);
        assertThat(input.end() - input.start()).isEqualTo("next".length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "; | BAD_REQUEST",
                "x; | BAD_REQUEST",
                "-1; | BAD_REQUEST",
                "+1;a;0;; | BAD_REQUEST",
                "0x1;a;0;; | BAD_REQUEST",
                "' 1;a;0;;' | BAD_REQUEST",
                "1 ;a;0;; | BAD_REQUEST",
                "1~a;0;; | BAD_REQUEST",
                "1;ab;0;; | BAD_REQUEST",
                "1;a0;; | BAD_REQUEST",
                "1;a | BAD_REQUEST",
                "1;a;0; | BAD_REQUEST",
                "1;a;0;T : 1;; | BAD_REQUEST",
                "1;a;0;no colon;; | BAD_REQUEST",
                "2;a | BAD_REQUEST",
                "15; | CONTENT_TOO_LARGE",
                "a;0123456789;b; | CONTENT_TOO_LARGE",
                "fffffff; | CONTENT_TOO_LARGE",
                "ffffffff; | CONTENT_TOO_LARGE",
                "ffffffffffffffffffffffff; | CONTENT_TOO_LARGE",
            })
    void refusesBadChunks(String chunks, Status status) {
        String text = chunks.replace(";", "\r\n").replace('~', '\n');
        assertThatThrownBy(() -> readChunked(inputOf(text)))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void linesAndTrailersAreLimited() {
        assertThatThrownBy(() -> readChunked(inputOf("1;" + "x".repeat(5000))))
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> readChunked(inputOf("0\r\n" + "T: 1\r\n".repeat(100) + "\r\n")))
                .isInstanceOf(HttpException.class)
                .hasMessageContaining("too many trailers");
    }

    @Test
    void aBodyOfKnownLengthLeavesTheRest() throws Exception {
        request.reset();
        request.contentLength = 5;
        Input input = inputOf("helloGET");
        byte[] body = new BodyReader(input, MAX_BODY).read(request);
        assertThat(body).asString().isEqualTo("hello");
        assertThat(input.end() - input.start()).isEqualTo(3);
    }

    @Test
    void noBodyReadsNothing() throws Exception {
        request.reset();
        Input input = inputOf("GET");
        assertThat(new BodyReader(input, MAX_BODY).read(request)).isEmpty();
        assertThat(input.isEmpty()).isTrue();
        assertThat(input.fill()).isTrue();
    }
}
