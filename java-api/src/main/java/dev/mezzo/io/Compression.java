package dev.mezzo.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * How the bytes of a file are packed: seen from the first ones when reading, from its name when
 * writing.
 */
enum Compression {
  NONE,
  GZIP,
  BZIP2;

  private static final int BUFFER = 1 << 16;

  /** Writes to a stream that is not to be closed. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What a file of that name is to be. */
  static Compression ofName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".gz") ? GZIP : name.endsWith(".bz2") ? BZIP2 : NONE;
  }

  /** The text in a file, whichever way it is packed. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      raw.mark(4);
      byte[] first = raw.readNBytes(3);
      raw.reset();
      if (first.length > 1 && first[0] == 0x1f && first[1] == (byte) 0x8b) {
        return new GZIPInputStream(raw, BUFFER);
      }
      boolean isBzip2 = first.length > 2 && first[0] == 'B' && first[1] == 'Z' && first[2] == 'h';
      return isBzip2 ? Bzip2.read(raw) : raw;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Packs what is written. */
  void write(OutputStream out, Content content) throws IOException {
    switch (this) {
      case NONE -> content.writeTo(out);
      case GZIP -> {
        var packed = new GZIPOutputStream(out, BUFFER);
        content.writeTo(packed);
        packed.finish();
      }
      case BZIP2 -> Bzip2.write(out, content);
    }
  }

  /** Apart, because the module that it needs is there only where it is wanted. */
  private static final class Bzip2 {
    private Bzip2() {}

    static InputStream read(InputStream packed) throws IOException {
      try {
        return new BufferedInputStream(new BZip2CompressorInputStream(packed, true), BUFFER);
      } catch (NoClassDefFoundError e) {
        throw missing(e);
      }
    }

    static void write(OutputStream out, Content content) throws IOException {
      BZip2CompressorOutputStream packed;
      try {
        packed = new BZip2CompressorOutputStream(out);
      } catch (NoClassDefFoundError e) {
        throw missing(e);
      }
      content.writeTo(packed);
      packed.finish();
    }

    private static IOException missing(NoClassDefFoundError e) {
      return new IOException(
          "bzip2 takes Apache Commons Compress (org.apache.commons:commons-compress), which is not"
              + " on the module path or class path",
          e);
    }
  }
}
