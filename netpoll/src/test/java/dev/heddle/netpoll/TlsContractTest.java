package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS on every kind of thread, with a certificate made for the test. */
@ParameterizedClass
@EnumSource(names = {"GOROUTINE_1", "GOROUTINE_4", "VIRTUAL", "PLATFORM"})
class TlsContractTest extends NetContract {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                "test",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();

        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(keys);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    private record TlsPair(TlsConnection client, TlsConnection server) {}

    private TlsPair tlsPair(String... protocols) throws Exception {
        Pair pair = pair();
        return new TlsPair(
                closedLater(new TlsConnection(pair.near(), engine(context, true, protocols))),
                closedLater(new TlsConnection(pair.far(), engine(context, false, protocols))));
    }

    private static SSLEngine engine(SSLContext context, boolean client, String... protocols) {
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(client);
        if (protocols.length > 0) {
            engine.setEnabledProtocols(protocols);
        }
        return engine;
    }

    private static String read(TlsConnection connection) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        return connection.read(buffer) < 0 ? null : text(buffer.flip());
    }

    @Test
    void bytesArriveInBothDirectionsInBothVersions() throws Exception {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            TlsPair pair = tlsPair(version);
            Actor<String> server = start(() -> read(pair.server));
            doOn(() -> pair.client.write(bytes("hello")));
            assertThat(server.get()).isEqualTo("hello");
            Actor<String> client = start(() -> read(pair.client));
            doOn(() -> pair.server.write(bytes("and back")));
            assertThat(client.get()).isEqualTo("and back");
            assertThat(pair.client.engine().getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void largeStreamsFlowInBothDirectionsAtTheSameTime() throws Exception {
        TlsPair pair = tlsPair();
        byte[] there = new byte[3_000_000];
        byte[] back = new byte[2_000_000];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        Actor<byte[]> server = start(() -> pair.server.inputStream().readAllBytes());
        Actor<byte[]> client = start(() -> pair.client.inputStream().readAllBytes());
        Actor<Void> serverOut = run(() -> sendAll(pair.server, back));
        doOn(() -> sendAll(pair.client, there));
        assertThat(server.get()).isEqualTo(there);
        assertThat(client.get()).isEqualTo(back);
        serverOut.get();
    }

    private static void sendAll(TlsConnection connection, byte[] content) throws Exception {
        connection.write(ByteBuffer.wrap(content));
        connection.closeOutput();
    }

    @Test
    void smallReadsGetWhatWasDecryptedBefore() throws Exception {
        TlsPair pair = tlsPair();
        Actor<String> reader =
                start(
                        () -> {
                            StringBuilder all = new StringBuilder();
                            ByteBuffer two = ByteBuffer.allocateDirect(2);
                            while (pair.server.read(two.clear()) >= 0) {
                                all.append(text(two.flip()));
                            }
                            return all.toString();
                        });
        doOn(() -> sendAll(pair.client, "abcdefg".getBytes(StandardCharsets.US_ASCII)));
        assertThat(reader.get()).isEqualTo("abcdefg");
    }

    @Test
    void streamsServeABufferedReader() throws Exception {
        TlsPair pair = tlsPair();
        Actor<String> line =
                start(
                        () ->
                                new BufferedReader(
                                                new InputStreamReader(
                                                        pair.server.inputStream(),
                                                        StandardCharsets.UTF_8))
                                        .readLine());
        doOn(() -> pair.client.outputStream().write("line\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(line.get()).isEqualTo("line");
    }

    @Test
    void theJdksSocketUnderstandsUs() throws Exception {
        TcpListener listener = listener();
        Actor<String> server =
                start(
                        () -> {
                            try (TlsConnection connection =
                                    new TlsConnection(listener.accept(), engine(context, false))) {
                                String request = read(connection);
                                connection.write(bytes("got " + request));
                                return request;
                            }
                        });
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        String answer =
                on(
                        () -> {
                            try (SSLSocket socket =
                                    (SSLSocket)
                                            context.getSocketFactory()
                                                    .createSocket("localhost", port)) {
                                socket.getOutputStream()
                                        .write("hi".getBytes(StandardCharsets.US_ASCII));
                                return new String(
                                        socket.getInputStream().readAllBytes(),
                                        StandardCharsets.US_ASCII);
                            }
                        });
        assertThat(server.get()).isEqualTo("hi");
        assertThat(answer).isEqualTo("got hi");
    }

    @Test
    void anUnknownCertificateIsRefusedByBothSides() throws Exception {
        Pair pair = pair();
        SSLContext stranger = SSLContext.getInstance("TLS");
        stranger.init(null, null, null);
        TlsConnection client = closedLater(new TlsConnection(pair.near(), engine(stranger, true)));
        TlsConnection server = closedLater(new TlsConnection(pair.far(), engine(context, false)));
        Actor<Void> shaking = run(server::handshake);
        assertThat(run(client::handshake).failure()).isInstanceOf(SSLException.class);
        client.close();
        assertThat(shaking.failure()).isInstanceOf(IOException.class);
    }

    @Test
    void somethingElseThanTlsIsRefused() throws Exception {
        Pair pair = pair();
        TlsConnection server = closedLater(new TlsConnection(pair.far(), engine(context, false)));
        Actor<Void> shaking = run(server::handshake);
        doOn(() -> pair.near().write(bytes("GET / HTTP/1.1\r\n\r\n")));
        assertThat(shaking.failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void aStreamThatIsCutIsNoEnd() throws Exception {
        TlsPair pair = tlsPair();
        Actor<Void> reader =
                run(
                        () -> {
                            assertThat(read(pair.server)).isEqualTo("x");
                            assertThatThrownBy(() -> read(pair.server))
                                    .isInstanceOf(SSLException.class);
                        });
        doOn(() -> pair.client.write(bytes("x")));
        pair.client.connection().close();
        reader.get();
    }

    @Test
    void closeSaysGoodbyeAndIsIdempotent() throws Exception {
        TlsPair pair = tlsPair();
        Actor<Void> reader =
                run(
                        () -> {
                            assertThat(read(pair.server)).isEqualTo("x");
                            assertThat(read(pair.server)).isNull();
                        });
        doOn(
                () -> {
                    pair.client.write(bytes("x"));
                    pair.client.close();
                    pair.client.close();
                });
        reader.get();
    }

    @Test
    void closeWakesTheReader() throws Exception {
        TlsPair pair = tlsPair();
        Actor<Void> server = run(pair.server::handshake);
        doOn(pair.client::handshake);
        server.get();
        Actor<String> reader = start(() -> read(pair.client)).awaitIoWait();
        doOn(pair.client::close);
        assertThat(reader.failure()).isInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void aReadGoesOnAfterATimeoutInTheMiddleOfARecord() throws Exception {
        TlsPair pair = tlsPair();
        Actor<Void> server = run(pair.server::handshake);
        doOn(pair.client::handshake);
        server.get();
        pair.server.setReadDeadline(in(50));
        assertThat(start(() -> read(pair.server)).failure())
                .isInstanceOf(SocketTimeoutException.class);
        pair.server.setReadDeadline(null);
        Actor<String> reader = start(() -> read(pair.server));
        doOn(() -> pair.client.write(bytes("after")));
        assertThat(reader.get()).isEqualTo("after");
    }

    @Test
    void aWriteGoesOnAfterATimeoutInTheMiddleOfARecord() throws Exception {
        TlsPair pair = tlsPair();
        Actor<Void> server = run(pair.server::handshake);
        doOn(pair.client::handshake);
        server.get();
        byte[] content = new byte[30_000_000];
        new Random(3).nextBytes(content);
        ByteBuffer source = ByteBuffer.wrap(content);
        pair.client.setWriteDeadline(in(300));
        assertThat(run(() -> pair.client.write(source)).failure())
                .isInstanceOf(SocketTimeoutException.class);
        pair.client.setWriteDeadline(null);
        Actor<byte[]> reader = start(() -> pair.server.inputStream().readAllBytes());
        doOn(
                () -> {
                    pair.client.write(source);
                    pair.client.closeOutput();
                });
        assertThat(reader.get()).isEqualTo(content);
    }
}
