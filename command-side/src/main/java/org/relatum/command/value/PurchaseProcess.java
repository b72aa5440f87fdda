package org.relatum.command.value;

/**
 * A model of how customers buy and leave. In both, a customer buys at random with an own rate (gamma distributed over
 * the population: shape r, scale alpha in weeks) and may leave for good right after a purchase with an own probability
 * (beta distributed: a, b).
 */
public enum PurchaseProcess {
    /** Fader, Hardie and Lee (2005): a customer can leave after each repeat purchase, so never before the first one. */
    BG_NBD("bg-nbd", 0),
    /** Batislam, Denizel and Filiztekin (2007): a customer can also leave right after the very first purchase. */
    MBG_NBD("mbg-nbd", 1);

    private final String label;
    private final int chancesAtFirstPurchase;

    PurchaseProcess(String label, int chancesAtFirstPurchase) {
        this.label = label;
        this.chancesAtFirstPurchase = chancesAtFirstPurchase;
    }

    /** The name in commands, events and URLs. */
    public String label() {
        return label;
    }

    /** How often a customer with {@code repeats} repeat transactions has had the chance to leave. */
    int chancesToLeave(int repeats) {
        return repeats + chancesAtFirstPurchase;
    }
}
