package org.relatum.query.ledger;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the ledger, prefix {@code relatum.ledger}.
 *
 * @param witnesses public keys of outside witnesses whose cosignatures are taken, each {@code name+id+key} of type 4
 */
@ConfigurationProperties("relatum.ledger")
public record LedgerSettings(@DefaultValue List<String> witnesses) {
    public LedgerSettings {
        witnesses = List.copyOf(witnesses);
    }
}
