package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.command.ingest.kafka.IngestSettings;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.projection.store.cassandra.CassandraSettings;
import org.relatum.server.postgres.Database;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in deploy/ fits the service: settings, arguments, ports and addresses that are there, and names that lead somewhere. */
class DeployTest {
    private static final Path ROOT = Path.of("..");
    private static final Path MANIFESTS = ROOT.resolve("deploy/kubernetes");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(relatum\\.[a-z.-]+)");
    private static final Set<String> SECRETS = Set.of("relatum-secrets", "relatum-tls");

    /** Environment variables that the service understands: those of single values, and beginnings of those of maps. */
    private static final Set<String> VARIABLES = new HashSet<>(Set.of("PGPASSFILE"));

    private static final Set<String> BEGINNINGS = new HashSet<>();

    @BeforeAll
    static void settings() throws IOException, ClassNotFoundException {
        for (URL jar : Collections.list(
                DeployTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = jar.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
                    know(
                            property.path("name").asString(),
                            property.path("type").asString("").startsWith("java.util.Map"));
                }
            }
        }
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var found : scanner.findCandidateComponents("org.relatum")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            for (var component : type.getRecordComponents()) {
                know(prefix + "." + component.getName(), component.getType() == Map.class);
            }
        }
        for (String module : List.of("command-side", "projections", "query-side", "server")) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(Files::isRegularFile).toList()) {
                    Matcher names = PLACEHOLDER.matcher(Files.readString(source));
                    while (names.find()) {
                        know(names.group(1), false);
                    }
                }
            }
        }
    }

    private static void know(String property, boolean map) {
        String variable = property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
        if (map) {
            BEGINNINGS.add(variable + "_");
        } else {
            VARIABLES.add(variable);
        }
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(file))
                .forEach(document -> documents.add(JsonMapper.shared().valueToTree(document)));
        return documents;
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new HashMap<>();
        object.propertyStream()
                .forEach(e -> strings.put(e.getKey(), e.getValue().asString()));
        return strings;
    }

    // ---- a node, wherever it is described

    /** Returns its roles. */
    private static Set<NodeRole> requireNode(Map<String, String> environment, List<String> arguments) {
        assertThat(environment.keySet())
                .allSatisfy(variable -> assertThat(VARIABLES.contains(variable)
                                || BEGINNINGS.stream().anyMatch(variable::startsWith))
                        .as("%s is a setting", variable)
                        .isTrue());
        Binder binder = new Binder(
                ConfigurationPropertySources.from(new SystemEnvironmentPropertySource(
                        "systemEnvironment", Collections.unmodifiableMap(new HashMap<String, Object>(environment)))),
                null,
                ApplicationConversionService.getSharedInstance());
        Deployment deployment = Deployment.of(
                value(binder, "relatum.roles", "all"),
                value(binder, "relatum.event-store", "postgres"),
                value(binder, "relatum.read-models", "postgres"),
                value(binder, "relatum.feed", "none"));
        CassandraSettings cassandra = binder.bindOrCreate("relatum.cassandra", Bindable.of(CassandraSettings.class));
        assertThat(cassandra.contactPoints()).isNotEmpty();
        KafkaSettings kafka = binder.bindOrCreate("relatum.kafka", Bindable.of(KafkaSettings.class));
        assertThat(kafka.bootstrapServers()).startsWith("kafka");
        assertThat(binder.bindOrCreate("relatum.ingest", Bindable.of(IngestSettings.class))
                        .topics())
                .isNotEmpty();
        Database keys = Database.parse(value(binder, "relatum.keys.url", ""));

        assertThat(arguments.getFirst()).isEqualTo("serve");
        ServeCommand serve = new ServeCommand();
        new CommandLine(serve).parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
        assertThat(serve.service.dataDirectory).isEqualTo(Path.of("/data"));
        Database events = serve.service.database;
        assertThat(events).isNotNull();
        assertThat(host(keys)).as("keys are in another server than events").isNotEqualTo(host(events));
        // Passwords come from the file that PGPASSFILE names.
        assertThat(keys.password()).isNull();
        assertThat(events.password()).isNull();
        return deployment.roles();
    }

    private static String value(Binder binder, String property, String otherwise) {
        return binder.bind(property, String.class).orElse(otherwise);
    }

    private static String host(Database database) {
        return URI.create(database.jdbcUrl().substring("jdbc:".length())).getHost();
    }

    private static int port(List<String> arguments) {
        return Integer.parseInt(arguments.get(arguments.indexOf("--port") + 1));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    /** As the image is called that the build makes. */
    private static String image() throws IOException {
        Matcher version = Pattern.compile("<artifactId>relatum</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        return "relatum:" + version.group(1);
    }

    // ---- Kubernetes

    private static List<JsonNode> manifests() throws IOException {
        List<String> files = texts(
                documents(MANIFESTS.resolve("kustomization.yaml")).getFirst().path("resources"));
        try (Stream<Path> there = Files.list(MANIFESTS)) {
            assertThat(there.map(file -> file.getFileName().toString()).filter(f -> !f.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(files);
        }
        List<JsonNode> all = new ArrayList<>();
        for (String file : files) {
            all.addAll(documents(MANIFESTS.resolve(file)));
        }
        return all;
    }

    private static List<JsonNode> ofKind(List<JsonNode> manifests, String... kinds) {
        return manifests.stream()
                .filter(m -> List.of(kinds).contains(m.path("kind").asString()))
                .toList();
    }

    private static String nameOf(JsonNode object) {
        return object.path("metadata").path("name").asString(object.path("name").asString());
    }

    @Test
    void every_workload_is_a_node_that_starts_and_may_do_no_more_than_it_has_to() throws IOException {
        List<JsonNode> manifests = manifests();
        Map<String, String> settings =
                strings(ofKind(manifests, "ConfigMap").getFirst().path("data"));
        Set<NodeRole> roles = new HashSet<>();
        for (JsonNode workload : ofKind(manifests, "Deployment", "StatefulSet")) {
            JsonNode pod = workload.path("spec").path("template").path("spec");
            assertThat(workload.path("spec").path("replicas").asInt()).isGreaterThan(1);
            assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean())
                    .isTrue();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("containers").size()).isEqualTo(1);
            JsonNode container = pod.path("containers").path(0);
            assertThat(container.path("image").asString()).isEqualTo(image());
            JsonNode may = container.path("securityContext");
            assertThat(may.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(may.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(texts(may.path("capabilities").path("drop"))).containsExactly("ALL");

            assertThat(container
                            .path("envFrom")
                            .path(0)
                            .path("configMapRef")
                            .path("name")
                            .asString())
                    .isEqualTo(nameOf(ofKind(manifests, "ConfigMap").getFirst()));
            Map<String, String> environment = new HashMap<>(settings);
            container
                    .path("env")
                    .forEach(one ->
                            environment.put(nameOf(one), one.path("value").asString()));
            List<String> arguments = texts(container.path("args"));
            roles.addAll(requireNode(environment, arguments));
            requireProbes(container, port(arguments), environment.containsKey("SERVER_SSL_BUNDLE"));
            requireVolumes(workload, container, environment);
        }
        assertThat(roles).containsExactlyInAnyOrder(NodeRole.values());
    }

    private static void requireProbes(JsonNode container, int listening, boolean tls) throws IOException {
        JsonNode port = container.path("ports").path(0);
        assertThat(port.path("containerPort").asInt()).isEqualTo(listening);
        String access = Files.readString(ROOT.resolve("docs/access.md"));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.path(probe).path("httpGet");
            assertThat(get.path("port").asString()).isEqualTo(nameOf(port));
            assertThat(get.path("scheme").asString()).isEqualTo(tls ? "HTTPS" : "HTTP");
            assertThat(access).contains("| `GET " + get.path("path").asString() + "` | open |");
        }
    }

    private static void requireVolumes(JsonNode workload, JsonNode container, Map<String, String> environment) {
        JsonNode pod = workload.path("spec").path("template").path("spec");
        Map<String, JsonNode> volumes = new HashMap<>();
        pod.path("volumes").forEach(volume -> volumes.put(nameOf(volume), volume));
        workload.path("spec").path("volumeClaimTemplates").forEach(claim -> volumes.put(nameOf(claim), claim));
        Map<String, JsonNode> mounted = new HashMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            assertThat(volumes).containsKey(nameOf(mount));
            mounted.put(mount.path("mountPath").asString(), mount);
            JsonNode secret = volumes.get(nameOf(mount)).path("secret").path("secretName");
            assertThat(mount.path("readOnly").asBoolean()).isEqualTo(secret.isString());
            if (secret.isString()) {
                assertThat(SECRETS).contains(secret.asString());
            }
        }
        assertThat(volumes).hasSize(mounted.size());
        assertThat(mounted).containsKeys("/data", "/tmp");
        assertThat(environment.values())
                .filteredOn(value -> value.startsWith("/"))
                .isNotEmpty()
                .allMatch(value -> mounted.keySet().stream().anyMatch(path -> value.startsWith(path + "/")));
    }

    @Test
    void every_workload_has_a_budget_and_services_lead_to_one() throws IOException {
        List<JsonNode> manifests = manifests();
        Map<JsonNode, JsonNode> byLabels = new HashMap<>();
        for (JsonNode workload : ofKind(manifests, "Deployment", "StatefulSet")) {
            JsonNode labels =
                    workload.path("spec").path("template").path("metadata").path("labels");
            assertThat(workload.path("spec").path("selector").path("matchLabels"))
                    .isEqualTo(labels);
            byLabels.put(labels, workload);
        }
        assertThat(ofKind(manifests, "PodDisruptionBudget").stream()
                        .map(budget -> budget.path("spec").path("selector").path("matchLabels")))
                .containsExactlyInAnyOrderElementsOf(byLabels.keySet());
        assertThat(ofKind(manifests, "Service").stream()
                        .map(service -> service.path("spec").path("selector"))
                        .distinct())
                .as("of every role there is something that only it answers")
                .containsAll(byLabels.keySet());
        for (JsonNode service : ofKind(manifests, "Service")) {
            assertThat(byLabels).containsKey(service.path("spec").path("selector"));
            JsonNode workload = byLabels.get(service.path("spec").path("selector"));
            assertThat(service.path("spec")
                            .path("ports")
                            .path(0)
                            .path("targetPort")
                            .asString())
                    .isEqualTo(nameOf(workload.path("spec")
                            .path("template")
                            .path("spec")
                            .path("containers")
                            .path(0)
                            .path("ports")
                            .path(0)));
        }
    }

    // ---- Compose

    @Test
    void the_services_of_Compose_are_nodes_that_start_and_find_each_other() throws IOException {
        JsonNode compose = documents(ROOT.resolve("deploy/compose.yaml")).getFirst();
        JsonNode services = compose.path("services");
        Set<NodeRole> roles = new HashSet<>();
        Set<String> hosts = new TreeSet<>();
        for (var entry : services.properties()) {
            JsonNode service = entry.getValue();
            for (JsonNode volume : service.path("volumes")) {
                assertThat(compose.path("volumes").has(volume.asString().split(":")[0]))
                        .isTrue();
            }
            for (String secret : texts(service.path("secrets"))) {
                assertThat(compose.path("secrets").has(secret)).as(secret).isTrue();
            }
            if (!service.path("image").asString().equals(image())) {
                continue;
            }
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.path("user").asString()).isEqualTo("10001:10001");
            Map<String, String> environment = strings(service.path("environment"));
            List<String> arguments = texts(service.path("command"));
            roles.addAll(requireNode(environment, arguments));
            for (String port : texts(service.path("ports"))) {
                // Plain HTTP is for this machine alone.
                assertThat(port).startsWith("127.0.0.1:").endsWith(":" + port(arguments));
            }
            assertThat(environment.values())
                    .filteredOn(value -> value.startsWith("/run/secrets/"))
                    .isNotEmpty()
                    .allMatch(value ->
                            texts(service.path("secrets")).contains(value.substring("/run/secrets/".length())));
            service.path("depends_on").propertyStream().forEach(on -> hosts.add(on.getKey()));
            hosts.add(environment.get("RELATUM_KAFKA_BOOTSTRAPSERVERS").split(":")[0]);
            hosts.add(environment.get("RELATUM_CASSANDRA_CONTACTPOINTS").split(":")[0]);
            hosts.add(host(Database.parse(environment.get("RELATUM_KEYS_URL"))));
            hosts.add(host(Database.parse(arguments.get(arguments.indexOf("--db") + 1))));
        }
        assertThat(roles).containsExactlyInAnyOrder(NodeRole.values());
        assertThat(hosts)
                .containsExactly("cassandra", "events", "kafka", "keys")
                .allMatch(services::has);
        String maker = Files.readString(ROOT.resolve("deploy/make-secrets"));
        for (var secret : compose.path("secrets").properties()) {
            assertThat(secret.getValue().path("file").asString()).isEqualTo("secrets/" + secret.getKey());
            assertThat(maker).contains(secret.getKey());
        }
    }
}
