/**
 * Loads the native library and translates its errors. Not an API: only {@code dev.mezzo} reads it.
 */
package dev.mezzo.bindings;
