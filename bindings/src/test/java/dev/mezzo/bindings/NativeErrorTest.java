package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mezzo.bindings.ffi.mezzo_h;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NativeErrorTest {
  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(mezzo_h.MEZZO_ERROR_NULL(), IllegalArgumentException.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_SIZE(), IllegalArgumentException.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_INDEX(), IllegalArgumentException.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_TYPE(), IllegalArgumentException.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_MEMORY(), OutOfMemoryError.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_UNSUPPORTED(), UnsupportedOperationException.class),
        Arguments.of(mezzo_h.MEZZO_ERROR_LIBRARY(), IllegalStateException.class),
        Arguments.of(-1000, IllegalStateException.class));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void callErrorBecomesAnExceptionWithTheLibrarysMessage(
      int status, Class<? extends Throwable> type) {
    assertThatThrownBy(() -> NativeError.check(status))
        .isExactlyInstanceOf(type)
        .hasMessageStartingWith(mezzo_h.mezzo_status_message(status).getString(0));
  }

  @Test
  void outcomesPass() {
    assertThat(NativeError.check(mezzo_h.MEZZO_OK())).isZero();
    assertThat(NativeError.check(mezzo_h.MEZZO_NOT_POSITIVE_DEFINITE())).isEqualTo(1);
    assertThat(NativeError.check(mezzo_h.MEZZO_FILL_LIMIT())).isEqualTo(3);
  }

  @Test
  void errorOfANativeCallIsTranslated() {
    assertThatThrownBy(
            () ->
                NativeError.check(
                    mezzo_h.mezzo_jacobian_query(MemorySegment.NULL, MemorySegment.NULL)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
