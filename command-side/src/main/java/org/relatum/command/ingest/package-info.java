/**
 * Bulk files in: formats turn a file into steps, and an import takes the steps one customer after the other through the
 * same commands that REST uses. A step's identity depends on what the file says only, so repeating an import, whole or
 * after a crash, adds nothing twice.
 */
@NullMarked
package org.relatum.command.ingest;

import org.jspecify.annotations.NullMarked;
