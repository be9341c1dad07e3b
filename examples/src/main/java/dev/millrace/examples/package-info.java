/** Small programs to run, read and copy from. Each is tested. */
package dev.millrace.examples;
