package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The Javadoc of a package's sources as Markdown, so that documents can be generated from the one place where a meaning stands. */
final class Javadocs {
    /** What a class or a method says of itself and, in the order of the code, of its parameters. */
    record Doc(String description, Map<String, String> parameters) {}

    private final Map<String, Doc> docs;

    private Javadocs(Map<String, Doc> docs) {
        this.docs = docs;
    }

    /** Reads the sources that lie directly in a directory. */
    static Javadocs ofPackage(Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources;
        try (Stream<Path> files = Files.list(directory)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        Map<String, Doc> docs = new HashMap<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Collector(trees, docs).scan(unit, null);
            }
        }
        return new Javadocs(docs);
    }

    /**
     * What a class says.
     *
     * @throws AssertionError when it says nothing
     */
    Doc of(Class<?> type) {
        return of(name(type));
    }

    /** What a method says; overloads are one. */
    Doc of(Class<?> type, String method) {
        return of(name(type) + "#" + method);
    }

    private Doc of(String name) {
        Doc doc = docs.get(name);
        if (doc == null) {
            throw new AssertionError(name + " has no Javadoc");
        }
        return doc;
    }

    private static String name(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : name(type.getEnclosingClass()) + "." + type.getSimpleName();
    }

    private static final class Collector extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final Map<String, Doc> docs;
        private final Deque<String> enclosing = new ArrayDeque<>();

        Collector(DocTrees trees, Map<String, Doc> docs) {
            this.trees = trees;
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            String name = type.getSimpleName().toString();
            enclosing.addLast(enclosing.isEmpty() ? name : enclosing.getLast() + "." + name);
            collect(enclosing.getLast());
            super.visitClass(type, nothing);
            enclosing.removeLast();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            collect(enclosing.getLast() + "#" + method.getName());
            return null;
        }

        private void collect(String name) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                Map<String, String> parameters = new LinkedHashMap<>();
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree parameter && !parameter.isTypeParameter()) {
                        parameters.put(parameter.getName().toString(), markdown(parameter.getDescription()));
                    }
                }
                docs.put(name, new Doc(markdown(comment.getFullBody()), parameters));
            }
        }
    }

    private static String markdown(List<? extends DocTree> trees) {
        return trees.stream()
                .map(Javadocs::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String markdown(DocTree tree) {
        return switch (tree) {
            case TextTree text -> text.getBody();
            case EntityTree entity -> "&" + entity.getName() + ";";
            case LiteralTree literal
            when literal.getKind() == DocTree.Kind.CODE ->
                "`" + literal.getBody().getBody() + "`";
            case LiteralTree literal ->
                literal.getBody().getBody().replace("&", "&amp;").replace("<", "&lt;");
            case LinkTree link ->
                link.getLabel().isEmpty()
                        ? "`" + link.getReference().getSignature().replace('#', '.') + "`"
                        : markdown(link.getLabel());
            case StartElementTree start -> element(start.getName().toString());
            case EndElementTree end -> element(end.getName().toString());
            default -> throw new AssertionError("the catalogue can't show this part of a Javadoc comment: " + tree);
        };
    }

    private static String element(String name) {
        return switch (name) {
            case "em" -> "*";
            case "strong" -> "**";
            case "p" -> " ";
            default -> throw new AssertionError("the catalogue can't show <" + name + "> of a Javadoc comment");
        };
    }
}
