package dev.heddle.benchmarks.compare

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select
import kotlin.time.Duration.Companion.nanoseconds

private const val CONSUMERS = 16
private const val BURST = 20
private const val SERVICE_NANOS = 10_000L
private const val PERIOD_NANOS = 1_000_000L

/** Sleeps, and delays at a fixed rate; the nanoseconds if the workload measures itself, or -1. */
internal suspend fun runTimes(row: Workload, n: Int): Long {
    when (row.row()) {
        Row.SLEEPS -> together(n, n) { delay(1) }
        Row.SLEEP_RACE -> together(n, n) { raceTimers() }
        Row.SLEEP_DRIFT -> repeat(n) { delay(1) }
        Row.HAND_OFF_P50 -> return n * handOff(row, 50)
        Row.HAND_OFF_P99 -> return n * handOff(row, 99)
        else -> throw IllegalArgumentException("not a row of times: $row")
    }
    return -1
}

@OptIn(ExperimentalCoroutinesApi::class)
private suspend fun raceTimers() {
    val first = select {
        onTimeout(1) { true }
        onTimeout(Row.NEVER_REACHED_MILLIS) { false }
    }
    check(first) { "the later one came first" }
}

/** The delay at a percentile. */
private suspend fun handOff(row: Workload, percentile: Int): Long {
    val n = row.units()
    val channel = Channel<Int>(row.capacity())
    val delays = LongArray(n)
    val start = System.nanoTime()
    coroutineScope {
        repeat(CONSUMERS) {
            launch {
                repeat(n / CONSUMERS) {
                    val index = channel.receive()
                    Work.burn(SERVICE_NANOS)
                    delays[index] = System.nanoTime() - due(start, index)
                }
            }
        }
        for (i in 0 until n) {
            if (i % BURST == 0) sleepUntil(due(start, i))
            channel.send(i)
        }
    }
    delays.sort()
    check(delays.count { it >= SERVICE_NANOS }.toLong(), n.toLong())
    return delays[n / 100 * percentile]
}

private fun due(start: Long, index: Int): Long = start + (index / BURST + 1) * PERIOD_NANOS

private suspend fun sleepUntil(deadline: Long) {
    while (true) {
        val left = deadline - System.nanoTime()
        if (left <= 0) return
        delay(left.nanoseconds)
    }
}
