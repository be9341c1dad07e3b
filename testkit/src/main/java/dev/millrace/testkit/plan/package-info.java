/**
 * Fault plans: what goes wrong in a run, as a list that can be printed, read back and shortened.
 * Imports the simulated devices; they know nothing of plans.
 */
package dev.millrace.testkit.plan;
