package dev.heddle.examples.serve;

import static dev.heddle.examples.serve.HttpException.badRequest;

/**
 * What a request is for, in the forms that RFC 9112, section 3.2, allows: a path, a whole URI, or
 * {@code *}. The host of a URI is checked and, as the one in Host, does not matter here.
 */
final class RequestTarget {
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private RequestTarget() {}

    /**
     * Finds the path.
     *
     * @param request knows its method already, and gets the path
     * @param from where its head starts
     */
    static void parse(Request request, byte[] bytes, int from, int start, int end)
            throws HttpException {
        if (start == end) {
            throw badRequest("no target");
        }
        int pathStart = start;
        if (bytes[start] != '/') {
            if (end - start == 1 && bytes[start] == '*' && request.method == Method.OPTIONS) {
                request.pathStart = start - from;
                request.pathEnd = end - from;
                return;
            }
            pathStart = endOfAuthority(bytes, start, end);
        }
        int pathEnd = pathStart;
        while (pathEnd < end && bytes[pathEnd] != '?') {
            pathEnd++;
        }
        if (!Ascii.isTarget(bytes, pathStart, end)) {
            throw badRequest("the target is no URI");
        }
        request.pathStart = pathStart - from;
        request.pathEnd = pathEnd - from;
    }

    /** Of a URI with scheme and host. */
    private static int endOfAuthority(byte[] bytes, int start, int end) throws HttpException {
        int host = start;
        for (byte[] scheme : new byte[][] {HTTP, HTTPS}) {
            int after = start + scheme.length;
            if (after < end && Ascii.equalsIgnoringCase(bytes, start, after, scheme)) {
                host = after;
            }
        }
        int hostEnd = host;
        while (hostEnd < end && bytes[hostEnd] != '/' && bytes[hostEnd] != '?') {
            hostEnd++;
        }
        if (host == start
                || bytes[host] == ':'
                || hostEnd == host
                || !Ascii.isAuthority(bytes, host, hostEnd)) {
            throw badRequest("the target is neither a path nor an http URI");
        }
        return hostEnd;
    }
}
