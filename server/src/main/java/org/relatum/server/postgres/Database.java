package org.relatum.server.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and who logs in.
 *
 * @param jdbcUrl without credentials
 * @param user absent: the driver's default, the operating system's user
 * @param password absent: the driver looks into {@code ~/.pgpass} or {@code PGPASSFILE}
 */
public record Database(
        String jdbcUrl, @Nullable String user, @Nullable String password) {

    private static final String JDBC = "jdbc:";

    /**
     * Reads {@code [jdbc:]postgresql://[user[:password]@]host[:port]/database[?name=value&…]}.
     *
     * @throws IllegalArgumentException when the text is no such URL
     */
    public static Database parse(String text) {
        String plain = text.startsWith(JDBC) ? text.substring(JDBC.length()) : text;
        URI uri;
        try {
            uri = URI.create(plain);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e);
        }
        String scheme = uri.getScheme();
        String path = uri.getRawPath();
        if (!("postgresql".equals(scheme) || "postgres".equals(scheme))
                || uri.getHost() == null
                || path == null
                || path.length() < 2) {
            throw notUnderstood(null);
        }
        String user = null;
        String password = null;
        String info = uri.getRawUserInfo();
        if (info != null) {
            int colon = info.indexOf(':');
            user = decode(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 ? null : decode(info.substring(colon + 1));
        }
        List<String> kept = new ArrayList<>();
        String query = uri.getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (parameter.startsWith("user=")) {
                    user = decode(parameter.substring("user=".length()));
                } else if (parameter.startsWith("password=")) {
                    password = decode(parameter.substring("password=".length()));
                } else {
                    kept.add(parameter);
                }
            }
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String parameters = kept.isEmpty() ? "" : "?" + String.join("&", kept);
        return new Database("jdbc:postgresql://" + uri.getHost() + port + path + parameters, user, password);
    }

    /** The URL with a parameter added, unless the URL says something about it already. */
    public String jdbcUrlWith(String parameter, String value) {
        if (jdbcUrl.contains("?" + parameter + "=") || jdbcUrl.contains("&" + parameter + "=")) {
            return jdbcUrl;
        }
        return jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + parameter + "=" + value;
    }

    /** A connection of its own, outside any pool, as the login user. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(jdbcUrl, properties);
    }

    /** A small pool of connections that only read; the caller closes it. */
    public HikariDataSource readers() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setReadOnly(true);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    /** The address without the password. */
    @Override
    public String toString() {
        return jdbcUrl + (user == null ? "" : " as " + user);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException notUnderstood(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "the database URL has to look like postgresql://user:password@host:5432/database", cause);
    }
}
