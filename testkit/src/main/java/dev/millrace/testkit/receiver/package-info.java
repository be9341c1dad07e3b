/**
 * The ports of receivers on a simulated life: threads, timers and the monitor that callers wait on.
 * Imports the world and the ports in {@code dev.millrace.receiver.port}.
 */
package dev.millrace.testkit.receiver;
