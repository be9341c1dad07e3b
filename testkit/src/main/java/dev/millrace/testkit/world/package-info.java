/**
 * A world made from one seed: virtual time, seeded order of events, nodes that crash, lose power,
 * pause and restart. One thread runs all of it; nothing here reads the machine's clock or dice.
 *
 * <p>Imports the ports of {@code dev.millrace.wal}; the packages of simulated devices import this
 * one, never the reverse.
 */
package dev.millrace.testkit.world;
