package org.relatum.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Notes what is sent to a database: the SQL of every statement, and every commit and rollback. */
public final class StatementCount {
    private final List<String> sent = new CopyOnWriteArrayList<>();

    /** What was sent since the last time this was asked. */
    public List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    public DataSource of(DataSource dataSource) {
        return proxy(DataSource.class, dataSource, "");
    }

    private <T> T proxy(Class<T> type, T target, String sql) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (method.getName().startsWith("execute")) {
                sent.add(sql);
            } else if (target instanceof Connection
                    && List.of("commit", "rollback").contains(method.getName())) {
                sent.add(method.getName());
            }
            Object result;
            try {
                result = method.invoke(target, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, statement, (String) args[0]);
            }
            return result instanceof Connection connection ? proxy(Connection.class, connection, "") : result;
        }));
    }
}
