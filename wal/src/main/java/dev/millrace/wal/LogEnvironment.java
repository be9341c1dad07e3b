package dev.millrace.wal;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a log takes from the world around it, so that it runs the same in production and in a
 * simulation.
 *
 * @param thread the one thread that writes
 * @param clock stamps segments, for information only
 * @param nanos measures durations
 * @param random gives each log its identity and each segment its salt
 * @param crashPoints told the name of each step just done, see {@link WalCrashPoints}; may throw to
 *     end a simulated life
 * @param listener told what happened; must not throw
 */
public record LogEnvironment(
    LogThread thread,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    Consumer<String> crashPoints,
    LogListener listener) {}
