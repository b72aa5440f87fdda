package org.relatum.projection.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeTest {
    private static final int LARGE = 70_000;

    private final Hasher hasher = new Hasher();

    private byte[] leaf(long n) {
        return hasher.leaf(ByteBuffer.allocate(Long.BYTES).putLong(n).array());
    }

    /** As RFC 6962 defines it, word by word. */
    private byte[] definition(long from, long to) {
        if (to - from == 1) {
            return leaf(from);
        }
        long k = 1;
        while (k * 2 < to - from) {
            k *= 2;
        }
        return to == from ? hasher.empty() : hasher.node(definition(from, from + k), definition(from + k, to));
    }

    @Test
    void roots_are_those_of_the_definition() {
        Tree tree = new Tree();
        for (int size = 0; size < 600; size++) {
            assertThat(tree.root()).as("of " + size).isEqualTo(definition(0, size));
            tree.append(leaf(size));
        }
    }

    @Test
    void a_large_tree_has_the_tiles_that_the_specification_counts() {
        Map<Tile, byte[]> tiles = new HashMap<>();
        Tree tree = new Tree();
        for (int n = 0; n < LARGE; n++) {
            tree.append(leaf(n));
        }
        tiles.putAll(tree.changedTiles());
        assertThat(tiles.keySet().stream().filter(t -> t.level() == 0 && t.width() == Tile.WIDTH))
                .hasSize(273);
        assertThat(tiles)
                .hasSize(277)
                .containsKeys(new Tile(0, 273, 112), new Tile(1, 0, 256), new Tile(1, 1, 17), new Tile(2, 0, 1));
        assertThat(tree.root()).isEqualTo(definition(0, LARGE));
        assertThat(tree.changedTiles()).isEmpty();
    }

    @Test
    void a_tree_that_is_taken_up_again_is_the_same_and_so_are_its_proofs() {
        Map<Long, Map<Integer, byte[]>> levels = new HashMap<>();
        Tile.Reader tiles =
                tile -> Arrays.copyOf(levels.get(tile.index()).get(tile.level()), tile.width() * Hasher.BYTES);
        Map<Long, byte[]> roots = new HashMap<>();
        Tree tree = new Tree();
        long[] sizes = {0, 1, 2, 255, 256, 257, 511, 512, 1_000, 65_535, 65_536, 65_537, 66_000};
        for (long size : sizes) {
            tree = Tree.of(tree.size(), tiles);
            while (tree.size() < size) {
                tree.append(leaf(tree.size()));
            }
            tree.changedTiles()
                    .forEach((tile, hashes) -> levels.computeIfAbsent(tile.index(), i -> new HashMap<>())
                            .put(tile.level(), hashes));
            roots.put(size, tree.root());
        }
        assertThat(tree.root()).isEqualTo(definition(0, 66_000));
        for (long size : sizes) {
            Proofs proofs = new Proofs(tiles, size);
            assertThat(proofs.root()).isEqualTo(roots.get(size));
            for (long index : new long[] {0, 1, 254, 255, 256, 300, 999, 65_534, 65_536, size - 1}) {
                if (index >= 0 && index < size) {
                    List<byte[]> proof = proofs.inclusion(index);
                    assertThat(Proofs.isIncluded(index, size, leaf(index), proof, roots.get(size)))
                            .as(index + " in " + size)
                            .isTrue();
                    assertThat(Proofs.isIncluded(index, size, leaf(index + 1), proof, roots.get(size)))
                            .isFalse();
                }
            }
            for (long before : sizes) {
                if (before <= size) {
                    List<byte[]> proof = proofs.consistency(before);
                    assertThat(Proofs.isConsistent(before, size, roots.get(before), roots.get(size), proof))
                            .as(before + " to " + size)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, 000",
        "0, 0, 1, 000.p/1",
        "1, 999, 255, 999.p/255",
        "0, 1000, 256, x001/000",
        "5, 1234067, 256, x001/x234/067",
        "63, 1234067, 17, x001/x234/067.p/17",
    })
    void tiles_are_addressed(int level, long index, int width, String path) {
        Tile tile = new Tile(level, index, width);
        assertThat(tile.path()).isEqualTo("tile/" + level + "/" + path);
        assertThat(tile.entriesPath()).isEqualTo("tile/entries/" + path);
        assertThat(Tile.parse(level, path)).contains(tile);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''",
                "0",
                "00",
                "0000",
                "x000/000",
                "001/000",
                "x001/x000",
                "000.p/0",
                "000.p/256",
                "000.p/01",
                "000.p/",
                "000.p/1/",
                "-01",
                "x999/x999/x999/x999/x999/x999/x999/999"
            })
    void other_addresses_are_none(String path) {
        assertThat(Tile.parse(0, path)).isEmpty();
    }

    @Test
    void entries_are_bundled_and_taken_apart() {
        List<byte[]> entries = new ArrayList<>(List.of(new byte[0], new byte[] {1}, new byte[40_000]));
        assertThat(Leaf.unbundle(Leaf.bundle(entries))).containsExactlyElementsOf(entries);
    }
}
