package dev.millrace.rdd;

import java.io.Serializable;

/**
 * Names a block in a block store. Implementations are records: equal by value, printed in one
 * readable word.
 */
public interface BlockKey extends Serializable {}
