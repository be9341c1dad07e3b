/** What a program that uses Hadoop's file systems loads: a child process shows it. */
package dev.millrace.testkit.classpath;
