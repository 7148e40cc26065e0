package dev.heddle.examples;

import static dev.heddle.scheduler.Go.go;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Receiver;
import dev.heddle.channels.Sender;
import dev.heddle.scheduler.Scheduler;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The concurrent prime sieve: a chain of goroutines, one for each prime found so far, each of which
 * lets pass what its prime does not divide. After Hoare's "Communicating sequential processes" and
 * Go's test/chan/sieve1.go.
 */
@Command(
        name = "sieve",
        mixinStandardHelpOptions = true,
        description = "Prints the first N primes, with a goroutine for each.")
public final class SieveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "N", defaultValue = "100", description = "how many primes")
    private int count;

    /** For picocli. */
    public SieveCommand() {}

    @Override
    public Integer call() throws Exception {
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "N must not be negative: " + count);
        }
        PrintWriter out = spec.commandLine().getOut();
        firstPrimes(count).forEach(out::println);
        out.flush();
        return 0;
    }

    /** The first primes, found on a scheduler of their own. */
    static List<Integer> firstPrimes(int count) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().name("sieve").build()) {
            List<Integer> primes = scheduler.run(() -> sieve(count));
            scheduler.shutdownNow(); // the chain would sieve for ever
            return primes;
        }
    }

    private static List<Integer> sieve(int count) throws InterruptedException {
        List<Integer> primes = new ArrayList<>();
        Channel<Integer> all = Channel.unbuffered();
        go(() -> generate(all));
        Receiver<Integer> numbers = all;
        for (int i = 0; i < count; i++) {
            int prime = numbers.receive();
            primes.add(prime);
            Receiver<Integer> unfiltered = numbers;
            Channel<Integer> filtered = Channel.unbuffered();
            go(() -> filter(unfiltered, filtered, prime));
            numbers = filtered;
        }
        return primes;
    }

    private static void generate(Sender<Integer> numbers) throws InterruptedException {
        for (int i = 2; ; i++) {
            numbers.send(i);
        }
    }

    private static void filter(Receiver<Integer> in, Sender<Integer> out, int prime)
            throws InterruptedException {
        for (int number : in) {
            if (number % prime != 0) {
                out.send(number);
            }
        }
    }
}
