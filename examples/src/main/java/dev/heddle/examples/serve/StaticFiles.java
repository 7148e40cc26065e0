package dev.heddle.examples.serve;

import dev.heddle.channels.Channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * The files below a directory. Nothing outside of it is served, whatever the path says and wherever
 * links lead.
 *
 * <p>Files are read by plain blocking calls. When one takes long, the scheduler's monitor puts a
 * spare worker into the place of the one that is held.
 */
final class StaticFiles implements Handler {
    private static final String INDEX = "index.html";
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int IDLE_BUFFERS = 16;

    /** A path that starts with two of them would be the name of another server. */
    private static final Pattern SLASHES = Pattern.compile("^/+");

    private final Path root;

    /** Buffers at rest; Effective Go's "leaky buffer". */
    private final Channel<ByteBuffer> idle = Channel.buffered(IDLE_BUFFERS);

    StaticFiles(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException, HttpException {
        Site.require(exchange, Method.GET, Method.HEAD);
        String path = exchange.request().path();
        Path file = find(PercentCoding.decode(path));
        if (Files.isDirectory(file)) {
            if (!path.endsWith("/")) {
                exchange.header("Location", "/" + SLASHES.matcher(path).replaceFirst("") + "/");
                exchange.send(Status.MOVED_PERMANENTLY);
                return;
            }
            file = real(file.resolve(INDEX));
        } else if (path.endsWith("/")) {
            throw notFound();
        }
        BasicFileAttributes attributes = attributesOf(file);
        Instant modified =
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        exchange.header("Last-Modified", HttpDate.format(modified));
        if (isKnown(exchange.request(), modified)) {
            exchange.send(Status.NOT_MODIFIED);
        } else {
            send(exchange, file, attributes.size());
        }
    }

    private Path find(String path) throws HttpException {
        Path found = root;
        for (String name : path.split("/")) {
            if (name.equals("..") || name.equals(".") || name.indexOf('\\') >= 0) {
                throw HttpException.badRequest("the path leads elsewhere");
            }
            try {
                found = found.resolve(name.isEmpty() ? "." : name);
            } catch (InvalidPathException e) {
                throw HttpException.badRequest("no file has such a name");
            }
        }
        return real(found.normalize());
    }

    /** Follows links, and looks where they have led. */
    private Path real(Path file) throws HttpException {
        try {
            Path real = file.toRealPath();
            if (real.startsWith(root)) {
                return real;
            }
        } catch (IOException e) {
            // not there, or not for us
        }
        throw notFound();
    }

    private static BasicFileAttributes attributesOf(Path file) throws HttpException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                return attributes;
            }
        } catch (IOException e) {
            // gone meanwhile
        }
        throw notFound();
    }

    private static HttpException notFound() {
        return new HttpException(Status.NOT_FOUND, "nothing here");
    }

    private static boolean isKnown(Request request, Instant modified) {
        String since = request.header("if-modified-since");
        Instant known = since == null ? null : HttpDate.parse(since);
        return known != null && !modified.isAfter(known);
    }

    private void send(Exchange exchange, Path file, long size)
            throws IOException, InterruptedException, HttpException {
        ByteBuffer buffer = idle.tryReceive();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        }
        try (FileChannel content = open(file)) {
            exchange.beginSized(Status.OK, ContentTypes.of(file), size);
            long missing = exchange.request().isHead() ? 0 : size;
            while (missing > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), missing));
                int n = content.read(buffer);
                if (n < 0) {
                    throw new IOException("the file became shorter: " + file);
                }
                exchange.write(buffer.flip());
                missing -= n;
            }
            exchange.end();
        } finally {
            idle.trySend(buffer);
        }
    }

    private static FileChannel open(Path file) throws HttpException {
        try {
            return FileChannel.open(file);
        } catch (IOException e) {
            throw notFound();
        }
    }
}
