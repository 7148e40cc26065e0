/** Sockets compared: {@link dev.heddle.benchmarks.netpoll.EchoComparison}. */
@org.jspecify.annotations.NullMarked
package dev.heddle.benchmarks.netpoll;
