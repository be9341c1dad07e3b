/**
 * Bugs planted in production classes by patching their bytecode as it is loaded: each must be found
 * by the seeded runs, or these prove nothing.
 */
package dev.millrace.testkit.mutant;
