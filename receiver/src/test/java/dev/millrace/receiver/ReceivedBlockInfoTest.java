package dev.millrace.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.wal.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceivedBlockInfoTest {

  private static final BlockId ID = new BlockId(1, 2, 3);
  private static final LogPosition POSITION = new LogPosition(new UUID(1, 2), 1, 1, 128, 5, 6, 7);

  private static Object copy(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void isSerialisableWithAndWithoutAPositionInTheLog() throws Exception {
    ReceivedBlockInfo logged =
        new ReceivedBlockInfo(ID, 4, 5, List.of("0", "1"), Optional.of(POSITION));
    ReceivedBlockInfo plain = new ReceivedBlockInfo(ID, 4, 5, List.of("0"), Optional.empty());
    assertEquals(logged, copy(logged));
    assertEquals(plain, copy(plain));
  }

  @Test
  void refusesEmptyBlocksAndBlocksInNobodysLog() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReceivedBlockInfo(ID, 0, 5, List.of("0"), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ReceivedBlockInfo(ID, 1, 5, List.of(), Optional.of(POSITION)));
  }
}
