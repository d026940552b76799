/** A user of Mezzo that is a module. */
module consumer {
  requires dev.mezzo;
}
