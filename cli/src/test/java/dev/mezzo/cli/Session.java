package dev.mezzo.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the program within the test's JVM, with what it printed. */
record Session(int exitCode, String out, String err) {

  static Session run(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int k = 0; k < words.length; k++) {
      words[k] = arguments[k].toString();
    }
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Session(code, out.toString(), err.toString());
  }
}
