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
    const char *args[8];
    char **env;
};

enum { OPTIONS = 5 }; /* their place in args */

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
    const char *const args[] = {parser->interpreter, "-I", "-S", "-B", parser->script, NULL, NULL, NULL};
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
        snprintf(folder, sizeof folder, "%s/parser-%zu", ps_contain_dir(all->contain), all->folders++);
        if (make_parser(&all->parsers[all->parsers_n], programs, &pythons[all->parsers_n], folder, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- the files of a report, by one Python ---- */

struct ps_guard_pool;

struct worker {
    struct ps_analyser analyser;
    struct ps_guard_pool *pool;
    size_t asked[PS_ANALYSER_WINDOW]; /* files, in the order of asking */
    size_t first, n;
    bool alive, greeted;
};

struct ps_guard_pool {
    struct ps_guard_static *all;
    const struct ps_guard_parser *parser;
    struct ps_guard_report *report;
    size_t *waiting; /* files that nobody has been asked about: a stack */
    size_t waiting_n;
    struct worker *workers;
    size_t workers_n, alive;
    bool turn; /* before, a worker gets ready and is asked for nothing: what several Pythons say comes in their order */
    bool failed;
    struct ps_error err;
};

static void fail_pool(struct ps_guard_pool *pool)
{
    pool->failed = true;
    pool->waiting_n = 0;
}

/* Near the end each gets a few only, so that none sits on many while others have nothing to do. */
static size_t window_of(const struct ps_guard_pool *pool)
{
    size_t share = 1 + pool->waiting_n / (2 * pool->workers_n);
    return share < PS_ANALYSER_WINDOW ? share : PS_ANALYSER_WINDOW;
}

static void feed(struct worker *worker)
{
    struct ps_guard_pool *pool = worker->pool;
    if (!pool->turn)
        return;
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
    struct ps_guard_pool *pool = worker->pool;
    int status;
    if (worker->greeted)
        status = ps_answers_file(&pool->report->files[next_asked(worker)], line, length, &pool->err);
    else
        status = ps_answers_greeting(pool->report, line, length, &pool->err);
    worker->greeted = true;
    if (status != 0)
        fail_pool(pool);
    feed(worker);
}

/* What it was at when it died gets the blame, the others another try. */
static void on_end(struct ps_analyser *analyser)
{
    struct worker *worker = analyser->data;
    struct ps_guard_pool *pool = worker->pool;
    worker->alive = false;
    pool->alive--;
    if (!worker->greeted && !pool->failed) {
        ps_fail(&pool->err, PS_EXIT_FAILED, "%s: %s", analyser->args[0],
                analyser->why_ended[0] != '\0' ? analyser->why_ended : "the analysis ended before it began");
        fail_pool(pool);
    }
    if (worker->n == 0 || pool->failed)
        return;
    const char *why = analyser->why_ended[0] != '\0' ? analyser->why_ended : "the parser ended on it";
    if (ps_answers_add_error(&pool->report->files[next_asked(worker)], why, &pool->err) != 0)
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

static void open_worker(struct ps_guard_pool *pool, size_t index)
{
    struct worker *worker = &pool->workers[index];
    *worker = (struct worker){.pool = pool, .alive = true};
    worker->analyser = (struct ps_analyser){
        .args = pool->parser->args, .env = pool->parser->env, .on_line = on_line, .on_end = on_end, .data = worker};
    pool->alive++;
    if (ps_analyser_open(&worker->analyser, pool->all->loop, pool->all->contain, &pool->err) != 0)
        fail_pool(pool);
}

/* Whether any answer is still to come. Workers end by themselves after the last one. */
static bool is_busy(const struct ps_guard_pool *pool)
{
    size_t asked = 0;
    for (size_t i = 0; i < pool->workers_n; i++)
        asked += pool->workers[i].alive ? pool->workers[i].n : 0;
    return asked > 0 || (pool->waiting_n > 0 && pool->alive > 0);
}

static int run_pool(struct ps_guard_pool *pool, struct ps_error *err)
{
    pool->turn = true;
    while (!pool->failed && pool->waiting_n > 0) {
        pool->workers_n = count_workers(pool->waiting_n);
        for (size_t i = 0; i < pool->workers_n && !pool->failed; i++) {
            if (!pool->workers[i].alive)
                open_worker(pool, i);
            feed(&pool->workers[i]);
        }
        while (is_busy(pool))
            uv_run(pool->all->loop, UV_RUN_ONCE);
    }
    if (pool->failed && err != NULL)
        *err = pool->err;
    return pool->failed ? -1 : 0;
}

/* As far as each of the files was looked at before: a second Python does not spare one that the first could not read. */
static int fill_pool(struct ps_guard_pool *pool, const struct ps_guard_report *report)
{
    pool->waiting = calloc(report->files_n + 1, sizeof *pool->waiting);
    if (pool->waiting == NULL)
        return -1;
    for (size_t i = report->files_n; i-- > 0;) {
        if (report->files[i].error == NULL || report->files[i].error[0] == '\0')
            pool->waiting[pool->waiting_n++] = i;
    }
    pool->workers = calloc(count_workers(pool->waiting_n) + 1, sizeof *pool->workers);
    return pool->workers != NULL ? 0 : -1;
}

static void close_workers(struct ps_guard_pool *pool)
{
    for (size_t i = 0; i < pool->workers_n; i++) {
        if (pool->workers[i].alive)
            ps_analyser_close(&pool->workers[i].analyser);
    }
}

/* Waits until all have ended. */
static void end_pools(struct ps_guard_static *all)
{
    for (size_t i = 0; all->pools != NULL && i < all->parsers_n; i++) {
        close_workers(&all->pools[i]);
        while (all->pools[i].alive > 0)
            uv_run(all->loop, UV_RUN_ONCE);
        free(all->pools[i].workers);
        free(all->pools[i].waiting);
    }
    free(all->pools);
    all->pools = NULL;
}

/* One worker of each Python starts at once, as far as there are processors for it. */
static int run_pools(struct ps_guard_static *all, struct ps_guard_report *report, struct ps_error *err)
{
    struct ps_guard_pool *pools = all->pools = calloc(all->parsers_n + 1, sizeof *pools);
    if (pools == NULL)
        return ps_fail(err, PS_EXIT_FAILED, "out of memory for the analyses");
    for (size_t i = 0; i < all->parsers_n; i++) {
        pools[i] = (struct ps_guard_pool){.all = all, .parser = &all->parsers[i], .report = report};
        if (fill_pool(&pools[i], report) != 0)
            return ps_fail(err, PS_EXIT_FAILED, "out of memory for %zu files", report->files_n);
    }
    for (size_t i = 0; i < all->parsers_n && i < uv_available_parallelism() && pools[i].waiting_n > 0; i++) {
        pools[i].workers_n = 1;
        open_worker(&pools[i], 0);
    }
    int status = 0;
    for (size_t i = 0; status == 0 && i < all->parsers_n; i++)
        status = run_pool(&pools[i], err);
    return status;
}

void ps_guard_static_close(struct ps_guard_static *all)
{
    end_pools(all);
    for (size_t i = 0; i < all->parsers_n; i++)
        ps_environment_free(all->parsers[i].env);
    free(all->parsers);
    all->parsers = NULL;
    all->parsers_n = 0;
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

/* Rules are the same whichever Python tells of them. */
static void set_options(struct ps_guard_static *all)
{
    for (size_t i = 0; i < all->parsers_n; i++) {
        const char **option = &all->parsers[i].args[OPTIONS];
        if (all->rules && i == 0)
            *option++ = "--rules";
        if (all->runs)
            *option++ = "--run";
        *option = NULL;
    }
}

int ps_guard_static_run(struct ps_guard_static *all, struct ps_guard_report *report, struct ps_error *err)
{
    end_pools(all);
    set_options(all);
    int status = run_pools(all, report, err);
    for (size_t i = 0; all->pools != NULL && i < all->parsers_n; i++)
        close_workers(&all->pools[i]);
    struct question question = {.take = take_rules, .data = report, .err = err};
    if (status == 0 && all->rules && report->rules_n == 0) /* no file was looked at */
        status = ask(all, &question);
    return status;
}
