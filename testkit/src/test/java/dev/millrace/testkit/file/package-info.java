/** Tests of the simulated disk. */
package dev.millrace.testkit.file;
