package org.relatum.command.shell;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.customer.Named;
import org.relatum.events.Metadata;

/**
 * A command on its way to its aggregate: the one payload of all command messages. The message's name says which kind of
 * aggregate is meant.
 *
 * @param stream the aggregate
 * @param metadata what its events will carry
 * @param expectedVersion the command is refused when the stream has another version
 * @param fresh whether the stream's id was made for this command, so that there is nothing to load
 * @param named what other streams say about the things that the command names
 */
record Envelope<C>(
        UUID stream, C command, Metadata metadata, @Nullable Long expectedVersion, boolean fresh, Named named) {}
