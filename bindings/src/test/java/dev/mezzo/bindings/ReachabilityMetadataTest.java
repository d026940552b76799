package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mezzo.bindings.ffi.mezzo_h;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What GraalVM's native-image must be told of this module: the shape of every native call, and that
 * the library is a resource that is looked up by name.
 */
class ReachabilityMetadataTest {
  private static final Path COMMITTED =
      Path.of(
          "src/main/resources/META-INF/native-image/dev.mezzo/mezzo-bindings",
          "reachability-metadata.json");
  private static final Path GENERATED =
      Path.of("src/generated/java/dev/mezzo/bindings/ffi/mezzo_h.java");

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded(); // else the generated classes do not initialise
  }

  /** Where it does not, the file as it must be is left in the folder "target", to be copied. */
  @Test
  void metadataHasTheShapeOfEveryNativeCall() throws Exception {
    String expected = metadata();
    Files.writeString(Path.of("target", COMMITTED.getFileName().toString()), expected);
    assertThat(Files.readString(COMMITTED)).isEqualTo(expected);
  }

  /** An option, such as "critical", would have to be in the metadata. */
  @Test
  void generatedCallsHaveNoLinkerOptions() throws IOException {
    String source = Files.readString(GENERATED);
    assertThat(count("downcallHandle\\(", source))
        .isPositive()
        .isEqualTo(count("downcallHandle\\(ADDR, DESC\\)", source));
  }

  private static long count(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  private static String metadata() throws IllegalAccessException {
    return """
    {
      "resources": [
        {"glob": "META-INF/native/*/libmezzo.so"}
      ],
      "foreign": {
        "downcalls": [
    %s
        ]
      }
    }
    """
        .formatted(
            calls().stream().map(call -> "      " + call).collect(Collectors.joining(",\n")));
  }

  /** Every shape once, in an order that does not depend on that of the functions. */
  private static Set<String> calls() throws IllegalAccessException {
    Set<String> calls = new TreeSet<>();
    for (Class<?> function : mezzo_h.class.getDeclaredClasses()) {
      for (Field field : function.getDeclaredFields()) {
        if (field.getType() == FunctionDescriptor.class) {
          field.setAccessible(true);
          calls.add(call((FunctionDescriptor) field.get(null)));
        }
      }
    }
    return calls;
  }

  private static String call(FunctionDescriptor function) {
    List<String> parameters = new ArrayList<>();
    for (MemoryLayout parameter : function.argumentLayouts()) {
      parameters.add('"' + type(parameter) + '"');
    }
    return "{\"returnType\": \"%s\", \"parameterTypes\": [%s]}"
        .formatted(
            function.returnLayout().map(ReachabilityMetadataTest::type).orElse("void"),
            String.join(", ", parameters));
  }

  /**
   * By the name that native-image has for it; those of Java's types have the same size anywhere.
   */
  private static String type(MemoryLayout layout) {
    return layout instanceof AddressLayout ? "void*" : "j" + ((ValueLayout) layout).carrier();
  }
}
