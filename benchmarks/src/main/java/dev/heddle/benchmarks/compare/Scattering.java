package dev.heddle.benchmarks.compare;

/** A select that sends to one of some pipes. */
@FunctionalInterface
interface Scattering {
    /** Sends it to one that takes it. */
    void sendAny(Integer value) throws Exception;
}
