package dev.millrace.rdd.codec;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.ConfigKey;
import dev.millrace.rdd.RecordCodec;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Records of any class, one after the other, each with a tag for its class. <em>Immutable and
 * thread-safe</em>, but for the names it has seen.
 *
 * <pre>
 * byte 0       format version, 1
 * bytes 1-4    number of records, big endian
 * bytes 5-8    R, the bytes they take, big endian
 * R bytes      records: class tag, content
 * rest         class table: varint number of entries; for each its name and its shape
 * </pre>
 *
 * <p>Values of the JDK that are data – boxed types, text, numbers, times, collections, arrays –
 * have fixed tags. A program's own records, enums, classes and arrays are named in the block's
 * table on their first use. When a block is read, a name is accepted if it was written with this
 * codec, or lies under a package or class that {@link #ALLOW} names; its shape must still be the
 * one that was written. Nothing else is ever loaded.
 *
 * <p>Objects are written by their fields as a tree: a cycle, or more than 64 levels, is refused,
 * and an object referred to twice is read as two. Functions, threads and open streams are refused.
 * Bytes that are not what this codec wrote lead to a {@link RecordDecodingException} or to wrong
 * records, never to more memory than a small multiple of their own size; whoever stores blocks
 * protects them with a checksum.
 *
 * @param <T> the type of the records, which is not checked
 */
public final class KryoRecordCodec<T> implements RecordCodec<T> {

  /**
   * The packages and classes of the program that may be read from blocks, besides those this
   * process wrote.
   */
  public static final ConfigKey<List<String>> ALLOW =
      new ConfigKey<>(
          "millrace.serializer.allow",
          "",
          KryoRecordCodec::parsePrefixes,
          "Packages (with those below them) and classes whose objects may be read from blocks that"
              + " an earlier run of the program wrote, separated by commas");

  private static final long serialVersionUID = 1L;

  private final AllowedClasses allowed;

  /** Not part of the serialised form: a copy gets a pool of its own. */
  private final transient KryoPool pool = new KryoPool();

  /**
   * A codec that reads, besides what it wrote itself, classes under the given prefixes.
   *
   * @param allowedPrefixes names of packages or classes, as {@link #ALLOW} has them
   * @throws IllegalArgumentException if one is no such name, or names the JDK
   */
  public KryoRecordCodec(List<String> allowedPrefixes) {
    this(new AllowedClasses(allowedPrefixes));
  }

  private KryoRecordCodec(AllowedClasses allowed) {
    this.allowed = allowed;
  }

  /** The names of the program's classes that were written with this codec, in order. */
  public List<String> writtenClasses() {
    return allowed.written();
  }

  /** A codec that reads what this one reads, and further classes or packages. */
  public KryoRecordCodec<T> allowing(List<String> furtherPrefixes) {
    List<String> prefixes = new ArrayList<>(allowed.prefixes());
    prefixes.addAll(allowed.written());
    prefixes.addAll(furtherPrefixes);
    return new KryoRecordCodec<>(prefixes.stream().distinct().toList());
  }

  @Override
  public BlockEncoder<T> newEncoder() {
    return new KryoBlockEncoder<>(pool, allowed);
  }

  /**
   * {@inheritDoc}
   *
   * @throws RecordDecodingException here for the block's frame and its class table, from the
   *     iterator for the records
   */
  @Override
  public Iterator<T> decode(ByteBuffer bytes) {
    return KryoBlockReader.open(bytes, pool, allowed);
  }

  private static List<String> parsePrefixes(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(prefix -> !prefix.isEmpty())
        .map(AllowedClasses::checkPrefix)
        .toList();
  }

  private Object writeReplace() {
    return new SerializedForm(allowed);
  }

  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw new java.io.InvalidObjectException("only the serialised form may be read");
  }

  private record SerializedForm(AllowedClasses allowed) implements Serializable {

    private Object readResolve() {
      return new KryoRecordCodec<>(allowed);
    }
  }
}
