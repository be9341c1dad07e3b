package dev.millrace.testkit.law;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.FileFault;
import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.file.FileOperation;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FaultBookTest {
  private final World world = new World(7);
  private final SimulatedDisk disk = new SimulatedDisk(world, "disk");
  private final FaultBook book = new FaultBook(world.outside(), disk);

  private void failingWrite(String path) throws IOException {
    try (WritableFile file = disk.mount(world.outside()).create(path)) {
      assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(8)));
    }
  }

  @Test
  void missesAWriteThatFailedAndWasNotReported() throws IOException {
    disk.limitCapacity(0);
    failingWrite("f");

    BrokenLaw broken = assertThrows(BrokenLaw.class, book::checkAtRest);
    assertTrue(broken.getMessage().contains("failed writes and syncs 1"), broken.getMessage());
  }

  @Test
  void missesTheSecondReportOfTwoWrites() throws IOException {
    disk.limitCapacity(0);
    failingWrite("f");
    failingWrite("g");
    book.onReport();

    assertThrows(BrokenLaw.class, book::checkAtRest);
    book.onReport();
    assertDoesNotThrow(book::checkAtRest);
  }

  @Test
  void takesTwoFaultsOfOneWriteForOneFailure() throws IOException {
    disk.limitCapacity(0);
    disk.plan(FileFault.once(Kind.ERROR_AFTER_EFFECT, 0).at(FileOperation.WRITE));
    failingWrite("f");
    assertEquals(2, disk.injectedCount());
    book.onReport();

    assertDoesNotThrow(book::checkAtRest);
  }

  @Test
  void waitsForAReportNoLongerThanItsPatience() throws IOException {
    disk.limitCapacity(0);
    failingWrite("f");
    world.runFor(Duration.ofSeconds(29));
    assertDoesNotThrow(book::check);

    world.runFor(Duration.ofSeconds(2));
    assertThrows(BrokenLaw.class, book::check);
  }
}
