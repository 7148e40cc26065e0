package dev.heddle.examples.serve;

import java.io.IOException;
import java.util.List;

/** The store over HTTP: GET, PUT and DELETE of {@code /kv/KEY}, and all keys at {@code /kv/}. */
final class KeyValueHandler implements Handler {
    static final String PREFIX = "/kv/";

    private static final int MAX_KEY = 256;
    private static final byte[] TYPE_LINE = Exchange.contentType(Json.TYPE);

    private final KeyValueStore store;

    KeyValueHandler(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException, HttpException {
        String key = PercentCoding.decode(exchange.request().path().substring(PREFIX.length()));
        if (key.isEmpty()) {
            Site.require(exchange, Method.GET, Method.HEAD);
            list(exchange);
            return;
        }
        if (key.length() > MAX_KEY) {
            throw HttpException.badRequest("the key is too long");
        }
        switch (exchange.request().method()) {
            case GET, HEAD -> get(exchange, key);
            case PUT -> put(exchange, key);
            case DELETE -> delete(exchange, key);
            default -> Site.require(exchange, Method.GET, Method.HEAD, Method.PUT, Method.DELETE);
        }
    }

    private void get(Exchange exchange, String key)
            throws IOException, InterruptedException, HttpException {
        byte[] value = store.get(key);
        if (value == null) {
            throw noSuchKey();
        }
        exchange.send(Status.OK, TYPE_LINE, value);
    }

    private void put(Exchange exchange, String key)
            throws IOException, InterruptedException, HttpException {
        byte[] value = Json.compact(exchange.body());
        switch (store.put(key, value)) {
            case CREATED -> exchange.send(Status.CREATED);
            case REPLACED -> exchange.send(Status.NO_CONTENT);
            case FULL -> throw new HttpException(Status.INSUFFICIENT_STORAGE, "too many keys");
        }
    }

    private void delete(Exchange exchange, String key)
            throws IOException, InterruptedException, HttpException {
        if (!store.remove(key)) {
            throw noSuchKey();
        }
        exchange.send(Status.NO_CONTENT);
    }

    private static HttpException noSuchKey() {
        return new HttpException(Status.NOT_FOUND, "no such key");
    }

    /** Key by key, without a second copy of them all. */
    private void list(Exchange exchange) throws IOException, InterruptedException {
        List<String> keys = store.keys();
        keys.sort(null);
        exchange.beginStream(Status.OK, Json.TYPE);
        String separator = "[";
        for (String key : keys) {
            exchange.write(Ascii.bytes(separator));
            exchange.write(Json.string(key));
            separator = ",";
        }
        exchange.write(Ascii.bytes(keys.isEmpty() ? "[]" : "]"));
        exchange.end();
    }
}
