package dev.mezzo.cli.doctor;

/**
 * What is in Mezzo's way on this machine.
 *
 * @param topic short name for programs, such as "governor"
 * @param finding what was found
 * @param action what to do
 */
public record Advice(String topic, String finding, String action) {}
