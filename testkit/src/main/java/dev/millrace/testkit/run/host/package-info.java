/** Runs seeds on as many threads as the machine has processors. */
package dev.millrace.testkit.run.host;
