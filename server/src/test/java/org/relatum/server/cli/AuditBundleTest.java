package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.NoteSigner;
import org.relatum.query.audit.Recomputation.View;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A customer's history in one file, verified without a server, and a running service verified from outside. */
class AuditBundleTest {
    private static final String ORDER =
            "{\"order\":\"A-1\",\"currency\":\"USD\",\"channel\":\"web\",\"lines\":[{\"description\":\"Tea\",\"category\":\"food\","
                + "\"quantity\":\"2\",\"unitPrice\":\"9.50\"}]}";

    private final TestServer server = TestServer.shared();
    private final Rest rest = new Rest(server);

    @TempDir
    Path directory;

    private String customer = "";

    @BeforeEach
    void a_customer() {
        customer = rest.post(
                        "/api/v1/customers", "{\"party\":\"PERSON\",\"profile\":{\"name\":\"Ada <b>Example</b>\"}}")
                .ok()
                .json()
                .path("customerId")
                .asString();
        for (int i = 0; i < 3; i++) {
            rest.post(
                            "/api/v1/customers/" + customer + "/orders",
                            "{\"order\":\"" + customer + "-" + i
                                    + "\",\"currency\":\"USD\",\"channel\":\"web\",\"lines\":["
                                    + "{\"description\":\"Tea\",\"category\":\"food\",\"quantity\":\"2\",\"unitPrice\":\"9.50\"}]}")
                    .ok();
        }
    }

    private Path bundle(String... more) {
        return bundle(server, more);
    }

    private Path bundle(TestServer server, String... more) {
        Path file = directory.resolve("bundle.zip");
        List<String> args = new ArrayList<>(List.of(
                "audit-bundle",
                "--url",
                server.url().toString(),
                "--token",
                Keys.of(server.service()),
                "--customer",
                customer,
                "--out",
                file.toString()));
        args.addAll(Arrays.asList(more));
        assertThat(Cli.run(args.toArray(String[]::new)).code()).isZero();
        return file;
    }

    private Path checkpoint() throws IOException {
        return Files.writeString(
                directory.resolve("checkpoint.txt"),
                rest.answer("/api/v1/ledger/checkpoint").ok().text());
    }

    @Test
    void a_bundle_proves_itself_against_a_key_and_an_older_checkpoint() throws IOException {
        Path older = checkpoint();
        a_customer();
        String key = rest.get("/api/v1/ledger").path("keys").get(0).asString();
        Path file = bundle("--checkpoint", older.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Cli.Ran verified = Cli.run("verify", file.toString(), "--key", key, "--checkpoint", older.toString(), "--json");
        assertThat(verified.out()).contains("\"findings\" : 0");
        assertThat(verified.code()).isZero();
        assertThat(verified.json().path("summary").path("events").asLong()).isEqualTo(4);
        assertThat(signatureVerified(verified)).isTrue();
        Map<String, byte[]> files = Bundle.read(file);
        assertThat(files.keySet())
                .contains(
                        "manifest.json", "views/lifecycle.json", "views/loyalty.json", "policies.json", "report.html");
        String report = new String(files.get("report.html"), StandardCharsets.UTF_8);
        assertThat(report)
                .contains("Ada &lt;b&gt;Example&lt;/b&gt;", customer, "order.placed", "@media print")
                .doesNotContain("<script", "<b>Example");
        String elsewhere = NoteSigner.generate("relatum/other", NoteKey.LOG, new SecureRandom())
                .key()
                .text();
        Cli.Ran unknown = Cli.run("verify", file.toString(), "--key", elsewhere, "--json");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.out()).contains("\"what\" : \"signature\"");
        assertThat(signatureVerified(unknown)).isFalse();
        Cli.Ran byItself = Cli.run("verify", file.toString(), "--json");
        assertThat(byItself.code()).isZero();
        assertThat(signatureVerified(byItself))
                .as("whoever made the bundle named these keys")
                .isFalse();
    }

