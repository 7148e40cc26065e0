package dev.heddle.benchmarks.lightload

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

private const val MILLISECOND = 1_000_000L

/**
 * Coroutines on `Dispatchers.Default`. One sleeps in a receive from a channel with room for a
 * wake-up; Kotlin's delay counts in milliseconds.
 */
class CoroutineUnits : LightUnits {
    private val scope = CoroutineScope(Dispatchers.Default)

    private class Coroutine(private val wakeUps: Channel<Unit>, private val job: Job) :
        LightUnits.Wakeable {
        override fun wake() {
            wakeUps.trySend(Unit)
        }

        override fun join() = runBlocking { job.join() }
    }

    override fun start(sleeper: Sleeper): LightUnits.Wakeable {
        val wakeUps = Channel<Unit>(1)
        val job =
            scope.launch {
                while (!sleeper.isStopped) {
                    if (!sleeper.note()) wakeUps.receive()
                }
            }
        return Coroutine(wakeUps, job)
    }

    override fun start(chore: Chore): LightUnits.Unit {
        val job =
            scope.launch {
                while (true) {
                    when (val pause = chore.step()) {
                        Chore.END -> return@launch
                        Chore.YIELD -> yield()
                        else -> delay((pause + MILLISECOND - 1) / MILLISECOND)
                    }
                }
            }
        return Coroutine(Channel(1), job)
    }
}
