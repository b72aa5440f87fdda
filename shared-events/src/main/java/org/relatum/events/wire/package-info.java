/**
 * The wire form of the language: stable logical type names with a revision, JSON, upcasters from old revisions. What is stored by
 * it must be readable for ever: golden files in the tests hold every revision.
 */
@NullMarked
package org.relatum.events.wire;

import org.jspecify.annotations.NullMarked;
