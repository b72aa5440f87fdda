package org.relatum.projection.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published vectors of certificate transparency: roots, proofs, and the ways in which proofs have to fail. */
class Rfc6962VectorsTest {
    private static final List<byte[]> LEAVES = List.of(
            hex(""),
            hex("00"),
            hex("10"),
            hex("2021"),
            hex("3031"),
            hex("40414243"),
            hex("5051525354555657"),
            hex("606162636465666768696a6b6c6d6e6f"));

    private static final List<byte[]> ROOTS = List.of(
            hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            hex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            hex("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            hex("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
            hex("4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
            hex("76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
            hex("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
            hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static List<byte[]> hashes(String base64) {
        return base64 == null
                ? List.of()
                : Arrays.stream(base64.split(" "))
                        .map(Base64.getDecoder()::decode)
                        .toList();
    }

    /** The tree of the first leaves, and its tiles. */
    private record Grown(Tree tree, Map<Tile, byte[]> tiles) {
        static Grown of(int size) {
            Tree tree = new Tree();
            LEAVES.subList(0, size).forEach(leaf -> tree.append(new Hasher().leaf(leaf)));
            return new Grown(tree, tree.changedTiles());
        }

        Proofs proofs() {
            return new Proofs(tiles::get, tree.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7", "8"})
    void roots(int size) {
        Grown grown = Grown.of(size);
        assertThat(grown.tree().root()).isEqualTo(ROOTS.get(size));
        assertThat(grown.proofs().root()).isEqualTo(ROOTS.get(size));
    }

    private static final String INCLUSION = """
        0, 1,
        0, 8, lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=
        5, 8, vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms= yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=
        2, 3, +sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=
        1, 5, bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
        """;

    private static final String CONSISTENCY = """
        1, 1,
        1, 8, lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c= Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=
        6, 8, DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o= yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=
        2, 5, Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4= vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
        6, 7, DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o= sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8= 037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=
        """;

    @ParameterizedTest
    @CsvSource(textBlock = INCLUSION)
    void proofs_of_inclusion(int index, int size, String proof) {
        List<byte[]> made = Grown.of(size).proofs().inclusion(index);
        assertThat(made).containsExactlyElementsOf(hashes(proof));
        assertThat(Proofs.isIncluded(index, size, leaf(index), made, ROOTS.get(size)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = CONSISTENCY)
    void proofs_of_consistency(int before, int size, String proof) {
        List<byte[]> made = Grown.of(size).proofs().consistency(before);
        assertThat(made).containsExactlyElementsOf(hashes(proof));
        assertThat(Proofs.isConsistent(before, size, ROOTS.get(before), ROOTS.get(size), made))
                .isTrue();
    }

    private static byte[] leaf(int index) {
        return new Hasher().leaf(LEAVES.get(index));
    }

    /** What a verifier is asked. */
    private record Inclusion(long index, long size, byte[] leaf, List<byte[]> proof, byte[] root) {}

    @TestFactory
    List<DynamicTest> proofs_of_inclusion_that_fail() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : INCLUSION.lines().toList()) {
            String[] parts = line.split(",", -1);
            int index = Integer.parseInt(parts[0].strip());
            int size = Integer.parseInt(parts[1].strip());
            List<byte[]> proof = hashes(parts[2].isBlank() ? null : parts[2].strip());
            byte[] root = ROOTS.get(size);
            byte[] leaf = leaf(index);
            Map<String, Inclusion> wrong = new TreeMap<>();
            wrong.put("the leaf before", new Inclusion(index - 1L, size, leaf, proof, root));
            wrong.put("the leaf after", new Inclusion(index + 1L, size, leaf, proof, root));
            wrong.put("another leaf", new Inclusion(index ^ 2L, size, leaf, proof, root));
            wrong.put("a tree twice as large", new Inclusion(index, size * 2L, leaf, proof, root));
            if (size > 1) {
                // In a tree of 1 half of it is none, and says nothing.
                wrong.put("a tree half as large", new Inclusion(index, size / 2L, leaf, proof, root));
            }
            wrong.put("the hash of another leaf", new Inclusion(index, size, ROOTS.get(0), proof, root));
            wrong.put("another root", new Inclusion(index, size, leaf, proof, ROOTS.get(0)));
            wrong.put("no root", new Inclusion(index, size, leaf, proof, new byte[0]));
            wrongs(proof, root).forEach((name, p) -> wrong.put(name, new Inclusion(index, size, leaf, p, root)));
            wrong.forEach((name, w) -> tests.add(DynamicTest.dynamicTest(
                    index + " in " + size + ": " + name,
                    () -> assertThat(Proofs.isIncluded(w.index(), w.size(), w.leaf(), w.proof(), w.root()))
                            .isFalse())));
        }
        return tests;
    }

    @Test
    void what_is_no_hash_proves_nothing() {
        byte[] none = new byte[0];
        assertThat(Proofs.isIncluded(0, 1, none, List.of(), none)).isFalse();
        assertThat(Proofs.isIncluded(0, 1, leaf(0), List.of(), none)).isFalse();
        assertThat(Proofs.isConsistent(1, 1, none, none, List.of())).isFalse();
        assertThat(Proofs.isConsistent(0, 0, none, none, List.of())).isFalse();
    }

    @Test
    void a_tree_without_leaves_is_the_beginning_of_every_tree() {
        assertThat(Proofs.isConsistent(0, 0, ROOTS.get(0), ROOTS.get(0), List.of()))
                .isTrue();
        assertThat(Proofs.isConsistent(0, 5, ROOTS.get(0), ROOTS.get(5), List.of()))
                .isTrue();
        assertThat(Proofs.isConsistent(0, 5, ROOTS.get(1), ROOTS.get(5), List.of()))
                .isFalse();
        assertThat(Proofs.isConsistent(5, 3, ROOTS.get(5), ROOTS.get(3), List.of()))
                .isFalse();
    }

    /** What a verifier is asked. */
    private record Consistency(long before, long size, byte[] rootBefore, byte[] root, List<byte[]> proof) {}

    @TestFactory
    List<DynamicTest> proofs_of_consistency_that_fail() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : CONSISTENCY.lines().toList()) {
            String[] parts = line.split(",", -1);
            int before = Integer.parseInt(parts[0].strip());
            int size = Integer.parseInt(parts[1].strip());
            List<byte[]> proof = hashes(parts[2].isBlank() ? null : parts[2].strip());
            byte[] first = ROOTS.get(before);
            byte[] root = ROOTS.get(size);
            Map<String, Consistency> wrong = new TreeMap<>();
            wrong.put("one less before", new Consistency(before - 1L, size, first, root, proof));
            wrong.put("one more before", new Consistency(before + 1L, size, first, root, proof));
            wrong.put("another size before", new Consistency(before ^ 2L, size, first, root, proof));
            wrong.put("a tree twice as large", new Consistency(before, size * 2L, first, root, proof));
            wrong.put("a tree half as large", new Consistency(before, size / 2L, first, root, proof));
            wrong.put("another root before", new Consistency(before, size, ROOTS.get(0), root, proof));
            wrong.put("another root", new Consistency(before, size, first, ROOTS.get(0), proof));
            if (before != size) {
                wrong.put("roots the other way round", new Consistency(before, size, root, first, proof));
                wrong.put("no proof", new Consistency(before, size, first, root, List.of()));
            }
            wrongs(proof, root).forEach((name, p) -> wrong.put(name, new Consistency(before, size, first, root, p)));
            wrong.forEach((name, w) -> tests.add(DynamicTest.dynamicTest(
                    before + " to " + size + ": " + name,
                    () -> assertThat(Proofs.isConsistent(w.before(), w.size(), w.rootBefore(), w.root(), w.proof()))
                            .isFalse())));
        }
        return tests;
    }

    /** A proof changed as the published cases change it. */
    private static Map<String, List<byte[]>> wrongs(List<byte[]> proof, byte[] root) {
        Map<String, List<byte[]>> wrong = new TreeMap<>();
        wrong.put("garbage behind", with(proof, proof.size(), new byte[0]));
        wrong.put("the root behind", with(proof, proof.size(), root));
        wrong.put("garbage before", with(proof, 0, new byte[0]));
        wrong.put("the root before", with(proof, 0, root));
        if (!proof.isEmpty()) {
            wrong.put("cut off", proof.subList(0, proof.size() - 1));
            wrong.put("without its beginning", proof.subList(1, proof.size()));
            wrong.put("with a stranger within", with(proof, 1, root));
        }
        for (int i = 0; i < proof.size(); i++) {
            List<byte[]> flipped = new ArrayList<>(proof);
            byte[] hash = proof.get(i).clone();
            hash[0] ^= (byte) (1 << 4);
            flipped.set(i, hash);
            wrong.put("a bit of hash " + i, flipped);
        }
        return wrong;
    }

    private static List<byte[]> with(List<byte[]> proof, int at, byte[] hash) {
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(at, hash);
        return longer;
    }
}
