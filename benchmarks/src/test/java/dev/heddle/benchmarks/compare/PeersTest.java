package dev.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every workload gives the right result on every peer; it checks that itself. */
class PeersTest {
    private static final int MOST_UNITS = 10_000;

    /** {@link Row#CACHE_32M} is {@link Row#CACHE} with a gigabyte. */
    private static boolean isSmall(Row row) {
        return row.units() <= MOST_UNITS && row != Row.CACHE_32M;
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aWorkloadGivesTheRightResult(Contender contender, Row row) throws Exception {
        Workload workload = Workload.of(row);
        long nanos = contender.inThisProcess().run(workload, workload.operations(row.units()));
        assertThat(nanos).isPositive();
    }

    static List<Arguments> workloads() throws ReflectiveOperationException {
        List<Arguments> workloads = new ArrayList<>();
        for (Contender contender : Contender.usual()) {
            if (contender != Contender.GO) {
                Peer peer = contender.inThisProcess();
                Arrays.stream(Row.values())
                        .filter(row -> isSmall(row) && peer.supports(row))
                        .forEach(row -> workloads.add(Arguments.of(contender, row)));
            }
        }
        return workloads;
    }
}
