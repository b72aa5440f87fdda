/** Context <em>service and complaints</em>: cases with the moves they may make, and the knowledge articles that help with them. */
@NullMarked
package org.relatum.command.service;

import org.jspecify.annotations.NullMarked;
