/** Tests of crash points. */
package dev.millrace.testkit.crash;
