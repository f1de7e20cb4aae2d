/* Prints how often compare finds a slowdown that is not there, and one that is: the table of docs/compare.md.
 *
 *     compare-simulation [PAIRS]
 *
 * Exit 1 if, at the run effects that compare reckons with, more than 5 % of pairs without or less than 95 % of pairs with a
 * slowdown of 10 % are found. */
#include <stdio.h>
#include <stdlib.h>

#include "pairs.h"

static bool print_row(struct pair_model model, const char *what, size_t pairs)
{
    struct pair_model slow = model;
    slow.slowdown = 0.1;
    double alarms = 100 * (double)pairs_found(&model, pairs, 7) / (double)pairs;
    double found = 100 * (double)pairs_found(&slow, pairs, 8) / (double)pairs;
    printf("| %s | %zu | %zu | %zu | %.1f | %.1f |\n", what, model.cells, model.epochs, model.runs, alarms, found);
    fflush(stdout);
    return alarms <= 5 && (found >= 95 || model.cells > 8); /* the more cells, the more evidence each has to have */
}

int main(int argc, char **argv)
{
    static const struct {
        const char *what;
        double common, cell;
        bool promised;
    } drifts[] = {
        {"no run effect", 0, 0, true},
        {"common 1 %, cells 0.5 % (usual)", 0.01, 0.005, true},
        {"common 1.5 %, cells 0.5 %", 0.015, 0.005, false},
        {"cells 1 %", 0, 0.01, true},
        {"common 2 %, cells 0.5 %", 0.02, 0.005, false},
        {"common 3 %, cells 1 %", 0.03, 0.01, false},
    };
    static const struct {
        size_t cells, epochs, runs;
    } sizes[] = {{8, 12, 1}, {1, 12, 1}, {25, 12, 1}, {8, 40, 1}, {8, 12, 3}};
    size_t pairs = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000;
    bool holds = true;
    printf("%zu pairs each\n\n| a run's own effect (standard deviation) | cells | epochs | runs a side | A/A: exit 1, %% | 10 %% "
           "slower: "
           "exit 1, %% |\n|---|--:|--:|--:|--:|--:|\n",
           pairs);
    for (size_t d = 0; d < sizeof drifts / sizeof *drifts; d++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct pair_model model = pair_usual;
            model.common_sd = drifts[d].common;
            model.cell_sd = drifts[d].cell;
            model.cells = sizes[s].cells;
            model.epochs = sizes[s].epochs;
            model.runs = sizes[s].runs;
            bool fine = print_row(model, drifts[d].what, pairs);
            holds = holds && (fine || !drifts[d].promised);
        }
    }
    return holds ? 0 : 1;
}
