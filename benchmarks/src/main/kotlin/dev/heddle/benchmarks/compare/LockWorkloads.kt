package dev.heddle.benchmarks.compare

import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.LongAdder
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield

/** Coroutines that exclude one another. */
internal suspend fun runLocks(row: Workload, n: Int) {
    when (row.row()) {
        Row.MUTEX_1,
        Row.MUTEX_8,
        Row.MUTEX_1000 -> mutex(row, n)
        Row.MUTEX_CANCEL -> cancelled(row, n)
        Row.SEMAPHORE -> semaphore(row, n)
        else -> throw IllegalArgumentException("not a row of locks: $row")
    }
}

private class Guarded {
    var count = 0L
}

private suspend fun mutex(row: Workload, n: Int) {
    val mutex = Mutex()
    val guarded = Guarded()
    together(row.units(), n) { share ->
        for (i in 0 until share) mutex.withLock { guarded.count++ }
    }
    check(guarded.count, n.toLong())
}

private suspend fun cancelled(row: Workload, n: Int) {
    val mutex = Mutex()
    val cancelled = AtomicInteger()
    repeat(n / row.units()) {
        mutex.withLock { cancelWaiters(mutex, row.units(), cancelled) }
    }
    check(cancelled.get().toLong(), n.toLong())
}

private suspend fun cancelWaiters(mutex: Mutex, count: Int, cancelled: AtomicInteger) =
    coroutineScope {
        val there = AtomicInteger()
        val waiters =
            List(count) {
                launch {
                    there.incrementAndGet()
                    try {
                        mutex.lock()
                        mutex.unlock()
                    } catch (expected: CancellationException) {
                        cancelled.incrementAndGet()
                        throw expected
                    }
                }
            }
        while (there.get() < count) yield()
        waiters.forEach { it.cancel() }
        waiters.joinAll()
    }

private suspend fun semaphore(row: Workload, n: Int) {
    val semaphore = Semaphore(row.capacity())
    val held = LongAdder()
    together(row.units(), n) { share ->
        var seed = 1
        var done = 0L
        repeat(share) {
            semaphore.acquire()
            seed = Work.churn(seed)
            semaphore.release()
            seed = Work.churn(seed)
            if (seed != 0) done++
        }
        held.add(done)
    }
    check(held.sum(), n.toLong())
}
