/** A small made-up company, to have something to look at. */
@NullMarked
package org.relatum.server.demo;

import org.jspecify.annotations.NullMarked;
