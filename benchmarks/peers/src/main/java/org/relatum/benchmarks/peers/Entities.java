package org.relatum.benchmarks.peers;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.store.postgres.RowFields;

/** An entity class for each table of the read models: one public field a column, as somebody would write them down. */
final class Entities {
    private static final Map<String, Class<?>> TYPES = Map.of(
            "uuid", UUID.class,
            "text", String.class,
            "int8", Long.class,
            "int4", Integer.class,
            "bool", Boolean.class,
            "numeric", BigDecimal.class,
            "timestamptz", OffsetDateTime.class,
            "date", LocalDate.class,
            "bytea", byte[].class);

    /** Classes can be defined once; the tables stay as they are while the program runs. */
    private static final Map<String, Type> DEFINED = new ConcurrentHashMap<>();

    private final Map<String, Type> types = new HashMap<>();

    /** For the tables as they stand in the database. */
    Entities(Connection connection) throws SQLException {
        Map<String, Map<String, Class<?>>> columns = new LinkedHashMap<>();
        Map<String, List<String>> keys = new HashMap<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select c.table_name, c.column_name, c.udt_name, exists (select"
                        + " from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
                        + " where i.indisprimary and i.indrelid = ('read.' || c.table_name)::regclass"
                        + " and a.attname = c.column_name) from information_schema.columns c"
                        + " where c.table_schema = 'read' order by c.table_name, c.ordinal_position")) {
            while (row.next()) {
                String table = row.getString(1);
                Class<?> type = Objects.requireNonNull(TYPES.get(row.getString(3)), row.getString(3));
                columns.computeIfAbsent(table, t -> new LinkedHashMap<>()).put(row.getString(2), type);
                if (row.getBoolean(4)) {
                    keys.computeIfAbsent(table, t -> new ArrayList<>()).add(row.getString(2));
                }
            }
        }
        columns.forEach((table, fields) -> types.put(
                table,
                DEFINED.computeIfAbsent(table, t -> Type.define(t, fields, keys.getOrDefault(t, List.of())))));
    }

    Type of(String table) {
        return Objects.requireNonNull(types.get(table), table);
    }

    List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>();
        types.values().forEach(type -> classes.add(type.entity));
        return classes;
    }

    /** An entity class with what is needed to use it without naming its fields. */
    static final class Type {
        private final Class<?> entity;
        private final Class<?> id;
        private final Map<String, Field> fields = new LinkedHashMap<>();

        private Type(Class<?> entity, Class<?> id) {
            this.entity = entity;
            this.id = id;
            for (Field field : entity.getFields()) {
                fields.put(field.getName(), field);
            }
        }

        static Type define(String table, Map<String, Class<?>> columns, List<String> key) {
            String name = Entities.class.getPackageName() + ".Entity_" + table;
            Class<?> id = key.size() == 1
                    ? Objects.requireNonNull(columns.get(key.getFirst()))
                    : defineId(name + "_Id", columns, key);
            DynamicType.Builder<?> builder = new ByteBuddy()
                    .subclass(Object.class)
                    .name(name)
                    .annotateType(
                            AnnotationDescription.Builder.ofType(Entity.class).build(),
                            AnnotationDescription.Builder.ofType(Table.class)
                                    .define("name", table)
                                    .define("schema", "read")
                                    .build());
            if (key.size() > 1) {
                builder = builder.annotateType(AnnotationDescription.Builder.ofType(IdClass.class)
                        .define("value", id)
                        .build());
            }
            for (Map.Entry<String, Class<?>> column : columns.entrySet()) {
                AnnotationDescription mapping = AnnotationDescription.Builder.ofType(Column.class)
                        .define("name", column.getKey())
                        .build();
                DynamicType.Builder.FieldDefinition.Optional.Valuable<?> field =
                        builder.defineField(column.getKey(), column.getValue(), Visibility.PUBLIC);
                builder = key.contains(column.getKey())
                        ? field.annotateField(
                                mapping,
                                AnnotationDescription.Builder.ofType(Id.class).build())
                        : field.annotateField(mapping);
            }
            return new Type(load(builder), id);
        }

        private static Class<?> defineId(String name, Map<String, Class<?>> columns, List<String> key) {
            DynamicType.Builder<?> builder = new ByteBuddy()
                    .subclass(Object.class)
                    .name(name)
                    .implement(Serializable.class)
                    .withHashCodeEquals();
            for (String column : key) {
                builder = builder.defineField(column, Objects.requireNonNull(columns.get(column)), Visibility.PUBLIC);
            }
            return load(builder);
        }

        private static Class<?> load(DynamicType.Builder<?> builder) {
            try (DynamicType.Unloaded<?> made = builder.make()) {
                return made.load(
                                Entities.class.getClassLoader(),
                                ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
                        .getLoaded();
            }
        }

        Class<?> entity() {
            return entity;
        }

        /** Name of the entity in queries. */
        String name() {
            return entity.getSimpleName();
        }

        Object create() {
            return create(entity);
        }

        /** A composite key, of the values of its columns. */
        Object key(Map<String, Object> values) {
            Object made = create(id);
            try {
                for (Map.Entry<String, Object> value : values.entrySet()) {
                    id.getField(value.getKey()).set(made, value.getValue());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            return made;
        }

        private static Object create(Class<?> type) {
            try {
                return type.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Nullable Object get(Object from, String column) {
            try {
                return field(column).get(from);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        void set(Object into, String column, @Nullable Object value) {
            Field field = field(column);
            try {
                field.set(into, stored(field.getType(), value));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Sets the fields of an entity as rows are made. */
        RowFields.Sink into(Object target) {
            return (column, type, value) -> set(target, column, value);
        }

        private Field field(String column) {
            return Objects.requireNonNull(fields.get(column), column);
        }

        private static @Nullable Object stored(Class<?> type, @Nullable Object value) {
            return switch (value) {
                case null -> null;
                case Instant instant -> instant.atOffset(ZoneOffset.UTC);
                case Enum<?> constant -> constant.name();
                // The driver's infinity.
                case String text when type == OffsetDateTime.class && text.equals(RowFields.INFINITY) ->
                    OffsetDateTime.MAX;
                default -> value;
            };
        }
    }
}
