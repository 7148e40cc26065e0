package dev.heddle.benchmarks.netpoll;

import com.sun.management.OperatingSystemMXBean;

import dev.heddle.scheduler.Scheduler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the contenders of {@link EchoComparison}, in a JVM of its own. Answers each line on its
 * input, "SIZE CONNECTIONS TRIPS", with the nanoseconds that the trips took, the processor time in
 * nanoseconds and the number of context switches.
 */
public final class EchoPeer {
    private EchoPeer() {}

    /** Arguments: the name of a {@link Contender} and the parallelism. */
    public static void main(String[] args) {
        int status = 1;
        try {
            answer(args);
            status = 0;
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.exit(status); // other threads may be waiting for ever
    }

    private static void answer(String[] args) throws Exception {
        Contender contender = Contender.valueOf(args[0]);
        int parallelism = Integer.parseInt(args[1]);
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = input.readLine()) != null; ) {
            String[] words = line.split(" ");
            int size = Integer.parseInt(words[0]);
            int connections = Integer.parseInt(words[1]);
            int each = Math.max(1, Integer.parseInt(words[2]) / connections);
            try (Echo echo = open(contender, size, connections, parallelism)) {
                echo.roundTrips(Math.max(1, each / 5));
                System.out.println(measured(echo, each));
            }
        }
    }

    private static Echo open(Contender contender, int size, int connections, int parallelism)
            throws Exception {
        return switch (contender) {
            case HEDDLE -> new HeddleEcho(size, connections);
            case EPOLL -> new EpollEcho(size, connections, parallelism, false);
            case EPOLL_NATIVE -> new EpollEcho(size, connections, parallelism, true);
            case JDK, JDK_MODE_1 -> new JdkEcho(Thread.ofVirtual().factory(), size, connections);
            case JDK_ON_HEDDLE, JDK_ON_HEDDLE_MODE_1 ->
                    new JdkEcho(Scheduler.shared().threadFactory(), size, connections);
            case NETTY -> new NettyEcho(size, connections, parallelism);
            case GO -> throw new IllegalArgumentException("Go has a program of its own");
        };
    }

    private static String measured(Echo echo, int each) throws Exception {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long switches = contextSwitches();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        echo.roundTrips(each);
        long nanos = System.nanoTime() - start;
        cpu = system.getProcessCpuTime() - cpu;
        return nanos + " " + cpu + " " + (contextSwitches() - switches);
    }

    /** Of all threads that live now. */
    private static long contextSwitches() throws IOException {
        long sum = 0;
        List<Path> tasks;
        try (Stream<Path> list = Files.list(Path.of("/proc/self/task"))) {
            tasks = list.toList();
        }
        for (Path task : tasks) {
            try (Stream<String> lines = Files.lines(task.resolve("status"))) {
                sum +=
                        lines.filter(line -> line.contains("ctxt_switches"))
                                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                                .sum();
            } catch (IOException | java.io.UncheckedIOException e) {
                // ended meanwhile
            }
        }
        return sum;
    }
}
