package dev.heddle.examples.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded UTF-8 (RFC 3986, 2.1). */
final class PercentCoding {
    private PercentCoding() {}

    /**
     * Decodes a part of a path.
     *
     * @param text ASCII, whose escapes are complete
     * @throws HttpException if this is not UTF-8
     */
    static String decode(String text) throws HttpException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] ascii = Ascii.bytes(text);
        byte[] decoded = new byte[ascii.length];
        int length = 0;
        for (int i = 0; i < ascii.length; i++) {
            if (ascii[i] == '%') {
                int high = Ascii.hexDigit(ascii[i + 1]);
                decoded[length++] = (byte) (high << 4 | Ascii.hexDigit(ascii[i + 2]));
                i += 2;
            } else {
                decoded[length++] = ascii[i];
            }
        }
        try {
            ByteBuffer utf8 = ByteBuffer.wrap(decoded, 0, length);
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw HttpException.badRequest("the path is not UTF-8");
        }
    }
}
