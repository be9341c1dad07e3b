/**
 * What every file store has to do, as tests to run against a store of your own; and a disk that
 * fails: a store in memory that tells what is visible from what is durable, and injects the faults
 * of a plan. Runs on the world's thread; imports the world, the port in {@code
 * dev.millrace.wal.file}, and JUnit for the contract.
 */
package dev.millrace.testkit.file;
