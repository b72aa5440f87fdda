package org.relatum.server.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;

/** A policy in a file; its name says which one it is, unless somebody does. */
record PolicyFile(PolicyKind kind, String text) {

    static PolicyFile read(Path file, @Nullable String kind) {
        String name = kind != null ? kind : file.getFileName().toString().replaceFirst("\\.(ya?ml|json)$", "");
        PolicyKind found = PolicyKind.of(name)
                .orElseThrow(() -> new ClientException(name + " is no policy; say --kind, one of "
                        + Arrays.stream(PolicyKind.values())
                                .map(PolicyKind::key)
                                .collect(Collectors.joining(", "))));
        try {
            return new PolicyFile(found, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new ClientException(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new ClientException("can't read " + file + ": " + e.getMessage(), e);
        }
    }
}
