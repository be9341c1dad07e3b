/**
 * OpenRewrite recipes that carry a Java program from Spark Streaming to Millrace. Recipes are
 * immutable and keep no state between files. Imports OpenRewrite and the JDK, nothing of Millrace.
 */
package dev.millrace.migration;
