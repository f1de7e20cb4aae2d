#include "guard/static.h"

#include <stdlib.h>
#include <string.h>

#include "base/environment.h"
#include "guard/analyser.h"
#include "guard/answers.h"

enum { WORKERS_MOST = 32, FILES_A_WORKER = 4 };

/* How the analysis of one Python is started. */
struct ps_guard_parser {
    char interpreter[4096], script[4200];
    const char *args[6];
    char **env;
};

static int make_parser(struct ps_guard_parser *parser, const struct ps_programs *programs, const struct ps_python *python,
                       const char *folder, struct ps_error *err)
{
    const char *additions[5];
    bool host = python->libpython[0] != '\0';
    snprintf(parser->interpreter, sizeof parser->interpreter, "%s", python->path);
    if (host && ps_python_shadow(python, programs, folder, parser->interpreter, sizeof parser->interpreter, err) != 0)
        return -1;
    snprintf(parser->script, sizeof parser->script, "%s/guard/guard_static.py", programs->share);
    if (ps_python_environment(python, host, additions, sizeof additions / sizeof *additions) < 0)
        return ps_fail(err, PS_EXIT_FAILED, "the environment of %s is too large", python->id);
    parser->env = ps_environment_make(additions, false);
    if (parser->env == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for an environment");
    const char *const args[] = {parser->interpreter, "-I", "-S", "-B", parser->script, NULL};
    memcpy(parser->args, args, sizeof args);
    return 0;
}

int ps_guard_static_open(struct ps_guard_static *all, const struct ps_programs *programs, const struct ps_python *pythons,
                         size_t n, struct ps_error *err)
{
    all->parsers = calloc(n, sizeof *all->parsers);
    if (all->parsers == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory");
    for (; all->parsers_n < n; all->parsers_n++) {
        char folder[4200];
        snprintf(folder, sizeof folder, "%s/parser-%zu", ps_contain_dir(all->contain), all->parsers_n);
        if (make_parser(&all->parsers[all->parsers_n], programs, &pythons[all->parsers_n], folder, err) != 0)
            return -1;
    }
    return 0;
}

void ps_guard_static_close(struct ps_guard_static *all)
{
    for (size_t i = 0; i < all->parsers_n; i++)
        ps_environment_free(all->parsers[i].env);
    free(all->parsers);
    all->parsers = NULL;
    all->parsers_n = 0;
}

/* ---- the files of a report, by one Python ---- */

struct pool;

struct worker {
    struct ps_analyser analyser;
    struct pool *pool;
    size_t asked[PS_ANALYSER_WINDOW]; /* files, in the order of asking */
    size_t first, n;
    bool greeted;
};

struct pool {
    struct ps_guard_report *report;
    size_t *waiting; /* files that nobody has been asked about: a stack */
    size_t waiting_n;
    size_t workers_n;
    bool failed;
    struct ps_error *err;
};

static void fail_pool(struct pool *pool)
{
    pool->failed = true;
    pool->waiting_n = 0;
}

/* Near the end each gets a few only, so that none sits on many while others have nothing to do. */
static size_t window_of(const struct pool *pool)
{
    size_t share = 1 + pool->waiting_n / (2 * pool->workers_n);
    return share < PS_ANALYSER_WINDOW ? share : PS_ANALYSER_WINDOW;
}

static void feed(struct worker *worker)
{
    struct pool *pool = worker->pool;
    while (pool->waiting_n > 0 && worker->n < window_of(pool)) {
        size_t file = pool->waiting[pool->waiting_n - 1];
        if (!ps_analyser_ask(&worker->analyser, pool->report->files[file].path))
            return;
        pool->waiting_n--;
        worker->asked[(worker->first + worker->n++) % PS_ANALYSER_WINDOW] = file;
    }
    if (worker->n == 0)
        ps_analyser_close(&worker->analyser);
}

static size_t next_asked(struct worker *worker)
{
    size_t file = worker->asked[worker->first];
    worker->first = (worker->first + 1) % PS_ANALYSER_WINDOW;
    worker->n--;
    return file;
}

static void on_line(struct ps_analyser *analyser, const char *line, size_t length)
{
    struct worker *worker = analyser->data;
    struct pool *pool = worker->pool;
    int status = 0;
    if (worker->greeted)
        status = ps_answers_file(&pool->report->files[next_asked(worker)], line, length, pool->err);
    else if (pool->report->rules_n == 0)
        status = ps_answers_rules(pool->report, line, length, pool->err);
    worker->greeted = true;
    if (status != 0)
        fail_pool(pool);
    feed(worker);
}

/* What it was at when it died gets the blame, the others another try. */
static void on_end(struct ps_analyser *analyser)
{
    struct worker *worker = analyser->data;
    struct pool *pool = worker->pool;
    if (!worker->greeted && !pool->failed) {
        ps_fail(pool->err, PS_EXIT_FAILED, "%s: %s", analyser->args[0],
                analyser->why_ended[0] != '\0' ? analyser->why_ended : "the analysis ended before it began");
        fail_pool(pool);
    }
    if (worker->n == 0 || pool->failed)
        return;
    const char *why = analyser->why_ended[0] != '\0' ? analyser->why_ended : "the parser ended on it";
    if (ps_answers_add_error(&pool->report->files[next_asked(worker)], why, pool->err) != 0)
        fail_pool(pool);
    while (worker->n > 0 && !pool->failed)
        pool->waiting[pool->waiting_n++] = next_asked(worker);
}

static size_t count_workers(size_t files)
{
    size_t processors = uv_available_parallelism(), n = (files + FILES_A_WORKER - 1) / FILES_A_WORKER;
    n = n < processors ? n : processors;
    return n < WORKERS_MOST ? n : WORKERS_MOST;
}

static int run_workers(struct ps_guard_static *all, const struct ps_guard_parser *parser, struct pool *pool)
{
    pool->workers_n = count_workers(pool->waiting_n);
    struct worker *workers = calloc(pool->workers_n, sizeof *workers);
    if (workers == NULL)
        return ps_fail(pool->err, PS_EXIT_FAILED, "out of memory for %zu analyses", pool->workers_n);
    for (size_t i = 0; i < pool->workers_n && !pool->failed; i++) {
        struct worker *worker = &workers[i];
        worker->pool = pool;
        worker->analyser =
            (struct ps_analyser){.args = parser->args, .env = parser->env, .on_line = on_line, .on_end = on_end, .data = worker};
        if (ps_analyser_open(&worker->analyser, all->loop, all->contain, pool->err) != 0)
            fail_pool(pool);
        else
            feed(worker);
    }
    uv_run(all->loop, UV_RUN_DEFAULT);
    free(workers);
    return pool->failed ? -1 : 0;
}

/* As far as each of the files was looked at before: a second Python does not spare one that the first could not read. */
static int run_parser(struct ps_guard_static *all, const struct ps_guard_parser *parser, const bool *wanted,
                      struct ps_guard_report *report, struct ps_error *err)
{
    struct pool pool = {.report = report, .err = err, .waiting = calloc(report->files_n + 1, sizeof *pool.waiting)};
    if (pool.waiting == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for %zu files", report->files_n);
    for (size_t i = report->files_n; i-- > 0;) {
        if (wanted[i])
            pool.waiting[pool.waiting_n++] = i;
    }
    int status = 0;
    while (status == 0 && pool.waiting_n > 0)
        status = run_workers(all, parser, &pool);
    free(pool.waiting);
    return status;
}

/* ---- one question ---- */

struct question {
    const char *path;
    int (*take)(void *data, const char *line, size_t length, struct ps_error *err);
    void *data;
    bool greeted, answered;
    int status;
    struct ps_error *err;
};

static void on_question_line(struct ps_analyser *analyser, const char *line, size_t length)
{
    struct question *question = analyser->data;
    question->answered = question->greeted || question->path == NULL;
    if (question->answered)
        question->status = question->take(question->data, line, length, question->err);
    question->greeted = true;
    if (question->answered)
        ps_analyser_close(analyser);
}

static void on_question_end(struct ps_analyser *analyser)
{
    struct question *question = analyser->data;
    if (!question->answered && question->status == 0)
        question->status = ps_fail(question->err, PS_EXIT_FAILED, "%s: %s", analyser->args[0],
                                   analyser->why_ended[0] != '\0' ? analyser->why_ended : "the analysis did not answer");
}

static int ask(struct ps_guard_static *all, struct question *question)
{
    struct ps_analyser *analyser = calloc(1, sizeof *analyser);
    if (analyser == NULL)
        return ps_fail(question->err, PS_EXIT_FAILED, "out of memory for an analysis");
    analyser->args = all->parsers[0].args;
    analyser->env = all->parsers[0].env;
    analyser->on_line = on_question_line;
    analyser->on_end = on_question_end;
    analyser->data = question;
    question->status = ps_analyser_open(analyser, all->loop, all->contain, question->err);
    if (question->status == 0 && question->path != NULL)
        ps_analyser_ask(analyser, question->path);
    uv_run(all->loop, UV_RUN_DEFAULT);
    free(analyser);
    return question->status;
}

static int take_config(void *data, const char *line, size_t length, struct ps_error *err)
{
    return ps_answers_config(data, line, length, err);
}

int ps_guard_static_config(void *data, const char *path, struct ps_guard_config *config, struct ps_error *err)
{
    json_t *table = NULL;
    struct question question = {.path = path, .take = take_config, .data = &table, .err = err};
    if (ask(data, &question) != 0)
        return ps_error_context(err, "%s", path);
    int status = table != NULL ? ps_guard_config_read(config, path, table, err) : 0;
    json_decref(table);
    return status;
}

static int take_rules(void *data, const char *line, size_t length, struct ps_error *err)
{
    return ps_answers_rules(data, line, length, err);
}

/* ---- all of it ---- */

int ps_guard_static_run(struct ps_guard_static *all, struct ps_guard_report *report, struct ps_error *err)
{
    bool *wanted = calloc(report->files_n + 1, sizeof *wanted);
    if (wanted == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for %zu files", report->files_n);
    for (size_t i = 0; i < report->files_n; i++)
        wanted[i] = report->files[i].error == NULL || report->files[i].error[0] == '\0';
    int status = 0;
    for (size_t i = 0; status == 0 && i < all->parsers_n; i++)
        status = run_parser(all, &all->parsers[i], wanted, report, err);
    free(wanted);
    struct question question = {.take = take_rules, .data = report, .err = err};
    if (status == 0 && report->rules_n == 0) /* no file was looked at */
        status = ask(all, &question);
    return status;
}
