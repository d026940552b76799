package dev.mezzo.study.report;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, if this machine has one: what pages look like to it. */
final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final int PATIENCE_SECONDS = 120;

  /**
   * Loads a page in frames of two widths, asks every chart for tooltips, presses every button
   * twice, and says what became of it there.
   */
  private static final String PROBE =
      """
      <!doctype html><body>
      <iframe src="@PAGE@" width="1300" height="900"></iframe>
      <iframe src="@PAGE@" width="390" height="800"></iframe>
      <script>
      const BAD = /NaN|Infinity|undefined|null/;
      const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
      const all = (frame, what) => [...frame.contentDocument.querySelectorAll(what)];
      const sticksOut = (text) => {
        const box = text.getBoundingClientRect();
        const holder = text.closest('.chart').getBoundingClientRect();
        return box.left < holder.left - 1 || box.right > holder.right + 1
          || box.top < holder.top - 1 || box.bottom > holder.bottom + 1;
      };
      async function tips(frame) {
        const found = [];
        for (const holder of all(frame, '.chart')) {
          const chart = frame.contentWindow.echarts?.getInstanceByDom(holder);
          if (!chart) continue;
          for (const part of [0.3, 0.5, 0.7]) {
            chart.dispatchAction({ type: 'showTip', x: part * chart.getWidth(), y: part * chart.getHeight() });
            await sleep(20);
            if (holder.children.length > 1) found.push(holder.lastElementChild.textContent);
          }
        }
        return found.filter((text) => text !== '');
      }
      async function look(frame) {
        const root = frame.contentDocument.documentElement;
        const texts = all(frame, '.chart svg text, svg.pattern text').map((text) => text.textContent);
        const found = {
          overflow: root.scrollWidth - root.clientWidth,
          charts: all(frame, '.chart').length,
          drawn: all(frame, '.chart').filter((chart) => chart.querySelector('svg path')).length,
          broken: all(frame, 'svg path').filter((path) => BAD.test(path.getAttribute('d'))).length,
          cut: all(frame, '.chart svg text').filter(sticksOut).length,
        };
        const said = await tips(frame);
        found.tips = said.length;
        found.words = [...texts, ...said].filter((text) => BAD.test(text)).length;
        for (const button of [...all(frame, 'button'), ...all(frame, 'button')]) button.click();
        found.texts = '|' + [...new Set(texts)].join('|') + '|';
        return Object.entries(found).map(([key, value]) => key + '=' + value).join(';');
      }
      addEventListener('load', async () => {
        await sleep(1500);
        for (const frame of document.querySelectorAll('iframe')) {
          const line = document.createElement('pre');
          line.textContent = await look(frame);
          await sleep(200);
          document.body.append(line);
        }
      });
      </script>
      """;

  /**
   * What a page is in a frame.
   *
   * @param overflow pixels that it is wider than the frame
   * @param charts places for charts
   * @param drawn charts with something in them
   * @param broken paths with coordinates that are no numbers
   * @param cut texts of charts that stick out
   * @param tips tooltips that showed something
   * @param words texts that are no words for people
   * @param texts of all charts and patterns
   */
  record Frame(
      int overflow,
      int charts,
      int drawn,
      int broken,
      int cut,
      int tips,
      int words,
      String texts) {}

  /**
   * What became of a page.
   *
   * @param wide in a frame of 1300 pixels
   * @param narrow in a frame of 390 pixels
   * @param errors what the console says
   */
  record Look(Frame wide, Frame narrow, List<String> errors) {}

  private Chromium() {}

  /** Opens a page; skips the test where there is no Chromium, or where it does not start. */
  static Look open(String html, Path folder) throws IOException, InterruptedException {
    List<Path> browsers = browsers();
    assumeThat(browsers).as("no Chromium in PATH: pages are not opened").isNotEmpty();
    Path page = Files.writeString(folder.resolve("page.html"), html);
    Path probe =
        Files.writeString(
            folder.resolve("probe.html"), PROBE.replace("@PAGE@", page.getFileName().toString()));
    Path log = folder.resolve("chromium.log");
    Path dom = folder.resolve("dom.html");
    Path profile = Files.createTempDirectory("mezzo-chromium-");
    Process process =
        new ProcessBuilder(
                browsers.getFirst().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--allow-file-access-from-files",
                "--user-data-dir=" + profile,
                "--enable-logging=stderr",
                "--virtual-time-budget=20000",
                "--dump-dom",
                probe.toUri().toString())
            .redirectError(log.toFile())
            .redirectOutput(dom.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    discard(profile);
    List<Frame> frames = frames(Files.readString(dom));
    assumeThat(frames).as("Chromium did not open the page; it said " + log).hasSize(2);
    try (Stream<String> lines = Files.lines(log)) {
      List<String> errors = lines.filter(line -> line.contains("CONSOLE")).toList();
      return new Look(frames.get(0), frames.get(1), errors);
    }
  }

  /** As far as possible: processes of the browser may live, and write there, a little longer. */
  private static void discard(Path profile) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(profile)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      return;
    }
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  private static List<Path> browsers() {
    String path = System.getenv("PATH");
    return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .toList();
  }

  private static List<Frame> frames(String dom) {
    Matcher lines =
        Pattern.compile(
                "overflow=(-?\\d+);charts=(\\d+);drawn=(\\d+);broken=(\\d+);cut=(\\d+);"
                    + "tips=(\\d+);words=(\\d+);texts=([^<]*)<")
            .matcher(dom);
    return lines
        .results()
        .map(
            line ->
                new Frame(
                    Integer.parseInt(line.group(1)),
                    Integer.parseInt(line.group(2)),
                    Integer.parseInt(line.group(3)),
                    Integer.parseInt(line.group(4)),
                    Integer.parseInt(line.group(5)),
                    Integer.parseInt(line.group(6)),
                    Integer.parseInt(line.group(7)),
                    line.group(8)))
        .toList();
  }
}
