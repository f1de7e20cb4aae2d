/* Prints the tables of simulated coverage in docs/statistics.md:
 *
 *     ninja statistics-coverage && ./statistics-coverage [TRIES]
 */
#include <stdio.h>
#include <stdlib.h>

#include "simulate.h"

static const struct model models[] = {
    {"log-normal, epochs 1 %, starts 5 %", NORMAL, .01, .02, .05, 5, 4},
    {"log-normal, epochs 2 %, starts 5 %", NORMAL, .02, .02, .05, 5, 4},
    {"log-normal, epochs 2 %, starts 30 %", NORMAL, .02, .02, .30, 5, 4},
    {"heavy tails, epochs 2 %, starts 10 %", HEAVY, .02, .02, .10, 5, 4},
    {"heavy tails, epochs 2 %, starts 30 %", HEAVY, .02, .02, .30, 5, 4},
    {"a tenth interrupted, epochs 2 %, starts 10 %", SKEWED, .02, .02, .10, 5, 4},
    {"3 starts an epoch, epochs 1 %, starts 10 %", NORMAL, .01, .02, .10, 1, 3},
    {"4 starts an epoch, epochs 1 %, starts 10 %", NORMAL, .01, .02, .10, 1, 4},
    {"no epoch effect, starts 10 %", NORMAL, 0, 0, .10, 5, 2},
    {"epochs 3 %, starts 1 %", NORMAL, .03, 0, .01, 5, 4},
};
#define MODELS (sizeof models / sizeof *models)

static void cell(const struct model *model, const struct rule *rule, enum estimator estimator, size_t tries)
{
    struct outcome outcome = simulate(model, rule, estimator, tries, 23);
    printf(" %.1f", 100 * coverage(&outcome));
    if (rule->precision > 0)
        printf(" (%.0f)", outcome.epochs);
    printf(" |");
    fflush(stdout);
}

static void print_medians(size_t tries)
{
    static const double precisions[] = {.035, .02, .01};
    puts(
        "| model | 10 epochs | 50 epochs | until 3.5 % | until 2 % | until 1 % | at 0.95: until 3.5 % | until 2 % | until 1 % |");
    puts("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (size_t m = 0; m < MODELS; m++) {
        printf("| %s |", models[m].name);
        cell(&models[m], &(struct rule){.most = 10}, MEDIAN, tries);
        cell(&models[m], &(struct rule){.most = 50}, MEDIAN, tries);
        for (int plain = 0; plain < 2; plain++) {
            for (size_t p = 0; p < sizeof precisions / sizeof *precisions; p++)
                cell(&models[m], &(struct rule){precisions[p], 115, plain}, MEDIAN, tries);
        }
        puts("");
    }
}

static void print_others(size_t tries)
{
    struct rule ten = {.most = 10}, fifty = {.most = 50}, stop = {.precision = .02, .most = 51};
    puts("| model | ratio, 10 epochs | 50 epochs | until 2 % | bootstrap, 10 epochs | pairs as if independent, 50 epochs | "
         "starts likewise |");
    puts("|---|--:|--:|--:|--:|--:|--:|");
    for (size_t m = 0; m < MODELS; m++) {
        printf("| %s |", models[m].name);
        cell(&models[m], &ten, RATIO, tries);
        cell(&models[m], &fifty, RATIO, tries);
        cell(&models[m], &stop, RATIO, tries);
        cell(&models[m], &ten, MEDIAN_BOOTSTRAP, tries / 4);
        cell(&models[m], &fifty, RATIO_OF_PAIRS, tries);
        cell(&models[m], &fifty, MEDIAN_OF_STARTS, tries);
        puts("");
    }
}

int main(int argc, char **argv)
{
    size_t tries = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;
    if (tries < 4) {
        fputs("usage: statistics-coverage [TRIES]\n", stderr);
        return 2;
    }
    print_medians(tries);
    puts("");
    print_others(tries);
    return 0;
}