    private static boolean signatureVerified(Cli.Ran verified) {
        return verified.json().path("summary").path("signatureVerified").booleanValue();
    }

    @Test
    void whatever_is_changed_in_a_bundle_is_named_also_when_its_list_of_files_is_made_anew() throws IOException {
        Path file = bundle();
        Map<String, byte[]> sound = Bundle.read(file);
        for (String name : sound.keySet()) {
            if (!name.equals(Bundle.MANIFEST) && !name.equals(Bundle.CHECKPOINT) && sound.get(name).length > 0) {
                Map<String, byte[]> files = new LinkedHashMap<>(sound);
                byte[] flipped = sound.get(name).clone();
                flipped[flipped.length - 1] ^= 2;
                files.put(name, flipped);
                assertThat(findings(files, false)).as(name).anyMatch(f -> f.contains("file: " + name));
            }
        }
        List<String> events = lines(sound, Bundle.EVENTS);
        List<String> readable = lines(sound, Bundle.READABLE);
        assertThat(events).hasSize(4);

        assertThat(changed(sound, Bundle.EVENTS, without(events, 1)))
                .anyMatch(f -> f.startsWith("missing") && f.contains(customer + "/2"))
                .anyMatch(f -> f.startsWith("added") && f.contains("is readable"));
        assertThat(changed(sound, Bundle.READABLE, without(readable, 3)))
                .anyMatch(f -> f.startsWith("missing") && f.contains(customer + "/3"));
        List<String> swapped = new ArrayList<>(events);
        Collections.swap(swapped, 1, 2);
        assertThat(changed(sound, Bundle.EVENTS, swapped)).anyMatch(f -> f.startsWith("moved"));

        ObjectNode event = (ObjectNode) JsonMapper.shared().readTree(events.get(2));
        byte[] payload = Base64.getDecoder().decode(event.path("payload").asString());
        event.put(
                "payload",
                Base64.getEncoder()
                        .encodeToString(new String(payload, StandardCharsets.UTF_8)
                                .replace("9.50", "8.50")
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(changed(sound, Bundle.EVENTS, with(events, 2, event.toString())))
                .anyMatch(f -> f.startsWith("changed") && f.contains(customer + "/2") && f.contains("proof"));
        assertThat(changed(
                        sound,
                        Bundle.READABLE,
                        with(readable, 2, readable.get(2).replace("9.50", "8.50"))))
                .anyMatch(f -> f.startsWith("changed") && f.contains("data.lines.0.unitPrice"));
        assertThat(changed(
                        sound,
                        Bundle.READABLE,
                        with(readable, 2, readable.get(2).replace("\"actor\":\"test\"", "\"actor\":\"me\""))))
                .anyMatch(f -> f.startsWith("changed") && f.contains("metadata.actor"));
    }

    @Test
    void what_does_not_follow_from_the_events_is_named_field_by_field() {
        Map<String, byte[]> sound = Bundle.read(bundle());
        for (View view : View.values()) {
            assertThat(edited(sound, Bundle.view(view), document -> document.put("position", 1)))
                    .containsExactly(
                            "view: " + Bundle.view(view) + " says otherwise than follows from the events: position");
            Map<String, byte[]> without = new LinkedHashMap<>(sound);
            without.remove(Bundle.view(view));
            assertThat(findings(without, true)).contains("view: " + Bundle.view(view) + " is not there");
        }
        assertThat(edited(
                        sound,
                        "views/lifecycle.json",
                        document -> document.put("stage", "LOST").put("orders", 7)))
                .containsExactly(
                        "view: views/lifecycle.json says otherwise than follows from the events: orders, stage");
        assertThat(edited(
                        sound,
                        "views/customer.json",
                        document -> ((ObjectNode) document.path("profile")).put("name", "Eve")))
                .containsExactly("view: views/customer.json says otherwise than follows from the events: profile.name");
        assertThat(edited(
                        sound,
                        "views/loyalty.json",
                        document -> ((ObjectNode) document.path("parts").get(0)).put("points", 3)))
                .containsExactly(
                        "view: views/loyalty.json says otherwise than follows from the events: parts.0.points");
        assertThat(edited(
                        sound,
                        "policies.json",
                        document -> ((ObjectNode) document.path("items").get(0)).put("version", 9)))
                .containsExactly("view: policies.json says otherwise than follows from the events: items.0.version");
        Map<String, byte[]> report = new LinkedHashMap<>(sound);
        report.compute(
                Bundle.REPORT,
                (name, content) -> new String(content, StandardCharsets.UTF_8)
                        .replace("9.50", "8.50")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(findings(report, true)).anyMatch(f -> f.startsWith("view: report.html is not the one"));
        Map<String, byte[]> more = new LinkedHashMap<>(sound);
        more.put("views/health.json", sound.get("views/risk.json"));
        assertThat(findings(more, true)).contains("view: views/health.json is none that can be computed");
    }

    /** What is said of a view that was changed where it stands; the report shows what it says, and its list of files is made anew. */
    private List<String> edited(Map<String, byte[]> sound, String name, Consumer<ObjectNode> edit) {
        Map<String, byte[]> files = new LinkedHashMap<>(sound);
        ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(sound.get(name));
        edit.accept(document);
        files.put(name, document.toString().getBytes(StandardCharsets.UTF_8));
        JsonNode manifest = JsonMapper.shared().readTree(sound.get(Bundle.MANIFEST));
        files.put(
                Bundle.REPORT,
                new BundleViews(files, manifest, finding -> {}).report().getBytes(StandardCharsets.UTF_8));
        return findings(files, true).stream()
                .filter(line -> !line.startsWith("verified"))
                .toList();
    }

    @Test
    void policies_and_whoever_was_once_absorbed_are_in_a_bundle_that_proves_itself() throws IOException {
        try (TestServer own = TestServer.start()) {
            Rest there = new Rest(own);
            String survivor = registered(there, "Ada Example");
            String stranger = registered(there, "Bob Other");
            String duplicate = registered(there, "A. Example");
            there.post("/api/v1/customers/" + stranger + "/orders", ORDER).ok();
            for (String merged : List.of(stranger, duplicate)) {
                there.post(
                                "/api/v1/customers/" + survivor + "/merges",
                                "{\"duplicate\":\"%s\",\"reason\":\"two sign-ups\"}".formatted(merged))
                        .ok();
            }
            there.post("/api/v1/customers/" + survivor + "/merges/" + stranger + "/reversal", "{}")
                    .ok();
            there.send(
                            "/api/v1/policies/lifecycle",
                            "application/yaml",
                            PolicyReader.shippedText(PolicyKind.LIFECYCLE).replace("60d", "61d"))
                    .ok();
            String later =
                    there.get("/api/v1/customers/" + survivor).path("asOf").asString();
            there.post(
                            "/api/v1/customers/" + survivor + "/needs",
                            "{\"kind\":\"DEEP\",\"source\":\"STATED\",\"text\":\"quiet\"}")
                    .ok();

            customer = survivor;
            Path whole = bundle(own);
            Cli.Ran verified = Cli.run("verify", whole.toString());
            assertThat(verified.code()).as(verified.out()).isZero();
            Map<String, byte[]> sound = Bundle.read(whole);
            assertThat(lines(sound, Bundle.REFERENCES)).hasSize(1);
            Map<String, byte[]> without = new LinkedHashMap<>(sound);
            without.put(Bundle.REFERENCES, new byte[0]);
            assertThat(findings(without, true))
                    .anyMatch(f -> f.startsWith("view: policies.json"))
                    .anyMatch(f -> f.startsWith("view: views/lifecycle.json"));
            assertThat(changed(
                            sound,
                            Bundle.EVENTS,
                            lines(sound, Bundle.EVENTS).stream()
                                    .filter(line -> !line.contains("\"stream\":\"" + stranger))
                                    .toList()))
                    .contains("missing: events of customer " + stranger);
            assertThat(changed(
                            sound,
                            Bundle.EVENTS,
                            lines(sound, Bundle.EVENTS).stream()
                                    .filter(line -> !line.contains("\"stream\":\"" + stranger)
                                            || JsonMapper.shared()
                                                            .readTree(line)
                                                            .path("sequence")
                                                            .asLong(-1)
                                                    == 0)
                                    .toList()))
                    .contains("missing: events of customer " + stranger);

            // A part of the history: what came before is proven and folded, and not shown in the clear.
            Path part = bundle(own, "--from", later);
            Map<String, byte[]> files = Bundle.read(part);
            assertThat(lines(files, Bundle.READABLE)).hasSize(1);
            assertThat(lines(files, Bundle.EVENTS)).hasSameSizeAs(lines(sound, Bundle.EVENTS));
            assertThat(Cli.run("verify", part.toString()).code()).isZero();

            there.post("/api/v1/customers/" + survivor + "/erasure", "{\"ground\": \"REQUEST\"}")
                    .ok();
            assertThat(Cli.run("verify", bundle(own).toString()).code()).isZero();
            Path erased = bundle(own, "--from", later);
            assertThat(new String(Bundle.read(erased).get("views/customer.json"), StandardCharsets.UTF_8))
                    .contains("profile.name")
                    .doesNotContain("Ada");
            assertThat(Cli.run("verify", erased.toString()).out()).contains("nothing differs");
        }
    }

    private static String registered(Rest rest, String name) {
        return rest.post("/api/v1/customers", "{\"party\":\"PERSON\",\"profile\":{\"name\":\"" + name + "\"}}")
                .ok()
                .json()
                .path("customerId")
                .asString();
    }

    private static List<String> lines(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> without(List<String> lines, int at) {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(at);
        return fewer;
    }

    private static List<String> with(List<String> lines, int at, String line) {
        List<String> others = new ArrayList<>(lines);
        others.set(at, line);
        return others;
    }

    private List<String> changed(Map<String, byte[]> sound, String name, List<String> lines) {
        Map<String, byte[]> files = new LinkedHashMap<>(sound);
        files.put(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return findings(files, true);
    }

    /** What is said of a bundle of these files. */
    private List<String> findings(Map<String, byte[]> files, boolean manifestAnew) {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        ObjectNode manifest = (ObjectNode) JsonMapper.shared().readTree(all.remove(Bundle.MANIFEST));
        JsonNode digests = manifest.path("files").deepCopy();
        Path file = directory.resolve("changed.zip");
        Bundle.write(file, all, manifest);
        if (!manifestAnew) {
            // As an editor of the file leaves it: with the list that was there before.
            manifest.set("files", digests);
            all.put(Bundle.MANIFEST, manifest.toString().getBytes(StandardCharsets.UTF_8));
            zip(file, all);
        }
        Cli.Ran ran = Cli.run("verify", file.toString());
        assertThat(ran.code()).as(ran.out()).isEqualTo(1);
        return ran.out().lines().toList();
    }

    private static void zip(Path file, Map<String, byte[]> files) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_running_service_is_verified_from_outside() throws IOException {
        Path older = checkpoint();
        a_customer();
        String key = rest.get("/api/v1/ledger").path("keys").get(0).asString();
        Cli.Ran ran = Cli.run(
                "verify",
                "--url",
                server.url().toString(),
                "--token",
                Keys.of(server.service()),
                "--key",
                key,
                "--checkpoint",
                older.toString());
        assertThat(ran.out()).contains("nothing differs");
        assertThat(ran.code()).isZero();
    }
}
