package dev.heddle.benchmarks.compare;

/** A select over some pipes that is used again and again. */
@FunctionalInterface
interface Gathering {
    /** A value of one that has some. */
    Integer receiveAny() throws Exception;
}
