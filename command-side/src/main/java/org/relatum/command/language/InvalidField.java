package org.relatum.command.language;

/**
 * What is wrong with one field of a request.
 *
 * @param field path to the field, for example {@code lines[0].quantity}; a header's name for a header
 * @param code stable, kebab-case
 * @param reason for a human
 */
public record InvalidField(String field, String code, String reason) {}
