package dev.heddle.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.serve.RawClient.Response;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The store and its events, over HTTP. */
class KeyValueTest {

    private static Response put(RawClient client, String key, String value) throws IOException {
        return client.send(
                        "PUT /kv/"
                                + key
                                + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
                                + value.length()
                                + "\r\n\r\n"
                                + value)
                .response();
    }

    @Test
    void valuesArePutReadAndDeleted() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            assertThat(client.request("GET /kv/a").response().status()).isEqualTo(404);
            assertThat(put(client, "a", "{ \"x\" : [ 1, 2.50 ] }").status()).isEqualTo(201);
            Response response = client.request("GET /kv/a").response();
            assertThat(response.field("content-type")).isEqualTo("application/json");
            assertThat(response.body()).isEqualTo("{\"x\":[1,2.50]}");
            assertThat(put(client, "a", "null").status()).isEqualTo(204);
            assertThat(client.request("GET /kv/a").response().body()).isEqualTo("null");
            assertThat(put(client, "%C3%BC%2F%22", "1").status()).isEqualTo(201);
            assertThat(client.request("GET /kv/").response().body())
                    .isEqualTo("[\"a\",\"\u00c3\u00bc/\\\"\"]"); // UTF-8, seen as Latin-1
            assertThat(client.request("DELETE /kv/a").response().status()).isEqualTo(204);
            assertThat(client.request("DELETE /kv/a").response().status()).isEqualTo(404);
            assertThat(client.request("GET /kv/a").response().status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":}",
                "[1,]",
                "01",
                "nul",
                "'a'",
                "\"a",
                "1 2",
                "{}{}",
                "NaN",
                "\"\t\"",
                "/**/1",
                "\"\\x\""
            })
    void whatIsNoJsonIsRefused(String value) throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            Response response = put(client, "a", value);
            assertThat(response.status()).isEqualTo(400);
            assertThat(put(client, "a", "[".repeat(100_000)).status()).isEqualTo(400);
            assertThat(client.request("GET /kv/").response().body()).isEqualTo("[]");
        }
    }

    @ParameterizedTest
    @CsvSource({"%ff", "%C3%28"})
    void keysAreUtf8(String key) throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect()) {
            assertThat(put(client, key, "1").status()).isEqualTo(400);
            assertThat(put(client, "k".repeat(257), "1").status()).isEqualTo(400);
        }
    }

    @Test
    void aFullStoreSaysSo() {
        KeyValueStore store = new KeyValueStore(2);
        byte[] value = {'1'};
        assertThat(store.put("a", value)).isEqualTo(KeyValueStore.Outcome.CREATED);
        assertThat(store.put("b", value)).isEqualTo(KeyValueStore.Outcome.CREATED);
        assertThat(store.put("c", value)).isEqualTo(KeyValueStore.Outcome.FULL);
        assertThat(store.put("a", value)).isEqualTo(KeyValueStore.Outcome.REPLACED);
        assertThat(store.remove("a")).isTrue();
        assertThat(store.put("c", value)).isEqualTo(KeyValueStore.Outcome.CREATED);
        store.close();
        assertThat(store.put("c", value)).isEqualTo(KeyValueStore.Outcome.REPLACED);
    }

    // ---- events

    /** Reads events as fields until a comment or an event of this type. */
    private static final class Events implements AutoCloseable {
        private final RawClient client;
        private String pending = "";

        Events(TestServer server) throws IOException {
            client = server.connect();
            client.request("GET /events");
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                assertThat(line).doesNotContain("Content-Length");
            }
            assertThat(next(true)).containsKey("");
        }

        Map<String, String> next() throws IOException {
            return next(false);
        }

        /** An event, or null at the end. */
        private Map<String, String> next(boolean comments) throws IOException {
            while (true) {
                int end = pending.indexOf("\n\n");
                while (end < 0) {
                    String chunk = client.chunk();
                    if (chunk.isEmpty()) {
                        return null;
                    }
                    pending += chunk;
                    end = pending.indexOf("\n\n");
                }
                Map<String, String> event = new TreeMap<>();
                for (String line : pending.substring(0, end).split("\n")) {
                    int colon = line.indexOf(": ");
                    event.put(line.substring(0, colon), line.substring(colon + 2));
                }
                pending = pending.substring(end + 2);
                if (comments || !event.containsKey("")) {
                    return event;
                }
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    @Test
    void everySubscriberIsToldOfChangesInTheirOrder() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect();
                Events one = new Events(server);
                Events two = new Events(server)) {
            put(client, "a", "[1, 2]");
            put(client, "%22", "{}");
            client.request("DELETE /kv/a").response();
            for (Events events : List.of(one, two)) {
                assertThat(events.next())
                        .isEqualTo(
                                Map.of(
                                        "id",
                                        "1",
                                        "event",
                                        "put",
                                        "data",
                                        "{\"key\":\"a\",\"value\":[1,2]}"));
                assertThat(events.next()).containsEntry("data", "{\"key\":\"\\\"\",\"value\":{}}");
                assertThat(events.next())
                        .isEqualTo(Map.of("id", "3", "event", "delete", "data", "{\"key\":\"a\"}"));
            }
        }
    }

    @Test
    void theStreamEndsWithTheServer() throws Exception {
        try (TestServer server = TestServer.start();
                RawClient client = server.connect();
                Events events = new Events(server)) {
            put(client, "a", "1");
            Thread closer = Thread.startVirtualThread(() -> closeAtEnd(events));
            assertThat(server.stop(Duration.ofSeconds(30))).isTrue();
            closer.join();
        }
    }

    private static void closeAtEnd(Events events) {
        try (events) {
            assertThat(events.next()).containsEntry("id", "1");
            assertThat(events.next()).isNull();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoHasLeftIsNoticed() throws Exception {
        Limits limits =
                TestServer.limits(
                        10, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (TestServer server = TestServer.start(limits);
                RawClient client = server.connect()) {
            new Events(server).close();
            String open = "heddle_http_connections 1\n";
            while (!client.request("GET /metrics").response().body().contains(open)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aSlowSubscriberMissesTheOldestAndIsTold() throws Exception {
        String value = "\"" + "x".repeat(100_000) + "\"";
        int changes = 1000; // far more than the system's buffers and the backlog hold
        try (TestServer server = TestServer.start();
                RawClient client = server.connect();
                Events slow = new Events(server)) {
            for (int i = 0; i < changes; i++) {
                put(client, "a", value);
            }
            long received = 0;
            long missed = 0;
            long last = 0;
            while (last < changes) {
                Map<String, String> event = slow.next();
                if (event.get("event").equals("missed")) {
                    missed += Long.parseLong(event.get("data"));
                } else {
                    long id = Long.parseLong(event.get("id"));
                    assertThat(id).isGreaterThan(last);
                    last = id;
                    received++;
                }
            }
            assertThat(missed).isPositive();
            assertThat(received).isGreaterThanOrEqualTo(EventsHandler.BACKLOG);
            assertThat(received + missed).isEqualTo(changes);
        }
    }

    // ---- at the same time

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 64})
    void eachClientReadsWhatItWrote(int parallelism) throws Exception {
        int clients = 16;
        int rounds = 200;
        try (TestServer server = TestServer.start(parallelism);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                String own = "own-" + c;
                results.add(threads.submit(() -> useStore(server, own, rounds)));
            }
            int creations = 0;
            for (Future<Integer> result : results) {
                creations += result.get();
            }
            assertThat(creations).as("of the shared key").isEqualTo(1);
            try (RawClient client = server.connect()) {
                String keys = client.request("GET /kv/").response().body();
                assertThat(keys.split(",")).hasSize(clients + 1);
            }
        }
    }

    /** Returns how often this client made the shared key. */
    private static int useStore(TestServer server, String own, int rounds) throws IOException {
        int created = 0;
        try (RawClient client = server.connect()) {
            for (int i = 0; i < rounds; i++) {
                String value = "\"" + own + i + "\"";
                put(client, own, value);
                assertThat(client.request("GET /kv/" + own).response().body()).isEqualTo(value);
                created += put(client, "shared", value).status() == 201 ? 1 : 0;
                assertThat(client.request("GET /kv/shared").response().body()).startsWith("\"own");
            }
        }
        return created;
    }
}
