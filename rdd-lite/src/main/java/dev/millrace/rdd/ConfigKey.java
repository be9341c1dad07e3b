package dev.millrace.rdd;

import java.util.function.Function;

/**
 * A configuration key with its default and its rule. <em>Immutable.</em> Each module declares the
 * keys it reads; the composition root checks a program's configuration against all of them.
 *
 * @param name the whole key, {@code millrace.…}
 * @param defaultText the default as a user would write it; empty when there is none
 * @param parse turns the text into the value, throwing {@link IllegalArgumentException} with the
 *     rule it breaks
 * @param meaning one sentence for the documentation
 */
public record ConfigKey<V>(
    String name, String defaultText, Function<String, V> parse, String meaning) {}
