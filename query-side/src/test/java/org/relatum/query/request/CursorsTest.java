package org.relatum.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.SubjectKeys;

class CursorsTest {
    private final Cursors cursors = new Cursors(new FieldCipher(new OneKey((byte) 7)));

    @Test
    void a_cursor_says_again_what_it_was_given() {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("1969-12-31T23:59:59.999999Z");
        String cursor = cursors.seal("q", parameters(""), Place.of(at, null, 42L, id, "a|b|c"));
        Place place = Place.read(cursors.open("q", parameters("&cursor=" + cursor)), 5);
        assertThat(place.instant()).isEqualTo(at);
        assertThat(place.instantOrNone()).isNull();
        assertThat(place.number()).isEqualTo(42);
        assertThat(place.id()).isEqualTo(id);
        assertThat(place.text()).isEqualTo("a|b|c");
    }

    @Test
    void it_opens_for_its_own_question_only() {
        String cursor = cursors.seal("timeline 1", parameters("&asOf=2026-01-01"), "x");
        assertThat(opens("timeline 1", "&asOf=2026-01-01&limit=9", cursor)).isTrue();
        assertThat(opens("timeline 2", "&asOf=2026-01-01", cursor)).isFalse();
        assertThat(opens("timeline 1", "&asOf=2026-01-02", cursor)).isFalse();
        assertThat(opens("timeline 1", "", cursor)).isFalse();
        Cursors elsewhere = new Cursors(new FieldCipher(new OneKey((byte) 8)));
        Parameters parameters = parameters("&asOf=2026-01-01&cursor=" + cursor);
        assertThat(elsewhere.open("timeline 1", parameters)).isNull();
    }

    @Test
    void a_changed_one_is_refused_whatever_was_changed() {
        String cursor = cursors.seal("q", parameters(""), "1795303401377048|8|6");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            StringBuilder changed = new StringBuilder(cursor);
            int at = random.nextInt(cursor.length());
            changed.setCharAt(at, "ABCdef012-_".charAt(random.nextInt(11)));
            // The last character carries bits that decoding ignores.
            if (at < cursor.length() - 1 && !changed.toString().equals(cursor)) {
                assertThat(opens("q", "", changed.toString()))
                        .as(changed.toString())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "%25", "a.b", "====", "0"})
    void one_that_was_made_up_is_refused_with_a_code(String cursor) {
        Parameters parameters = parameters("&cursor=" + cursor);
        assertThat(cursors.open("q", parameters)).isNull();
        assertThatThrownBy(parameters::done)
                .isInstanceOfSatisfying(
                        QueryProblem.class,
                        problem -> assertThat(problem.getBody().getProperties().toString())
                                .contains("bad-cursor"));
    }

    private boolean opens(String question, String query, String cursor) {
        return cursors.open(question, parameters(query + "&cursor=" + cursor)) != null;
    }

    private static Parameters parameters(String query) {
        Parameters parameters = Parameters.of(query);
        parameters.instant("asOf");
        parameters.limit(1);
        return parameters;
    }

    private record OneKey(byte fill) implements SubjectKeys {
        @Override
        public SecretKey keyFor(UUID subject) {
            byte[] key = new byte[32];
            java.util.Arrays.fill(key, fill);
            return new SecretKeySpec(key, "AES");
        }

        @Override
        public Optional<SecretKey> find(UUID subject) {
            return Optional.of(keyFor(subject));
        }

        @Override
        public void destroy(Collection<UUID> subjects) {
            throw new UnsupportedOperationException();
        }
    }
}
