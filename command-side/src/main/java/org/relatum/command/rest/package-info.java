/**
 * Commands over HTTP: one resource-style endpoint per command, a stream of mixed commands, problems as RFC 9457, and the OpenAPI
 * document. {@link org.relatum.command.rest.CommandType} is the one table behind all of them.
 */
@NullMarked
package org.relatum.command.rest;

import org.jspecify.annotations.NullMarked;
