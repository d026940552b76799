package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.bindings.ffi.mezzo_abi_entry;
import dev.mezzo.bindings.ffi.mezzo_h;
import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The generated classes, the header and the library that was built must describe the same thing.
 */
class GeneratedBindingsTest {
  private static final Path HEADER = Path.of("../native/include/mezzo.h");
  private static final Path GENERATED = Path.of("src/generated/java/dev/mezzo/bindings/ffi");
  private static final String PACKAGE = "dev.mezzo.bindings.ffi.";

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  @Test
  void bindingsWereGeneratedFromThisHeader() throws IOException {
    var provenance = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("src/generated/provenance.properties"))) {
      provenance.load(reader);
    }
    assertThat(LibraryCache.sha256(Files.readAllBytes(HEADER)))
        .as("mezzo.h has changed since: generate the bindings anew with jextract")
        .isEqualTo(provenance.getProperty("header.sha256"));
  }

  @Test
  void everySizeOffsetAndValueOfTheLibraryIsThatOfTheBindings() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    for (String name : table().keySet()) {
      expected.put(name, bound(name));
    }
    assertThat(table()).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void libraryTellsEverySizeAndOffsetThatTheBindingsUse() throws Exception {
    Set<String> used = new TreeSet<>();
    for (Class<?> type : structs()) {
      used.add("sizeof " + type.getSimpleName());
      for (Method method : type.getMethods()) {
        if (method.getName().endsWith("$offset")) {
          used.add("offsetof " + type.getSimpleName() + "." + member(method));
        }
      }
    }
    assertThat(used).isNotEmpty();
    assertThat(table().keySet()).containsAll(used);
  }

  @Test
  void libraryTellsEveryEnumValueThatTheBindingsUse() throws IOException {
    Set<String> macros = new HashSet<>();
    Pattern.compile("(?m)^#define (MEZZO_\\w+)")
        .matcher(Files.readString(HEADER))
        .results()
        .forEach(match -> macros.add(match.group(1)));
    Set<String> used = new TreeSet<>();
    for (Method method : mezzo_h.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          && method.getName().startsWith("MEZZO_")
          && !macros.contains(method.getName())) {
        used.add(method.getName());
      }
    }
    assertThat(used).contains("MEZZO_OK", "MEZZO_F16");
    assertThat(table().keySet()).containsAll(used);
  }

  /** The library's own account of itself: name to size, offset or value. */
  private static Map<String, Long> table() {
    Map<String, Long> table = new TreeMap<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment entries = mezzo_h.mezzo_abi_table(count);
      for (long i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
        MemorySegment entry = mezzo_abi_entry.asSlice(entries, i);
        table.put(mezzo_abi_entry.name(entry).getString(0), mezzo_abi_entry.value(entry));
      }
    }
    return table;
  }

  /** What the bindings say of a row of that table. */
  private static long bound(String name) throws ReflectiveOperationException {
    String[] words = name.split("[ .]");
    return switch (words[0]) {
      case "sizeof" -> (long) Class.forName(PACKAGE + words[1]).getMethod("sizeof").invoke(null);
      case "offsetof" ->
          (long) Class.forName(PACKAGE + words[1]).getMethod(words[2] + "$offset").invoke(null);
      default -> ((Number) mezzo_h.class.getMethod(name).invoke(null)).longValue();
    };
  }

  private static Set<Class<?>> structs() throws IOException, ClassNotFoundException {
    Set<Class<?>> structs = new HashSet<>();
    try (Stream<Path> files = Files.list(GENERATED)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (!name.equals("mezzo_h") && !name.equals("mezzo_h$shared")) {
          structs.add(Class.forName(PACKAGE + name));
        }
      }
    }
    return structs;
  }

  private static String member(Method offset) {
    return offset.getName().replace("$offset", "");
  }
}
