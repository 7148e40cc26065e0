package dev.heddle.architecture.planted.second;

import dev.heddle.architecture.planted.first.First;

import org.jspecify.annotations.Nullable;

/** One half of a cycle that must be found. */
public final class Second {
    @Nullable First other;
}
