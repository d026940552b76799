/** The command line: {@code mezzo optimize}, {@code demo}, {@code bench} and {@code doctor}. */
module dev.mezzo.cli {
  requires com.fasterxml.jackson.core;
  requires dev.mezzo;
  requires dev.mezzo.study;
  requires info.picocli;
  requires jdk.management; // counts what a thread allocates
  requires org.apache.commons.compress; // else there is none for dev.mezzo, which can do without

  opens dev.mezzo.cli to
      info.picocli;
}
