package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class RequestParserTest {

    private static final String GET = "GET / HTTP/1.1\r\n";
    private static final String HOST = "Host: a\r\n";

    private final Request request = new Request();
    private final RequestParser parser = new RequestParser(request, Limits.DEFAULT);

    private int parse(String text) throws HttpException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        parser.reset();
        return parser.parse(bytes, 0, bytes.length);
    }

    private void assertRefused(String text, Status status) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    /** In tables, these stand for what cannot be seen. */
    private static String unescaped(String text) {
        return text.replace("{CR}", "\r")
                .replace("{LF}", "\n")
                .replace("{NL}", "\r\n")
                .replace("{TAB}", "\t")
                .replace("{NUL}", "\0")
                .replace("{DEL}", "\u007f")
                .replace("{SP}", " ")
                .replace("{0x80}", "\u0080");
    }

    @Test
    void findsMethodPathAndFields() throws HttpException {
        String text =
                "PUT /a/b%20c?q=/x HTTP/1.1\r\nHost: h:80\r\nX-One: 1\r\nx-two:\t2 \t\r\n\r\n";
        assertThat(parse(text + "rest")).isEqualTo(text.length());
        assertThat(request.method()).isEqualTo(Method.PUT);
        assertThat(request.path()).isEqualTo("/a/b%20c");
        assertThat(request.header("x-one")).isEqualTo("1");
        assertThat(request.header("x-two")).isEqualTo("2");
        assertThat(request.header("x-three")).isNull();
        assertThat(request.isPath(Ascii.bytes("/a/b%20c"))).isTrue();
        assertThat(request.isPath(Ascii.bytes("/a"))).isFalse();
        assertThat(request.hasBody()).isFalse();
        assertThat(request.keepAlive).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, /",
        "GET /?, /",
        "GET /*:@!$&'()+;=-._~, /*:@!$&'()+;=-._~",
        "GET http://a, ''",
        "GET HTTP://a:8080/x?y, /x",
        "HEAD https://[::1]:8080/x, /x",
        "GET http://a?q, ''",
        "OPTIONS *, *",
        "OPTIONS /x, /x",
    })
    void understandsAllFormsOfTheTarget(String start, String path) throws HttpException {
        assertThat(parse(start + " HTTP/1.1\r\n" + HOST + "\r\n")).isPositive();
        assertThat(request.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{NL}{NL}GET / HTTP/1.1",
                "{SP}GET / HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1{SP}",
                "GET{TAB}/ HTTP/1.1",
                "GET /{TAB}HTTP/1.1",
                "GET /",
                "GET",
                "GET ",
                "GET  HTTP/1.1",
                "G(T / HTTP/1.1",
                "GET / http/1.1",
                "GET / HTTP/1,1",
                "GET / HTTP/1.",
                "GET / HTTP/1.1x",
                "GET / HTTP/11",
                "GET / HTTP/a.1",
                "GET / HTTP/1.a",
                "GET x HTTP/1.1",
                "GET * HTTP/1.1",
                "GET ftp://a/ HTTP/1.1",
                "GET http:/// HTTP/1.1",
                "GET http:// HTTP/1.1",
                "GET http://:80/ HTTP/1.1",
                "GET http://u@a/ HTTP/1.1",
                "GET http://a:b/ HTTP/1.1",
                "GET http://[::1/ HTTP/1.1",
                "GET /# HTTP/1.1",
                "GET /a\"b HTTP/1.1",
                "GET /a\\b HTTP/1.1",
                "GET /a{NUL} HTTP/1.1",
                "GET /a{0x80} HTTP/1.1",
                "GET /% HTTP/1.1",
                "GET /%0 HTTP/1.1",
                "GET /%0x HTTP/1.1",
                "GET /?%zz HTTP/1.1",
                "GET / HTTP/1.1{CR}",
                "GET /{CR} HTTP/1.1",
                "{CR}GET / HTTP/1.1",
            })
    void refusesABadRequestLine(String line) {
        assertRefused(unescaped(line) + "\r\n" + HOST + "\r\n", Status.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        "BREW / HTTP/1.1, NOT_IMPLEMENTED",
        "get / HTTP/1.1, NOT_IMPLEMENTED",
        "CONNECT a:80 HTTP/1.1, NOT_IMPLEMENTED",
        "GET / HTTP/2.0, VERSION_NOT_SUPPORTED",
        "GET / HTTP/0.9, VERSION_NOT_SUPPORTED",
    })
    void saysWhatItDoesNotDo(String line, Status status) {
        assertRefused(line + "\r\n" + HOST + "\r\n", status);
    }

    @Test
    void takesALaterMinorVersionForThisOne() throws HttpException {
        assertThat(parse("GET / HTTP/1.9\r\n" + HOST + "\r\n")).isPositive();
        assertThat(request.isHttp10()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X : 1",
                "X{TAB}: 1",
                "{SP}X: 1",
                "{TAB}folded",
                "X",
                "X 1",
                ": 1",
                "X(: 1",
                "X\u00e4: 1",
                "X: a{CR}b",
                "X: a{CR}",
                "X{CR}: a",
                "X: a{LF}Y: b",
                "{LF}",
                "X: a{NUL}b",
                "X: a{DEL}",
                "X: a{NL} folded",
                "X: a{NL}{TAB}folded",
                "X: {LF}",
            })
    void refusesABadField(String field) {
        assertRefused(GET + HOST + unescaped(field) + "\r\n\r\n", Status.BAD_REQUEST);
    }

    @Test
    void refusesABlankBeforeTheFirstField() {
        assertRefused(GET + " " + HOST + "\r\n", Status.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X:", "X: ", "X:1", "X: a\tb", "X: \u00e4", "!#$%&'*+-.^_`|~1aA: x"})
    void acceptsAnyOtherField(String field) throws HttpException {
        assertThat(parse(GET + HOST + field + "\r\n\r\n")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a{NL}Host: a{NL}",
                "Host: a{NL}hOST: b{NL}",
                "Host: a b{NL}",
                "Host: a/b{NL}",
                "Host: u@a{NL}",
                "Host: a:b{NL}",
                "Host: a:1:2{NL}",
                "Host: [::1{NL}",
                "Host: []{NL}",
                "Host: [::1]x{NL}",
                "Host: %zz{NL}",
            })
    void wantsOneHost(String hosts) {
        assertRefused(GET + unescaped(hosts) + "\r\n", Status.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b:80", "a:", "127.0.0.1:1", "[::1]", "[::1]:80", "%41"})
    void acceptsAnyHost(String host) throws HttpException {
        assertThat(parse(GET + "Host: " + host + "\r\n\r\n")).isPositive();
    }

    @Test
    void http10NeedsNoHostAndIsNotKeptAlive() throws HttpException {
        assertThat(parse("GET / HTTP/1.0\r\n\r\n")).isPositive();
        assertThat(request.keepAlive).isFalse();
        assertRefused("GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n", Status.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 | keep-alive | true",
                "HTTP/1.1 | close | false",
                "HTTP/1.1 | x, CLOSE | false",
                "HTTP/1.1 | ,, close ,, | false",
                "HTTP/1.1 | keep-alive, close | false",
                "HTTP/1.1 | closed | true",
                "HTTP/1.0 | Keep-Alive | true",
                "HTTP/1.0 | x,keep-alive | true",
                "HTTP/1.0 | upgrade | false",
            })
    void connectionSaysWhetherItIsKept(String version, String connection, boolean kept)
            throws HttpException {
        parse("GET / " + version + "\r\n" + HOST + "Connection: " + connection + "\r\n\r\n");
        assertThat(request.keepAlive).isEqualTo(kept);
    }

    @Test
    void secondConnectionFieldCountsAsWell() throws HttpException {
        parse(GET + HOST + "Connection: x\r\nConnection: close\r\n\r\n");
        assertThat(request.keepAlive).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 1{NL}Content-Length: 2 | BAD_REQUEST",
                "Content-Length: 1, 1 | BAD_REQUEST",
                "Content-Length: | BAD_REQUEST",
                "Content-Length: +1 | BAD_REQUEST",
                "Content-Length: -1 | BAD_REQUEST",
                "Content-Length: 0x1 | BAD_REQUEST",
                "Content-Length: 1 1 | BAD_REQUEST",
                "Content-Length: 1{NL}Transfer-Encoding: chunked | BAD_REQUEST",
                "Transfer-Encoding: chunked{NL}Content-Length: 1 | BAD_REQUEST",
                "Transfer-Encoding: chunked{NL}Transfer-Encoding: chunked | BAD_REQUEST",
                "Transfer-Encoding: | BAD_REQUEST",
                "Transfer-Encoding: identity | BAD_REQUEST",
                "Transfer-Encoding: chunked, gzip | BAD_REQUEST",
                "Transfer-Encoding: chunked; x=1 | BAD_REQUEST",
                "Transfer-Encoding: gzip, chunked | NOT_IMPLEMENTED",
                "Transfer-Encoding: xchunked | NOT_IMPLEMENTED",
                "Content-Length: 1048577 | CONTENT_TOO_LARGE",
                "Content-Length: 9223372036854775808 | CONTENT_TOO_LARGE",
                "Content-Length: 99999999999999999999999999 | CONTENT_TOO_LARGE",
                "Expect: 200-ok | EXPECTATION_FAILED",
            })
    void refusesABodyThatCanBeUnderstoodInTwoWays(String fields, Status status) {
        String post = "POST / HTTP/1.1\r\n" + HOST + unescaped(fields);
        assertRefused(post + "\r\n\r\n", status);
    }

    @Test
    void refusesChunksInHttp10() {
        assertRefused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Status.BAD_REQUEST);
    }

    @Test
    void knowsHowTheBodyComes() throws HttpException {
        parse("POST / HTTP/1.1\r\n" + HOST + "content-length: 0012\r\n\r\n");
        assertThat(request.contentLength).isEqualTo(12);
        parse(
                "POST / HTTP/1.1\r\n"
                        + HOST
                        + "Content-Length: 7\r\nContent-Length: 7\r\nExpect: 100-Continue\r\n\r\n");
        assertThat(request.contentLength).isEqualTo(7);
        assertThat(request.expectsContinue).isTrue();
        parse("POST / HTTP/1.1\r\n" + HOST + "transfer-encoding: CHUNKED\r\n\r\n");
        assertThat(request.chunked).isTrue();
        assertThat(request.hasBody()).isTrue();
    }

    @Test
    void oneEmptyLineMayComeBefore() throws HttpException {
        assertThat(parse("\r\n" + GET + HOST + "\r\n")).isPositive();
        assertRefused("\r\n\r\n" + GET + HOST + "\r\n", Status.BAD_REQUEST);
    }

    @Test
    void refusesWhatCannotBecomeARequestWithoutWaitingForItsEnd() {
        assertRefused("\u0016\u0003\u0001", Status.BAD_REQUEST); // TLS
        assertRefused(GET + "X : 1\r\nHo", Status.BAD_REQUEST);
    }

    @Test
    void limitsTheHead() throws HttpException {
        String longest = "a".repeat(Limits.DEFAULT.maxHead() - GET.length() - HOST.length() - 7);
        String head = GET + HOST + "X: " + longest + "\r\n\r\n";
        assertThat(parse(head)).isEqualTo(Limits.DEFAULT.maxHead());
        assertRefused(GET + HOST + "X: " + longest + "a\r\n\r\n", Status.HEADER_FIELDS_TOO_LARGE);
        assertRefused(GET + HOST + "X: " + "a".repeat(1 << 15), Status.HEADER_FIELDS_TOO_LARGE);
        assertRefused("GET /" + "a".repeat(1 << 15), Status.URI_TOO_LONG);
    }

    @Test
    void limitsTheNumberOfFields() throws HttpException {
        String most = "X: 1\r\n".repeat(Limits.DEFAULT.maxFields() - 1);
        assertThat(parse(GET + HOST + most + "\r\n")).isPositive();
        assertRefused(GET + HOST + most + "X: 1\r\n\r\n", Status.HEADER_FIELDS_TOO_LARGE);
    }

    @Test
    void doesNotCareHowTheBytesCome() throws HttpException {
        String text = "\r\nGET /x HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n";
        byte[] bytes = ("----" + text + "more").getBytes(StandardCharsets.US_ASCII);
        parser.reset();
        for (int to = 4; to < text.length() + 4; to++) {
            assertThat(parser.parse(bytes, 4, to)).isEqualTo(RequestParser.INCOMPLETE);
        }
        byte[] moved = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.parse(moved, 0, moved.length)).isEqualTo(text.length());
        assertThat(request.path()).isEqualTo("/x");
        assertThat(request.header("x")).isEqualTo("1");
    }
}
