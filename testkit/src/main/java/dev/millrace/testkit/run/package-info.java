/**
 * Runs a scenario over many seeds: repeats some of them to prove that they repeat, and shortens the
 * plan of one that fails. Imports the world and the fault plans.
 */
package dev.millrace.testkit.run;
