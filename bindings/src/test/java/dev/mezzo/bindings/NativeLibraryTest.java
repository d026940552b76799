package dev.mezzo.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mezzo.bindings.ProbeProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading happens once in a JVM, so each of these claims is put to a JVM of its own. */
class NativeLibraryTest {
  @TempDir Path folder;

  private ProbeProcess probe;

  @BeforeEach
  void isolate() throws IOException {
    Files.createDirectory(folder.resolve("tmp"));
    probe =
        new ProbeProcess()
            .environment("XDG_CACHE_HOME", folder.resolve("cache"))
            .option("-Djava.io.tmpdir=" + folder.resolve("tmp"));
  }

  @Test
  void explicitPropertyNamesTheFileToLoad() throws IOException {
    Path file = Files.copy(builtLibrary(), folder.resolve("renamed.so"));
    assertThat(loaded(probe.option("-Ddev.mezzo.library.path=" + file))).isEqualTo(file);
  }

  @Test
  void explicitPropertyIsNotOverruledByOtherPlaces() {
    Result result = probe.option("-Ddev.mezzo.library.path=/no/such/libmezzo.so").run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors())
        .contains("UnsatisfiedLinkError", "/no/such/libmezzo.so", "dev.mezzo.library.path");
  }

  @Test
  void libraryPathComesBeforeTheJar() throws IOException {
    Path file = Files.copy(builtLibrary(), folder.resolve("libmezzo.so"));
    assertThat(loaded(probe.option("-Djava.library.path=/no/such/folder:" + folder)))
        .isEqualTo(file);
  }

  @Test
  void unusableFileOnLibraryPathIsPassedOver() throws Exception {
    compileDependent(folder.resolve("libmezzo.so"));
    assertThat(loaded(probe.option("-Djava.library.path=" + folder)))
        .startsWith(folder.resolve("cache"));
  }

  @Test
  void jarIsUnpackedIntoFolderNamedByHash() throws IOException {
    String hash = LibraryCache.sha256(Files.readAllBytes(builtLibrary()));
    assertThat(loaded(probe))
        .isEqualTo(folder.resolve("cache/mezzo").resolve(hash).resolve("libmezzo.so"))
        .hasSameBinaryContentAs(builtLibrary());
  }

  @Test
  void modulePathNeedsOnlyTheModulesOwnFlag() {
    assertThat(loaded(probe.onModulePath())).startsWith(folder.resolve("cache"));
  }

  @Test
  void homeIsUsedWhereNoCacheFolderIsSet() {
    probe.withoutEnvironment("XDG_CACHE_HOME");
    assertThat(loaded(probe.option("-Duser.home=" + folder)))
        .startsWith(folder.resolve(".cache/mezzo"));
  }

  @Test
  void relativeCacheFolderIsIgnored() {
    probe.environment("XDG_CACHE_HOME", "somewhere");
    assertThat(loaded(probe.option("-Duser.home=" + folder)))
        .startsWith(folder.resolve(".cache/mezzo"));
  }

  @Test
  void processesThatUnpackAtOnceAllLoad() throws IOException {
    List<Process> processes = IntStream.range(0, 4).mapToObj(i -> probe.start()).toList();
    List<Result> results = processes.stream().map(ProbeProcess::result).toList();
    assertThat(results).allSatisfy(result -> assertThat(result.exit()).isZero());
    assertThat(results.stream().map(Result::library).distinct()).hasSize(1);
    try (Stream<Path> files = Files.walk(folder.resolve("cache")).filter(Files::isRegularFile)) {
      assertThat(files).containsExactly(results.getFirst().library());
    }
  }

  @Test
  void cacheThatCannotBeAFolderFallsBackToTemporaryFolder() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file");
    assertThat(loaded(probe)).startsWith(folder.resolve("tmp"));
  }

  @Test
  void noexecReadOnlyAndFullFoldersAreToldApart() throws IOException {
    assumeTrue(mayMount(), "skipped: this user may not mount file systems in a namespace");
    assertThat(whereAllIsMounted("noexec"))
        .contains("noexec: code cannot run from there", "XDG_CACHE_HOME", "java.io.tmpdir");
    assertThat(whereAllIsMounted("ro")).contains("Read-only file system");
    assertThat(whereAllIsMounted("size=4k")).contains("No space left on device");
  }

  /**
   * Errors of a probe whose cache and temporary folder both are on a file system of such options.
   */
  private String whereAllIsMounted(String options) throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Path temporary = folder.resolve("tmp");
    String mount = "mount -t tmpfs -o " + options + ",mode=700 tmpfs ";
    Result result =
        new ProbeProcess()
            .environment("XDG_CACHE_HOME", cache)
            .option("-Djava.io.tmpdir=" + temporary)
            .option("-XX:-UsePerfData")
            .under("unshare", "--map-root-user", "--mount", "sh", "-c")
            .under(mount + cache + " && " + mount + temporary + " && exec \"$0\" \"$@\"")
            .run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors())
        .contains("UnsatisfiedLinkError", cache.toString(), temporary.toString());
    return result.errors();
  }

  private static boolean mayMount() {
    try {
      String[] command = {
        "unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"
      };
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void libraryOfAnotherInterfaceVersionIsRefused() throws Exception {
    Path file = compile("int mezzo_abi_version(void) { return 12345; }");
    Result result = probe.option("-Ddev.mezzo.library.path=" + file).run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors()).contains("UnsatisfiedLinkError", file + " has version 12345");
  }

  @Test
  void foreignLibraryIsRefused() throws Exception {
    Path file = compile("int something_else(void) { return 0; }");
    Result result = probe.option("-Ddev.mezzo.library.path=" + file).run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors()).contains(file + " is not Mezzo's library");
  }

  @Test
  void missingDependencyIsNamedWithItsPackages() throws Exception {
    Path file = folder.resolve("dependent.so");
    Path dependency = compileDependent(file);
    Result result = probe.option("-Ddev.mezzo.library.path=" + file).run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors()).contains(dependency.getFileName().toString(), "apt-get install");
  }

  @Test
  void foldersThatCannotBeMadeAreListedWithWhatToSet() {
    Result result =
        new ProbeProcess()
            .environment("XDG_CACHE_HOME", "/proc/no-such")
            .option("-Djava.io.tmpdir=/proc")
            .option("-XX:-UsePerfData")
            .run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.errors())
        .contains("/proc/no-such/mezzo: ", "/proc/mezzo-", "XDG_CACHE_HOME", "java.io.tmpdir");
  }

  @Test
  void deniedNativeAccessNamesTheFlagForTheClassPath() {
    Result result = probe.withoutNativeAccess().run();
    assertThat(result.errors())
        .contains("IllegalCallerException", "Start java with --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void deniedNativeAccessNamesTheFlagForTheModulePath() {
    Result result = probe.withoutNativeAccess().onModulePath().run();
    assertThat(result.errors())
        .contains("Start java with --enable-native-access=dev.mezzo.bindings");
  }

  /** The library a probe loaded; it must have printed nothing else, warnings included. */
  private static Path loaded(ProbeProcess probe) {
    Result result = probe.run();
    assertThat(result.errors()).isEmpty();
    assertThat(result.exit()).isZero();
    return result.library();
  }

  private Path compile(String source) throws Exception {
    Path file = folder.resolve("compiled" + source.hashCode() + ".so");
    cc(source, file);
    return file;
  }

  /** Makes a library that needs another one, which is then removed and returned. */
  private Path compileDependent(Path file) throws Exception {
    Path dependency = compile("int dependency(void) { return 0; }");
    cc("int dependency(void); int dependent(void) { return dependency(); }", file, dependency);
    Files.delete(dependency);
    return dependency;
  }

  private void cc(String source, Path file, Path... libraries) throws Exception {
    Path code = Files.writeString(folder.resolve("source.c"), source);
    List<String> command =
        Stream.concat(
                Stream.of("cc", "-shared", "-fPIC", "-o", file.toString(), code.toString()),
                Stream.of(libraries).map(Path::toString))
            .toList();
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static Path builtLibrary() throws IOException {
    try (Stream<Path> files = Files.walk(ProbeProcess.CLASSES.resolve("META-INF/native"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }
}
