/**
 * Named crash points: places in production code where a process may die, in simulation or for real.
 * Production code takes them as a {@code Consumer<String>}.
 */
package dev.millrace.testkit.crash;
