/** Tests of the simulated world. */
package dev.millrace.testkit.world;
