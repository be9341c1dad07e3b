package dev.millrace.testkit.suspect;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The methods of a class file and what they call. <em>Immutable.</em> */
final class ClassCode {
  private static final int MAGIC = 0xcafebabe;

  private final String name;
  private final String superName;
  private final List<MethodCode> methods;

  private ClassCode(String name, String superName, List<MethodCode> methods) {
    this.name = name;
    this.superName = superName;
    this.methods = List.copyOf(methods);
  }

  /**
   * Reads a class file.
   *
   * @throws IOException if it is not one, or of a version that is not known
   */
  static ClassCode read(byte[] classFile) throws IOException {
    return new Reader(new DataInputStream(new ByteArrayInputStream(classFile))).read();
  }

  /** With slashes. */
  String name() {
    return name;
  }

  /** With slashes. */
  String superName() {
    return superName;
  }

  List<MethodCode> methods() {
    return methods;
  }

  Optional<MethodCode> method(String methodName, String descriptor) {
    return methods.stream().filter(method -> method.is(methodName, descriptor)).findFirst();
  }

  /** Reads the parts in their order. */
  private static final class Reader {
    /** A method's code, before the attributes of the class are known. */
    private record Raw(
        String name, String descriptor, ByteBuffer code, NavigableMap<Integer, Integer> lines) {}

    private final DataInputStream in;
    private ConstantPool pool;
    private final List<Raw> raws = new ArrayList<>();
    private final List<int[]> bootstraps = new ArrayList<>();
    private String sourceFile = "unknown";

    Reader(DataInputStream in) {
      this.in = in;
    }

    ClassCode read() throws IOException {
      if (in.readInt() != MAGIC) {
        throw new IOException("not a class file");
      }
      in.readInt(); // version
      pool = new ConstantPool(in);
      in.readUnsignedShort(); // flags
      String name = pool.className(in.readUnsignedShort());
      int superClass = in.readUnsignedShort();
      String superName = superClass == 0 ? "" : pool.className(superClass);
      skip(2L * in.readUnsignedShort()); // interfaces
      readMembers(); // fields
      raws.clear();
      readMembers();
      readClassAttributes();
      List<MethodCode> methods = new ArrayList<>();
      for (Raw raw : raws) {
        methods.add(decode(name, raw));
      }
      return new ClassCode(name, superName, methods);
    }

    private void skip(long length) throws IOException {
      in.skipNBytes(length);
    }

    private void readMembers() throws IOException {
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        in.readUnsignedShort(); // flags
        String name = pool.text(in.readUnsignedShort());
        String descriptor = pool.text(in.readUnsignedShort());
        Raw raw = new Raw(name, descriptor, ByteBuffer.allocate(0), new TreeMap<>());
        int attributes = in.readUnsignedShort();
        for (int j = 0; j < attributes; j++) {
          String attribute = pool.text(in.readUnsignedShort());
          long length = Integer.toUnsignedLong(in.readInt());
          if (attribute.equals("Code")) {
            raw = readCode(name, descriptor);
          } else {
            skip(length);
          }
        }
        raws.add(raw);
      }
    }

    private Raw readCode(String name, String descriptor) throws IOException {
      in.readInt(); // stack and locals
      byte[] code = in.readNBytes(in.readInt());
      skip(8L * in.readUnsignedShort()); // exception table
      TreeMap<Integer, Integer> lines = new TreeMap<>();
      int attributes = in.readUnsignedShort();
      for (int i = 0; i < attributes; i++) {
        String attribute = pool.text(in.readUnsignedShort());
        long length = Integer.toUnsignedLong(in.readInt());
        if (attribute.equals("LineNumberTable")) {
          int count = in.readUnsignedShort();
          for (int j = 0; j < count; j++) {
            lines.put(in.readUnsignedShort(), in.readUnsignedShort());
          }
        } else {
          skip(length);
        }
      }
      return new Raw(name, descriptor, ByteBuffer.wrap(code), lines);
    }

    private void readClassAttributes() throws IOException {
      int attributes = in.readUnsignedShort();
      for (int i = 0; i < attributes; i++) {
        String attribute = pool.text(in.readUnsignedShort());
        long length = Integer.toUnsignedLong(in.readInt());
        switch (attribute) {
          case "SourceFile" -> sourceFile = pool.text(in.readUnsignedShort());
          case "BootstrapMethods" -> readBootstraps();
          default -> skip(length);
        }
      }
    }

    private void readBootstraps() throws IOException {
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        in.readUnsignedShort(); // the bootstrap method itself
        int[] arguments = new int[in.readUnsignedShort()];
        for (int j = 0; j < arguments.length; j++) {
          arguments[j] = in.readUnsignedShort();
        }
        bootstraps.add(arguments);
      }
    }

    private MethodCode decode(String className, Raw raw) throws IOException {
      List<Call> calls = new ArrayList<>();
      List<String> created = new ArrayList<>();
      List<String> read = new ArrayList<>();
      ByteBuffer code = raw.code();
      int at = 0;
      while (at < code.limit()) {
        int opcode = code.get(at) & 0xff;
        int line = raw.lines().isEmpty() ? 0 : raw.lines().floorEntry(at).getValue();
        switch (opcode) {
          case Instructions.INVOKEVIRTUAL, Instructions.INVOKEINTERFACE ->
              calls.add(pool.call(operand(code, at), line, true));
          case Instructions.INVOKESPECIAL, Instructions.INVOKESTATIC ->
              calls.add(pool.call(operand(code, at), line, false));
          case Instructions.INVOKEDYNAMIC -> addHandles(calls, operand(code, at), line);
          case Instructions.NEW -> created.add(pool.className(operand(code, at)));
          case Instructions.GETSTATIC -> read.add(pool.ownerOf(operand(code, at)));
          default -> {
            // Neither calls nor creates anything.
          }
        }
        at += Instructions.length(code, at);
      }
      if (at != code.limit()) {
        throw new IOException(
            "the code of " + raw.name() + " in " + className + " is not understood");
      }
      return new MethodCode(
          className, raw.name(), raw.descriptor(), calls, created, read, sourceFile);
    }

    private static int operand(ByteBuffer code, int at) {
      return code.getShort(at + 1) & 0xffff;
    }

    /** A lambda's body, or the method that a reference names. */
    private void addHandles(List<Call> calls, int dynamic, int line) {
      for (int argument : bootstraps.get(pool.bootstrapOf(dynamic))) {
        if (pool.isMethodHandle(argument)) {
          calls.add(pool.handled(argument, line));
        }
      }
    }
  }
}
