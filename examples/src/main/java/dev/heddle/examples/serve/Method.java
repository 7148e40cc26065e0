package dev.heddle.examples.serve;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The methods of RFC 9110 and RFC 5789. */
enum Method {
    GET,
    HEAD,
    PUT,
    DELETE,
    POST,
    OPTIONS,
    PATCH,
    TRACE,
    CONNECT,
    /** None of them. */
    UNKNOWN;

    private static final Method[] ALL = values();

    private final byte[] ascii = name().getBytes(StandardCharsets.US_ASCII);

    static Method of(byte[] bytes, int start, int end) {
        for (Method method : ALL) {
            byte[] name = method.ascii;
            if (method != UNKNOWN && Arrays.equals(bytes, start, end, name, 0, name.length)) {
                return method;
            }
        }
        return UNKNOWN;
    }
}
