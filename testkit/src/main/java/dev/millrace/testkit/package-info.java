/** The simulated world, faulty ports and harnesses that test a streaming program. */
package dev.millrace.testkit;
