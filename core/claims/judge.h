/* judge.h: what judges share: figures and controls made of observations, and verdicts made of intervals. */
#ifndef PS_CLAIMS_JUDGE_H
#define PS_CLAIMS_JUDGE_H

#include "claims/claim.h"
#include "stats/stats.h"

/* Each adds a figure. A series that is not there, or has too few numbers, gives NANs (and no figure if there is nothing). */
struct ps_estimate ps_note_mean(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *series,
                                const char *name, const char *unit);
struct ps_estimate ps_note_ratio(const struct ps_claim_given *given, struct ps_claim_outcome *out, const char *series,
                                 const char *against, const char *name);
void ps_note_estimate(struct ps_claim_outcome *out, const struct ps_estimate *estimate, const char *name, const char *unit);
void ps_note_value(struct ps_claim_outcome *out, double value, size_t n, const char *name, const char *unit);

/* The same without a figure, for controls. */
struct ps_estimate ps_seen_mean(const struct ps_claim_given *given, const char *series);
double ps_seen_most(const struct ps_claim_given *given, const char *series); /* the largest value; NAN: there is none */
struct ps_estimate ps_seen_ratio(const struct ps_claim_given *given, const char *series, const char *against);

void ps_control_positive(struct ps_claim_outcome *out, bool passed, double value, const char *name);
void ps_control_negative(struct ps_claim_outcome *out, bool passed, double value, const char *name);

/* Where an interval lies: supported on the one side, contradicted on the other, inconclusive across or without one. */
enum ps_claim_verdict ps_judge_below(const struct ps_estimate *estimate, double threshold);
enum ps_claim_verdict ps_judge_above(const struct ps_estimate *estimate, double threshold);
enum ps_claim_verdict ps_judge_true(int truth); /* 1 supported, 0 contradicted, -1 inconclusive */

/* Both must hold: contradicted if one is, else inconclusive if one is. */
enum ps_claim_verdict ps_judge_both(enum ps_claim_verdict one, enum ps_claim_verdict other);

void ps_judge_say(struct ps_claim_outcome *out, enum ps_claim_verdict verdict, const char *fmt, ...) PS_PRINTF(3, 4);

/* 3 for "3.14.2", and 14; 0 for what is none. */
void ps_judge_version(const struct ps_claim_given *given, int *major, int *minor);

/* documented() of claims that the documents of every Python make. */
enum ps_documented ps_documents_hold(const struct ps_claim_given *given);

/* documented() of those about the GIL: denied where it is off. */
enum ps_documented ps_documents_of_gil(const struct ps_claim_given *given);

#endif
