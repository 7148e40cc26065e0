package dev.heddle.examples.serve;

import java.nio.charset.StandardCharsets;

/** Octets as the grammars of RFC 9110 and RFC 3986 sort them. */
final class Ascii {
    private static final String ALPHANUMERIC =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String UNRESERVED = ALPHANUMERIC + "-._~";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";

    private static final boolean[] TOKEN = set(ALPHANUMERIC + "!#$%&'*+-.^_`|~");
    private static final boolean[] TARGET = set(UNRESERVED + SUB_DELIMITERS + ":@/?%");
    private static final boolean[] REG_NAME = set(UNRESERVED + SUB_DELIMITERS + "%");
    private static final boolean[] IP_LITERAL = set(UNRESERVED + SUB_DELIMITERS + ":");

    private Ascii() {}

    private static boolean[] set(String members) {
        boolean[] set = new boolean[256];
        for (byte member : bytes(members)) {
            set[member] = true;
        }
        return set;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    /** Of a field's value: visible, blank or beyond ASCII. */
    static boolean isFieldValue(byte b) {
        return b >= ' ' && b != 0x7f || b < 0 || b == '\t';
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** -1 if it is none. */
    static int hexDigit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    /** Whether this may be the path and query of a URI. */
    static boolean isTarget(byte[] bytes, int start, int end) {
        return isAll(TARGET, bytes, start, end);
    }

    /** A host with or without a port, or nothing. */
    static boolean isAuthority(byte[] bytes, int start, int end) {
        int i = start;
        if (i < end && bytes[i] == '[') {
            while (i < end && bytes[i] != ']') {
                i++;
            }
            if (i == end || i == start + 1 || !isAll(IP_LITERAL, bytes, start + 1, i)) {
                return false;
            }
            i++;
        } else {
            while (i < end && bytes[i] != ':') {
                i++;
            }
            if (!isAll(REG_NAME, bytes, start, i)) {
                return false;
            }
        }
        return i == end || (bytes[i] == ':' && isDigits(bytes, i + 1, end));
    }

    private static boolean isDigits(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAll(boolean[] set, byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (!set[b & 0xff] || (b == '%' && !isEscape(bytes, i, end))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(byte[] bytes, int at, int end) {
        return at + 2 < end && hexDigit(bytes[at + 1]) >= 0 && hexDigit(bytes[at + 2]) >= 0;
    }

    /** Compares with a text in lower case. */
    static boolean equalsIgnoringCase(byte[] bytes, int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (toLower(bytes[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static int toLower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
