package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.util.IdentityObjectIntMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The program's classes in the block that is being written, in the order of their first use.
 * <em>Owned by the block's encoder.</em>
 */
final class ClassTable {

  private final List<ProgramClass> classes = new ArrayList<>();
  private final IdentityObjectIntMap<ProgramClass> indexes = new IdentityObjectIntMap<>();

  /** The entries as they will stand in the block. */
  private final BlockBuffer bytes = new BlockBuffer();

  /** The class's index; it is added if the block has not used it yet. */
  int indexOf(ProgramClass program) {
    int known = indexes.get(program, -1);
    if (known >= 0) {
      return known;
    }
    int index = classes.size();
    program.appendTo(bytes);
    classes.add(program);
    indexes.put(program, index);
    return index;
  }

  int size() {
    return classes.size();
  }

  int sizeBytes() {
    return BlockBuffer.varIntLength(classes.size(), true) + bytes.position();
  }

  /** Forgets the classes from {@code size} on, and their bytes from {@code bytesBefore} on. */
  void truncate(int size, int bytesBefore) {
    while (classes.size() > size) {
      indexes.remove(classes.remove(classes.size() - 1), -1);
    }
    bytes.setPosition(bytesBefore);
  }

  int entryBytes() {
    return bytes.position();
  }

  void appendTo(BlockBuffer block) {
    block.writeVarInt(classes.size(), true);
    block.append(bytes.getBuffer(), 0, bytes.position());
  }

  void clear() {
    classes.clear();
    indexes.clear();
    bytes.clear();
  }

  List<ProgramClass> classes() {
    return List.copyOf(classes);
  }
}
