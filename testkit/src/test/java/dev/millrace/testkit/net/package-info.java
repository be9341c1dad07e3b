/** Tests of the simulated network. */
package dev.millrace.testkit.net;
