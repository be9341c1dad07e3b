/**
 * Runs a streaming program on given batches under a virtual clock: "given these batches, expect
 * those". For tests of Millrace and of the programs of its users. Everything runs on the thread of
 * the test; driver, graph and engine are those of production.
 */
package dev.millrace.testkit.stream;
