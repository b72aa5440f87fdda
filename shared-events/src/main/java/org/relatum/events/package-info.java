/**
 * The language of the product: sealed families of immutable events, the values they are made of, and what is known about every
 * recorded event. Imports the JDK only; the wire form is in {@code wire}, encryption of personal fields in {@code privacy}.
 */
@NullMarked
package org.relatum.events;

import org.jspecify.annotations.NullMarked;
