package dev.millrace.receiver.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private static FrameReader reading(String hex) {
    return new FrameReader(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
  }

  @Test
  void cutsAStreamIntoFrames() throws IOException {
    FrameReader reader = reading("00000002aabb" + "00000000" + "00000001cc");
    assertEquals(
        Optional.of(ByteBuffer.wrap(new byte[] {(byte) 0xaa, (byte) 0xbb})), reader.next());
    assertEquals(Optional.of(ByteBuffer.allocate(0)), reader.next());
    assertEquals(Optional.of(ByteBuffer.wrap(new byte[] {(byte) 0xcc})), reader.next());
    assertEquals(Optional.empty(), reader.next());
  }

  @Test
  void readsALengthOfSeveralBytesHighByteFirst() throws IOException {
    FrameReader reader = reading("00000102" + "07".repeat(258));
    assertEquals(258, reader.next().orElseThrow().remaining());
    assertEquals(Optional.empty(), reader.next());
  }

  @Test
  void refusesAnEndWithinAFrame() {
    for (String cut : new String[] {"00", "000000", "00000002", "00000002aa"}) {
      assertThrows(EOFException.class, () -> reading(cut).next(), cut);
    }
  }

  @Test
  void refusesAFrameLargerThanABlockWithoutTakingMemoryForIt() {
    for (String length : new String[] {"7fffffff", "80000000", "ffffffff"}) {
      IOException e = assertThrows(IOException.class, () -> reading(length).next());
      assertTrue(e.getMessage().contains(Long.toString(Long.parseLong(length, 16))), e::getMessage);
    }
  }
}
