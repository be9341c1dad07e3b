/**
 * Real driver processes that are killed: the harness and source in the test's process, the program
 * and its receiver in the victim. Starts threads and processes, and imports {@code
 * testkit.process}, {@code testkit.crash} and what a streaming program imports.
 */
package dev.millrace.testkit.process.host;
