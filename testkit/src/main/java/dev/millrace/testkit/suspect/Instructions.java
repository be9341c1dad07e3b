package dev.millrace.testkit.suspect;

import java.nio.ByteBuffer;

/** Steps through the bytecode of a method: how long each instruction is. */
final class Instructions {
  static final int GETSTATIC = 0xb2;
  static final int INVOKEVIRTUAL = 0xb6;
  static final int INVOKESPECIAL = 0xb7;
  static final int INVOKESTATIC = 0xb8;
  static final int INVOKEINTERFACE = 0xb9;
  static final int INVOKEDYNAMIC = 0xba;
  static final int NEW = 0xbb;

  private static final int TABLESWITCH = 0xaa;
  private static final int LOOKUPSWITCH = 0xab;
  private static final int WIDE = 0xc4;
  private static final int IINC = 0x84;

  /** The bytes of operands that each opcode has, one digit each; x where the operands tell. */
  private static final String OPERANDS =
      "0000000000000000" // 00: constants
          + "1212211111000000" // 10: constants from the pool, loads
          + "0000000000000000" // 20
          + "0000001111100000" // 30: stores
          + "0000000000000000" // 40
          + "0000000000000000" // 50: the stack
          + "0000000000000000" // 60: arithmetic
          + "0000000000000000" // 70
          + "0000200000000000" // 80: iinc
          + "0000000002222222" // 90: branches
          + "2222222221xx0000" // a0: switches, returns
          + "0022222224421200" // b0: fields, calls, new, arrays
          + "2200x32244"; // c0: casts, wide, long jumps

  private Instructions() {}

  /** The length of the instruction at {@code at}, with its operands. */
  static int length(ByteBuffer code, int at) {
    int opcode = code.get(at) & 0xff;
    return switch (opcode) {
      case TABLESWITCH -> {
        int table = padded(at);
        int low = code.getInt(table + 4);
        int high = code.getInt(table + 8);
        yield table + 12 + 4 * (high - low + 1) - at;
      }
      case LOOKUPSWITCH -> {
        int table = padded(at);
        yield table + 8 + 8 * code.getInt(table + 4) - at;
      }
      case WIDE -> (code.get(at + 1) & 0xff) == IINC ? 6 : 4;
      default -> 1 + (OPERANDS.charAt(opcode) - '0');
    };
  }

  /** Where the operands of a switch begin: at the next multiple of four bytes. */
  private static int padded(int at) {
    return (at + 4) & ~3;
  }
}
