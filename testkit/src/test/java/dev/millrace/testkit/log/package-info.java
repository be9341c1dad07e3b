/** The write-ahead log in the simulated world: sweeps over its bytes and calls, and seeded runs. */
package dev.millrace.testkit.log;
