package dev.millrace.testkit.file;

/**
 * A fault that happened. <em>Immutable.</em>
 *
 * @param nanos virtual time since the world began
 * @param life the life whose operation was hit, such as {@code driver#2}
 * @param fault the plan it came from
 * @param operation the operation that was hit
 * @param path what the operation was about
 * @param operationNumber the operation's number on its disk, from 0
 */
public record InjectedFault(
    long nanos,
    String life,
    FileFault fault,
    FileOperation operation,
    String path,
    long operationNumber) {}
