package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import tools.jackson.databind.json.JsonMapper;

/** What a privacy officer does at the command line, and that a backup undoes none of it. */
@Timeout(600)
class PrivacyCommandTest {
    @TempDir
    Path directory;

    private static String register(TestServer server) {
        return new Rest(server)
                .post("/api/v1/customers", "{\"party\":\"PERSON\",\"profile\":{\"name\":\"Ada Example\"}}")
                .ok()
                .json()
                .path("customerId")
                .asString();
    }

    private static Cli.Ran run(TestServer server, String... args) {
        String[] all = new String[args.length + 5];
        all[0] = "privacy";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--url";
        all[args.length + 2] = server.url().toString();
        all[args.length + 3] = "--token";
        all[args.length + 4] = Keys.of(server.service());
        return Cli.run(all);
    }

    @Test
    void a_person_is_exported_and_erased_and_the_master_key_changed() throws Exception {
        try (TestServer server = TestServer.start()) {
            String ada = register(server);
            Path file = directory.resolve("ada.json");
            assertThat(run(server, "export", ada, "--output", file.toString()).code())
                    .isZero();
            assertThat(JsonMapper.shared()
                            .readTree(Files.readString(file))
                            .path("customer")
                            .path("profile")
                            .path("name")
                            .asString())
                    .isEqualTo("Ada Example");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(run(server, "export", ada, "--output", file.toString()).code())
                    .as("a file that is there is left alone")
                    .isEqualTo(1);
            assertThat(run(server, "export", ada).json().path("events")).hasSize(1);

            Cli.Ran rotated = run(server, "rotate-master-key");
            assertThat(rotated.out()).startsWith("the master key is version 2 now and wraps the keys of ");
            assertThat(rotated.code()).isZero();

            Cli.Ran retention = run(server, "retention");
            assertThat(retention.out())
                    .isEqualTo("0 customers are due by version 0 of the policy: 0 erased, 0 refused\n");

            Cli.Ran erased = run(server, "erase", ada, "--ground", "REQUEST");
            assertThat(erased.out()).isEqualTo("erased the personal data of " + ada + "\n");
            assertThat(erased.err()).contains("write the copy anew");
            assertThat(run(server, "erase", ada, "--ground", "REQUEST").code()).isZero();
            assertThat(run(server, "erasures").out()).contains(ada, "request");
            assertThat(run(server, "export", ada).out()).doesNotContain("Ada Example");
            assertThat(run(server, "erase", UUID.randomUUID().toString(), "--ground", "REQUEST")
                            .err())
                    .contains("customer-not-found");
            assertThat(run(server, "erase", ada).code()).isEqualTo(2);
            assertThat(run(server, "erase", "--ground", "REQUEST").code()).isEqualTo(2);

            Rest rest = new Rest(server);
            rest.post("/api/v1/departments", "{\"department\": \"sales\", \"name\": \"Sales\"}")
                    .ok();
            rest.post("/api/v1/staff", """
                {"staff": "staff 1", "name": "Kim", "role": "agent", "department": "sales"}
                """).ok();
            assertThat(run(server, "erase", "--staff", "staff 1", "--ground", "REQUEST")
                            .err())
                    .contains("staff-active");
            rest.post("/api/v1/staff/staff%201/leaving", "{}").ok();
            assertThat(run(server, "erase", "--staff", "staff 1", "--ground", "REQUEST")
                            .out())
                    .isEqualTo("erased the personal data of staff 1\n");
            assertThat(rest.get("/api/v1/staff/staff%201").path("name").isNull())
                    .isTrue();
        }
    }

    /** Database and keys come back from before; the register of the directory that they replace stays. */
    @Test
    void an_older_backup_and_an_older_copy_of_the_keys_bring_nobody_back() throws Exception {
        Path data = directory.resolve("data");
        Path backup = directory.resolve("backup.zip");
        Path keys = directory.resolve("keys.zip");
        UUID ada;
        try (TestServer server = TestServer.on(data)) {
            ServerFile.in(data).write(server.url());
            ada = UUID.fromString(register(server));
            Cli.Ran ran = Cli.run(
                    "backup", backup.toString(), "--keys", keys.toString(), "--data-dir", data.toString(), "--json");
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(run(server, "erase", ada.toString(), "--ground", "REQUEST")
                            .code())
                    .isZero();
        }
        Cli.Ran restored = Cli.run(
                "restore", backup.toString(), "--keys", keys.toString(), "--data-dir", data.toString(), "--replace");
        assertThat(restored.code()).as(restored.err()).isZero();
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            assertThat(server.bean(SubjectKeys.class).find(ada)).isEmpty();
            assertThat(server.bean(ErasureRegister.class).all())
                    .extracting(ErasureRegister.Erasure::customer)
                    .containsExactly(ada);
            assertThat(rest.get("/api/v1/customers/" + ada + "/history?types=customer.personal-data-erased")
                            .path("events"))
                    .hasSize(1);
            assertThat(rest.answer("/api/v1/customers/" + ada + "/export").ok().text())
                    .doesNotContain("Ada Example");
        }
    }
}
