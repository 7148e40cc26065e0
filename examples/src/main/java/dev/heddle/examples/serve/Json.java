package dev.heddle.examples.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON (RFC 8259), by the streams of Jackson. */
final class Json {
    static final String TYPE = "application/json";

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @return the same value without blanks, as UTF-8
     * @throws HttpException if this is no JSON value, or has another one behind it
     */
    static byte[] compact(byte[] text) throws HttpException {
        ByteArrayOutputStream compact = new ByteArrayOutputStream(text.length);
        try (JsonParser parser = FACTORY.createParser(text);
                JsonGenerator generator = FACTORY.createGenerator(compact)) {
            if (parser.nextToken() == null) {
                throw HttpException.badRequest("the body is empty");
            }
            generator.copyCurrentStructureExact(parser);
            if (parser.nextToken() != null) {
                throw HttpException.badRequest("something follows the JSON value");
            }
        } catch (JsonProcessingException e) {
            throw HttpException.badRequest("the body is no JSON value");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory to memory
        }
        return compact.toByteArray();
    }

    /** A JSON string, as UTF-8. */
    static byte[] string(String text) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(text.length() + 2);
        try (JsonGenerator generator = FACTORY.createGenerator(json)) {
            generator.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // to memory
        }
        return json.toByteArray();
    }
}
