/* cmd_doctor.c: what about this machine spoils or shapes figures, and what to do about it. docs/doctor.md is its manual. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "commands/commands.h"
#include "commands/document.h"
#include "commands/scratch.h"
#include "platform/facts.h"
#include "python/discover.h"

/* Worst first, as they are printed. */
enum rank { BAD, NOTE, GOOD, UNKNOWN, RANKS };

static const struct {
    const char *name;
    enum ps_tone tone;
} ranks[RANKS] = {
    [BAD] = {"bad", PS_TONE_WRONG},
    [NOTE] = {"note", PS_TONE_WARN},
    [GOOD] = {"good", PS_TONE_FINE},
    [UNKNOWN] = {"unknown", PS_TONE_FAINT},
};

enum { CHECKS_MAX = 64 };

struct examined {
    const struct ps_check *check;
    enum rank rank;
    struct ps_finding finding;
    struct ps_error why; /* of UNKNOWN */
};

struct examination {
    struct examined of[CHECKS_MAX];
    size_t n;
    size_t count[RANKS];
    json_t *host;
    json_t *pythons; /* NULL: could not be looked for */
    struct ps_error why_no_pythons;
};

static enum rank rank_of(enum ps_level level)
{
    return level == PS_BAD ? BAD : level == PS_NOTE ? NOTE : GOOD;
}

static void run_checks(struct examination *all)
{
    for (const struct ps_check *check = ps_checks; check->name != NULL && all->n < CHECKS_MAX; check++) {
        struct examined *one = &all->of[all->n++];
        one->check = check;
        one->rank = check->run("", &one->finding, &one->why) == 0 ? rank_of(one->finding.level) : UNKNOWN;
        all->count[one->rank]++;
    }
}

/* A machine on which no Python can be asked is what a doctor is called for: that is a finding, not a failure. */
static void survey_pythons(struct examination *all, const struct ps_programs *programs)
{
    struct ps_scratch scratch;
    if (ps_scratch_open(&scratch, programs, &all->why_no_pythons) != 0)
        return;
    all->pythons = ps_python_survey(programs, scratch.folder, &all->why_no_pythons);
    ps_scratch_close(&scratch, NULL);
}

/* ---- text ---- */

static const char *string_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* What was looked at: the output is pasted into reports of bugs. */
static void print_host(const struct ps_rows *rows, const json_t *host)
{
    char text[1024];
    snprintf(text, sizeof text, "%s, %s %s, %s, %s", string_of(host, "os_version"), string_of(host, "os"),
             string_of(host, "kernel"), string_of(host, "machine"), string_of(host, "cpu_model"));
    ps_rows_line(rows, text);
    fputc('\n', rows->to);
}

static void print_checks(struct ps_rows *rows, const struct examination *all)
{
    rows->word_width = (int)strlen(ranks[UNKNOWN].name);
    for (size_t i = 0; i < all->n; i++) {
        int width = (int)strlen(all->of[i].check->name);
        rows->name_width = width > rows->name_width ? width : rows->name_width;
    }
    for (int rank = 0; rank < RANKS; rank++) {
        for (size_t i = 0; i < all->n; i++) {
            const struct examined *one = &all->of[i];
            if ((int)one->rank != rank)
                continue;
            const char *text = rank == UNKNOWN ? one->why.what : one->finding.value;
            ps_rows_row(rows, ranks[rank].tone, ranks[rank].name, one->check->name, text);
            if (rank != UNKNOWN && one->finding.advice[0] != '\0')
                ps_rows_more(rows, one->finding.advice);
        }
    }
    char counts[128];
    snprintf(counts, sizeof counts, "%zu bad, %zu to note, %zu good, %zu unknown; docs/doctor.md explains each", all->count[BAD],
             all->count[NOTE], all->count[GOOD], all->count[UNKNOWN]);
    fputc('\n', rows->to);
    ps_rows_line(rows, counts);
}

/* A Python that the host can load is fine; one that is measured as it is, worth noting; a place without one is where we
 * looked. */
