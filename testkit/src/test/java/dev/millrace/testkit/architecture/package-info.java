/**
 * The architecture as a table and the rules that hold the code to it. {@link
 * dev.millrace.testkit.architecture.Architecture} is the table to edit; the fixtures below this
 * package break each rule on purpose.
 */
package dev.millrace.testkit.architecture;
