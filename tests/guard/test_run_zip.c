/* Programs in a zip file: they are run as scripts are, and their run is all that there is to say of them. */
#include <stdint.h>

#include "../commands/procstart.h"
#include "run_support.h"

TestSuite(zip, .timeout = 240);

static uint32_t crc_of(const char *text, size_t n)
{
    uint32_t crc = ~0U;
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xEDB88320U & -(crc & 1));
    }
    return ~crc;
}

static void put(FILE *file, uint32_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8)
        fputc((int)(number & 0xFF), file);
}

/* What the two headers of a member have in common. */
static void put_member(FILE *file, const char *name, const char *text)
{
    uint32_t n = (uint32_t)strlen(text);
    put(file, 20, 2); /* version */
    put(file, 0, 2);  /* flags */
    put(file, 0, 2);  /* stored */
    put(file, 0, 2);  /* time */
    put(file, 33, 2); /* date */
    put(file, crc_of(text, n), 4);
    put(file, n, 4);
    put(file, n, 4);
    put(file, (uint32_t)strlen(name), 2);
    put(file, 0, 2); /* extra */
}

/* As zipapp makes it: a line for the shell, then a zip file with a __main__.py in it. */
static void write_app(const char *path, const char *text)
{
    static const char name[] = "__main__.py";
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    fputs("#!/usr/bin/env python3\n", file);
    uint32_t begin = (uint32_t)ftell(file);
    fputs("PK\3\4", file);
    put_member(file, name, text);
    fputs(name, file);
    fputs(text, file);
    uint32_t directory = (uint32_t)ftell(file);
    fputs("PK\1\2", file);
    put(file, 20, 2); /* made by */
    put_member(file, name, text);
    put(file, 0, 2);     /* comment */
    put(file, 0, 2);     /* disk */
    put(file, 0, 2);     /* attributes */
    put(file, 0, 4);     /* likewise */
    put(file, begin, 4); /* of its other header */
    fputs(name, file);
    uint32_t end = (uint32_t)ftell(file);
    fputs("PK\5\6", file);
    put(file, 0, 4);
    put(file, 1, 2);
    put(file, 1, 2);
    put(file, end - directory, 4);
    put(file, directory, 4);
    put(file, 0, 2);
    cr_assert_eq(fclose(file), 0);
}

static const char good[] = "import multiprocessing as mp\n"
                           "if __name__ == '__main__':\n"
                           "    child = mp.Process(target=print)\n"
                           "    child.start()\n"
                           "    child.join()\n"
                           "    assert child.exitcode == 0\n";
static const char bad[] = "raise SystemExit(7)\n";

Test(zip, is_run_by_each_method_and_executed_once)
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, "app.pyz", "");
    write_app(bed.script, good);
    run_bed_run(&bed);
    cr_expect_eq(bed.file.runs_n, 3 * pythons.n);
    for (size_t i = 0; i < bed.file.runs_n; i++) {
        const struct ps_guard_run *run = &bed.file.runs[i];
        cr_expect_eq(run->verdict, PS_VERDICT_OK, "%s: %s\n%s", ps_method_name(run->method), run->reason, run->stderr_tail);
        cr_expect_eq(run->main_executions, 1, "%s: %d", ps_method_name(run->method), (int)run->main_executions);
        cr_expect_eq(run->processes, 1);
    }
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}

/* The whole command. */
static void expect_exit(const struct run_bed *bed, const struct ps_python *python, const char *option, int exit, size_t runs)
{
    char command[8192], report[600];
    snprintf(report, sizeof report, "%s/report.json", bed->folder);
    snprintf(command, sizeof command, PROCSTART "guard --quiet --format json -o '%s' --python '%s' --method fork %s '%s' 2>&1",
             report, python->path, option, bed->script);
    struct said *said = run(command);
    cr_expect_eq(said->exit, exit, "exit %d: %s", said->exit, said->out);
    json_t *document = json_load_file(report, 0, NULL), *file = json_array_get(json_object_get(document, "files"), 0);
    cr_expect_eq(json_array_size(json_object_get(file, "runs")), runs);
    cr_expect_eq(json_is_string(json_object_get(file, "error")), exit == 2);
    cr_expect_eq(strstr(said->out, "it is a zip file") != NULL, exit == 2, "%s", said->out);
    json_decref(document);
    free(said);
}

Test(zip, that_is_run_is_no_error)
{
    struct run_pythons pythons;
    struct run_bed bed;
    run_pythons_find(&pythons);
    run_bed_make(&bed, &pythons, "app.pyz", "");
    write_app(bed.script, good);
    expect_exit(&bed, &pythons.list[0], "--run", 0, 1);
    expect_exit(&bed, &pythons.list[0], "", 2, 0);
    write_app(bed.script, bad);
    expect_exit(&bed, &pythons.list[0], "--run", 1, 1);
    run_bed_remove(&bed);
    run_pythons_free(&pythons);
}