static void print_python(const struct ps_rows *rows, const json_t *python)
{
    const char *version = string_of(python, "version"), *libpython = string_of(python, "libpython");
    const char *path = string_of(python, "path"), *why = string_of(python, "why");
    bool loadable = libpython[0] != '\0';
    if (version[0] == '\0')
        ps_rows_row(rows, PS_TONE_FAINT, "none", path, "");
    else
        ps_rows_row(rows, loadable ? PS_TONE_FINE : PS_TONE_WARN, version, path, "");
    ps_rows_more(rows, loadable ? libpython : why);
}

static void print_pythons(struct ps_rows *rows, const struct examination *all)
{
    fputc('\n', rows->to);
    ps_rows_title(rows, "Pythons, and the libpython that the host would load");
    if (all->pythons == NULL) {
        rows->name_width = 0;
        ps_rows_row(rows, PS_TONE_WRONG, ranks[UNKNOWN].name, "", all->why_no_pythons.what);
        if (all->why_no_pythons.hint[0] != '\0')
            ps_rows_more(rows, all->why_no_pythons.hint);
        return;
    }
    size_t i;
    json_t *python;
    json_array_foreach(all->pythons, i, python)
    {
        int width = (int)strlen(string_of(python, "version"));
        rows->word_width = width > rows->word_width ? width : rows->word_width;
    }
    json_array_foreach(all->pythons, i, python)
    {
        print_python(rows, python);
    }
    if (json_array_size(all->pythons) == 0)
        ps_rows_line(rows, "none found: name one with --python");
}

static void write_text(struct ps_rows *rows, const void *data)
{
    const struct examination *all = data;
    print_host(rows, all->host);
    print_checks(rows, all);
    print_pythons(rows, all);
}

/* ---- JSON ---- */

static json_t *check_object(const struct examined *one)
{
    bool known = one->rank != UNKNOWN;
    return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o}", "name", one->check->name, "title", one->check->title, "level",
                     ranks[one->rank].name, "value", ps_text_or_null(known ? one->finding.value : NULL), "advice",
                     ps_text_or_null(known ? one->finding.advice : NULL), "reason",
                     ps_text_or_null(known ? NULL : one->why.what));
}

static json_t *make_json(const void *data, struct ps_error *err)
{
    const struct examination *all = data;
    json_t *checks = json_array();
    int failed = 0;
    for (size_t i = 0; i < all->n; i++)
        failed |= json_array_append_new(checks, check_object(&all->of[i]));
    const char *why = all->pythons == NULL ? all->why_no_pythons.what : NULL;
    json_t *document = json_pack("{s:s,s:O,s:o,s:O?,s:o}", "schema", "procstart.doctor/1", "host", all->host, "checks", checks,
                                 "pythons", all->pythons, "why_no_pythons", ps_text_or_null(why));
    if (failed == 0 && document != NULL)
        return document;
    json_decref(document);
    ps_fail(err, PS_EXIT_FAILED, "the findings could not be made a JSON document");
    return NULL;
}

/* ---- command ---- */

static int run(int argc, char **argv, struct ps_common *common, enum ps_exit *exit, struct ps_error *err)
{
    static const struct ps_cli cli = {
        .usage = "procstart doctor [OPTIONS]",
        .about =
            "Looks at this machine for what spoils figures (bad), shapes them (note) or does no harm (good), and says what to do "
            "about it; then shows which Pythons there are, and where it looked. Nothing is changed. A bad finding is advice: "
            "the exit code is 0.",
        .formats = ps_document_formats,
        .output = "write the findings to FILE",
    };
    int first, helped = 0;
    if (ps_cli_parse(&cli, argc, argv, common, &first, &helped, err) != 0)
        return -1;
    *exit = PS_EXIT_OK;
    if (helped)
        return 0;
    if (ps_cli_no_operands(argc, argv, first, err) != 0)
        return -1;
    struct examination all = {.host = ps_facts_host(err)};
    if (all.host == NULL)
        return -1;
    run_checks(&all);
    survey_pythons(&all, common->programs);
    const struct ps_document document = {.data = &all, .text = write_text, .json = make_json};
    int status = ps_document_print(&document, common, err);
    json_decref(all.host);
    json_decref(all.pythons);
    return status;
}

const struct ps_command ps_cmd_doctor = {
    .name = "doctor",
    .summary = "show what about this machine spoils or shapes figures, and what to do",
    .run = run,
};
