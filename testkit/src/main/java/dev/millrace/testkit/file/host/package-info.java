/** The threads that the contract of file stores needs. Imports the JDK only. */
package dev.millrace.testkit.file.host;
