package dev.heddle.scheduler;

/** Something to queue that a {@link Tally} can tell from the others. */
record NumberedTask(int number) implements Runnable {

    static final NumberedTask A = new NumberedTask(0);
    static final NumberedTask B = new NumberedTask(1);
    static final NumberedTask C = new NumberedTask(2);
    static final NumberedTask D = new NumberedTask(3);
    static final NumberedTask E = new NumberedTask(4);
    static final NumberedTask F = new NumberedTask(5);

    @Override
    public void run() {}
}
