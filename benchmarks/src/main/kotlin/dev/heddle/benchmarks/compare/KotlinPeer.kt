package dev.heddle.benchmarks.compare

import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/**
 * Kotlin's coroutines: in the event loop of `runBlocking` where the parallelism is 1 (its fastest
 * single thread), on `Dispatchers.Default` otherwise.
 */
class KotlinPeer : Peer {
    private val dispatcher: CoroutineContext =
        if (Integer.getInteger("heddle.parallelism", 2) == 1) EmptyCoroutineContext
        else Dispatchers.Default

    override fun supports(row: Row): Boolean = row != Row.TIMER_STOP

    override fun run(workload: Workload, operations: Int): Long {
        val start = System.nanoTime()
        var measured = -1L
        if (workload.row().kind() == Row.Kind.OUTSIDE) {
            runOutside(workload, operations)
        } else {
            runBlocking(dispatcher) { measured = inside(workload, operations) }
        }
        return if (measured < 0) System.nanoTime() - start else measured
    }

    private suspend fun inside(workload: Workload, n: Int): Long {
        when (workload.row().kind()) {
            Row.Kind.CHANNEL -> runChannels(workload, n)
            Row.Kind.SELECT -> runSelects(workload, n)
            Row.Kind.START -> runStarts(workload, n)
            Row.Kind.LOCK -> runLocks(workload, n)
            Row.Kind.TIME -> return runTimes(workload, n)
            else -> throw IllegalArgumentException("not inside: $workload")
        }
        return -1
    }
}
