package dev.millrace.testkit.suspect;

import java.io.DataInputStream;
import java.io.IOException;

/** The constants of a class file. <em>Immutable.</em> */
final class ConstantPool {
  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int DYNAMIC = 17;
  private static final int INVOKE_DYNAMIC = 18;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  private static final int HANDLE_KIND_METHODS_FROM = 5;

  private final int[] tags;
  private final int[] firsts;
  private final int[] seconds;
  private final String[] texts;

  /** Reads the pool where it begins. */
  ConstantPool(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    tags = new int[count];
    firsts = new int[count];
    seconds = new int[count];
    texts = new String[count];
    for (int i = 1; i < count; i++) {
      tags[i] = in.readUnsignedByte();
      read(in, i);
      if (tags[i] == LONG || tags[i] == DOUBLE) {
        i++; // these take two places
      }
    }
  }

  private void read(DataInputStream in, int i) throws IOException {
    switch (tags[i]) {
      case UTF8 -> texts[i] = in.readUTF();
      case INTEGER, FLOAT -> in.readInt();
      case LONG, DOUBLE -> in.readLong();
      case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> firsts[i] = in.readUnsignedShort();
      case FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, DYNAMIC, INVOKE_DYNAMIC -> {
        firsts[i] = in.readUnsignedShort();
        seconds[i] = in.readUnsignedShort();
      }
      case METHOD_HANDLE -> {
        firsts[i] = in.readUnsignedByte();
        seconds[i] = in.readUnsignedShort();
      }
      default -> throw new IOException("unknown constant " + tags[i] + " at " + i);
    }
  }

  String text(int index) {
    return texts[index];
  }

  /** A class's name, with slashes. */
  String className(int index) {
    return texts[firsts[index]];
  }

  /** The class that a field or method is named with. */
  String ownerOf(int index) {
    return className(firsts[index]);
  }

  Call call(int index, int line, boolean virtual) {
    int nameAndType = seconds[index];
    return new Call(
        ownerOf(index), texts[firsts[nameAndType]], texts[seconds[nameAndType]], line, virtual);
  }

  /** The index into the bootstrap methods that a dynamic call names. */
  int bootstrapOf(int index) {
    return firsts[index];
  }

  boolean isMethodHandle(int index) {
    return tags[index] == METHOD_HANDLE && firsts[index] >= HANDLE_KIND_METHODS_FROM;
  }

  /** The method that a handle stands for. */
  Call handled(int index, int line) {
    return call(seconds[index], line, false);
  }
}
