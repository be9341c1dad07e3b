/**
 * What every file store has to do, as tests: run them against a store of your own. Imports the port
 * and JUnit.
 */
package dev.millrace.testkit.file;
