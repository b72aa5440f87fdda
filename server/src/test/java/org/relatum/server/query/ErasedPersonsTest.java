package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.Profile;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FileSubjectKeys;
import org.relatum.events.privacy.KeystoreMasterKeys;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** A person whose key is gone: everything but the personal fields is there, and these are named. */
class ErasedPersonsTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final Rest rest = new Rest(TestServer.shared());
    private final LogWriter log = new LogWriter(TestServer.shared());
    private final UUID customer = UUID.randomUUID();

    @TempDir
    Path elsewhere;

    @Test
    void erased_fields_are_null_and_named_and_nothing_else_changes() throws IOException {
        Profile profile = new Profile(
                gone("customer.registered", "name", "Ada Example"),
                gone("customer.registered", "birthDate", "1990-05-17"),
                null,
                null,
                null,
                "en",
                "GB",
                null);
        String segment = "erased-" + customer;
        log.write(
                fact(
                        customer,
                        "2025-01-01T00:00:00Z",
                        new CustomerRegistered(START, PartyKind.PERSON, PartyRole.CUSTOMER, profile, "web", null)),
                fact(
                        customer,
                        "2025-01-01T00:00:01Z",
                        new ContactPointAdded(
                                START,
                                new ContactPoint(
                                        "c1",
                                        ContactPointKind.EMAIL,
                                        gone("customer.contact-point-added", "value", "ada@example.org"),
                                        gone("customer.contact-point-added", "label", "work")))),
                fact(customer, "2025-01-01T00:00:02Z", new CustomerClassified(START, segment, null)));

        JsonNode answer = rest.get("/api/v1/customers/" + customer);
        assertThat(answer.path("profile").path("name").isNull()).isTrue();
        assertThat(answer.path("profile").path("birthDate").isNull()).isTrue();
        assertThat(answer.path("profile").path("country").asString()).isEqualTo("GB");
        assertThat(answer.path("contactPoints").get(0).path("value").isNull()).isTrue();
        assertThat(answer.path("contactPoints").get(0).path("label").isNull()).isTrue();
        assertThat(answer.path("erased").toString())
                .isEqualTo(
                        "[\"profile.name\",\"profile.birthDate\",\"contactPoints.0.value\",\"contactPoints.0.label\"]");
        assertThat(answer.path("completeness").path("missing").toString())
                .doesNotContain("NAME", "BIRTH_DATE", "CONTACT_POINT");

        JsonNode item =
                rest.get("/api/v1/customers?segment=" + segment).path("items").get(0);
        assertThat(item.path("name").isNull()).isTrue();
        assertThat(item.path("erased").toString()).isEqualTo("[\"name\"]");

        JsonNode history =
                rest.get("/api/v1/customers/" + customer + "/history").path("events");
        assertThat(history.get(0).path("data").path("profile").path("name").isNull())
                .isTrue();
        assertThat(history.get(0).path("erased").toString())
                .isEqualTo("[\"data.profile.name\",\"data.profile.birthDate\"]");
        assertThat(history.get(1).path("erased").toString())
                .isEqualTo("[\"data.contactPoint.value\",\"data.contactPoint.label\"]");
        assertThat(history.get(2).path("erased").toString()).isEqualTo("[]");
    }

    /** As it stands in the log of one whose key was destroyed: sealed with a key that nobody has. */
    private Personal gone(String type, String field, String text) throws IOException {
        Place place = new Place(customer, type, field);
        try (FileSubjectKeys destroyed = FileSubjectKeys.open(
                elsewhere.resolve(UUID.randomUUID() + ".keys"),
                KeystoreMasterKeys.open(elsewhere.resolve("master.p12"), "secret".toCharArray()))) {
            return Personal.sealed(
                    customer, place, new FieldCipher(destroyed).seal(Personal.clear(customer, text), place));
        }
    }

    @Test
    void the_reason_of_a_command_is_revealed_for_those_who_may_read() {
        Fact fact = new Fact(customer, START, LogWriter.registered(customer, START.toString()));
        log.record(List.of(fact), "asked for by phone");
        JsonNode event = rest.get("/api/v1/customers/" + customer + "/history")
                .path("events")
                .get(0);
        assertThat(event.path("metadata").path("reason").asString()).isEqualTo("asked for by phone");
        assertThat(event.path("metadata").path("actor").asString()).isEqualTo("tester");
        assertThat(event.path("metadata").path("correlationId").asString()).isEqualTo("corr-1");
        assertThat(event.path("data").path("profile").path("name").asString()).isEqualTo("Ada Example");
    }
}
