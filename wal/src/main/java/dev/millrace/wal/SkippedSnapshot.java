package dev.millrace.wal;

/**
 * A snapshot that could not be used, so that an older one was taken, or the log alone.
 *
 * @param file its name
 * @param reason what is wrong with it
 */
public record SkippedSnapshot(String file, String reason) {}
