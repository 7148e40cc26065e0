package dev.heddle.scheduler;

/**
 * What a scheduler has done and how it stands: a snapshot. The figures are read one after the other
 * while the scheduler runs, so they need not fit together to the last goroutine.
 *
 * @param parallelism how many workers may run goroutines at the same time
 * @param workers living worker threads: seated, stuck or spare
 * @param spares idle workers without a seat
 * @param stuck workers that have been in one goroutine for so long that a spare replaces them
 * @param asleep seated workers with nothing to do
 * @param searching workers that look for work at the others
 * @param goroutines living goroutines that were started through this scheduler's methods
 * @param queued goroutines waiting to run
 * @param timers pending timed waits
 * @param started goroutines started ever
 * @param finished goroutines finished ever
 * @param tasksRun how often a goroutine was given a worker
 * @param stealsTried how often a worker tried to take work from another
 * @param stealsWon how often it got some
 * @param parks how often a worker went to sleep
 * @param injections batches taken from the queue for outside submissions
 * @param overflows batches moved there by workers whose own queue was full
 * @param polls how often workers looked at their event sources
 * @param timersFired timed waits that ran out
 * @param sparesActivated how often a spare replaced a stuck worker
 * @param hogs how often that was because of a goroutine that computes
 * @param blockedCalls how often that was because of a goroutine in a blocking call
 */
public record SchedulerStats(
        int parallelism,
        int workers,
        int spares,
        int stuck,
        int asleep,
        int searching,
        long goroutines,
        long queued,
        long timers,
        long started,
        long finished,
        long tasksRun,
        long stealsTried,
        long stealsWon,
        long parks,
        long injections,
        long overflows,
        long polls,
        long timersFired,
        long sparesActivated,
        long hogs,
        long blockedCalls) {

    static SchedulerStats of(WorkerPool pool, long started, long finished) {
        int stuck = 0;
        long queued = pool.injection().size();
        long timers = 0;
        Worker[] workers = pool.workers();
        for (Worker worker : workers) {
            stuck += worker.isStuck() ? 1 : 0;
            queued += worker.queue().size();
            timers += worker.timers().size();
        }
        Monitor monitor = pool.monitor();
        return new SchedulerStats(
                pool.seats().limit(),
                workers.length,
                pool.spares(),
                stuck,
                pool.sleepers().asleep(),
                pool.sleepers().searching(),
                Math.max(0, started - finished),
                queued,
                timers,
                started,
                finished,
                pool.total(WorkerFigure.TASKS_RUN),
                pool.total(WorkerFigure.STEALS_TRIED),
                pool.total(WorkerFigure.STEALS_WON),
                pool.total(WorkerFigure.PARKS),
                pool.total(WorkerFigure.INJECTIONS),
                pool.total(WorkerFigure.OVERFLOWS),
                pool.total(WorkerFigure.POLLS),
                pool.total(WorkerFigure.TIMERS_FIRED) + monitor.count(PoolFigure.RESCUED_TIMERS),
                monitor.count(PoolFigure.SPARES),
                monitor.count(PoolFigure.HOGS),
                monitor.count(PoolFigure.BLOCKED_CALLS));
    }
}
