package org.relatum.query.request;

import java.util.ArrayList;
import java.util.List;

/** Gathers one page of steps, which come one after another and are numbered from 1 on, and notices whether there are more; keeps no others. */
public final class StepPage<T> {
    private final int after;
    private final int limit;
    private final List<T> steps = new ArrayList<>();
    private int last;
    private boolean more;

    /**
     * @param after number of the last step before it, 0: none
     * @param limit how many it holds at most
     */
    public StepPage(int after, int limit) {
        this.after = after;
        this.limit = limit;
        this.last = after;
    }

    /** A page of all steps. */
    public static <T> StepPage<T> ofAll() {
        return new StepPage<>(0, Integer.MAX_VALUE);
    }

    /** Whether a step comes after those of earlier pages. */
    public boolean reaches(int number) {
        return number > after;
    }

    /** The next step that it {@linkplain #reaches reaches}. Returns whether another is of interest: not once one was too many. */
    public boolean add(int number, T step) {
        if (steps.size() == limit) {
            more = true;
        } else {
            steps.add(step);
            last = number;
        }
        return !more;
    }

    /** The steps on it. */
    public List<T> steps() {
        return List.copyOf(steps);
    }

    /** Number of the last step on it; of the last one before when it is empty. */
    public int last() {
        return last;
    }

    /** Whether there are steps after it. */
    public boolean hasMore() {
        return more;
    }
}
