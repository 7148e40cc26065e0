package dev.heddle.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A peer's process: {@code PeerMain CLASS ROW UNITS}. It answers each line on its input, a number
 * of operations, with the nanoseconds they took; {@code ready} or {@code unsupported} comes first.
 */
public final class PeerMain {
    private PeerMain() {}

    /** Runs until the input ends. */
    public static void main(String[] args) throws Exception {
        Peer peer = Peer.load(args[0]);
        Workload workload = new Workload(Row.of(args[1]), Integer.parseInt(args[2]));
        if (!peer.supports(workload.row())) {
            System.out.println("unsupported");
            return;
        }
        System.out.println("ready");
        serve(peer, workload);
        System.exit(0);
    }

    private static void serve(Peer peer, Workload workload) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = readLine(in)) != null; ) {
            System.out.println(peer.run(workload, Integer.parseInt(line)));
        }
    }

    @SuppressWarnings("NullAway") // null is the end
    private static String readLine(BufferedReader in) throws IOException {
        return in.readLine();
    }
}
