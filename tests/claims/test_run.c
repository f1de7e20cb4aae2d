/* The whole command with real Pythons: what is printed, and verdicts that do not hang on how busy the machine is. */
#include "../commands/procstart.h"
#include "../python/support.h"

/* `verdict` of a claim in a JSON document of one Python. */
static const char *verdict_of(const json_t *document, const char *id)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(document, "claims"), i, entry)
    {
        if (strcmp(text_of(entry, "id"), id) == 0)
            return text_of(entry, "verdict");
    }
    return "";
}

static const char *reason_of(const json_t *document, const char *id)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(document, "claims"), i, entry)
    {
        if (strcmp(text_of(entry, "id"), id) == 0)
            return text_of(entry, "reason");
    }
    return "";
}

static json_t *claims_of(const char *before, const char *python, const char *names)
{
    char command[9000];
    snprintf(command, sizeof command, "%s " PROCSTART "claims --quiet --quick --seed 1 --format json --python '%s' %s", before,
             python, names);
    return run_json(command);
}

static void expect(const json_t *document, const char *id, const char *verdict)
{
    cr_expect_str_eq(verdict_of(document, id), verdict, "%s: %s: %s", id, verdict_of(document, id), reason_of(document, id));
}

Test(run, every_python_settles_what_is_counted, .timeout = 280)
{
    char python[4096];
    int tried = 0;
    for (int k = 0; k < 3 && test_python(k, python, sizeof python); k++, tried++) {
        json_t *document = claims_of("", python, "default-start-method fork-no-reimport spawn-reimports-main guard-needed");
        static const char *const ids[] = {"default-start-method", "fork-no-reimport", "spawn-reimports-main", "guard-needed"};
        for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
            expect(document, ids[i], "supported");
        json_decref(document);
    }
    cr_expect_gt(tried, 0);
}

Test(run, a_heartbeat_that_is_removed_makes_verdicts_inconclusive_not_wrong, .timeout = 280)
{
    char python[4096];
    cr_assert(test_python(0, python, sizeof python));
    json_t *whole = claims_of("", python, "join-blocks gather-suspends");
    expect(whole, "join-blocks", "supported");
    expect(whole, "gather-suspends", "supported");
    json_decref(whole);
    json_t *broken = claims_of("PROCSTART_CLAIMS_BREAK=no-heartbeat", python, "async-needs-await join-blocks gather-suspends");
    expect(broken, "async-needs-await", "inconclusive");
    expect(broken, "join-blocks", "inconclusive");
    expect(broken, "gather-suspends", "inconclusive");
    cr_expect_not_null(strstr(reason_of(broken, "gather-suspends"), "control failed"));
    json_decref(broken);
}

Test(run, a_lock_that_is_left_out_makes_races_inconclusive, .timeout = 280)
{
    char python[4096];
    cr_assert(test_python(0, python, sizeof python));
    json_t *broken = claims_of("PROCSTART_CLAIMS_BREAK=no-lock", python, "preemption-races");
    expect(broken, "preemption-races", "inconclusive");
    json_decref(broken);
}

Test(run, a_result_of_wine_is_refused_and_named)
{
    json_t *document =
        run_json(PROCSTART "claims --quiet --format json windows-highest-overhead --with " PS_TEST_SOURCE
                           "/results/linux-x86_64-epyc-kvm.json --with " PS_TEST_SOURCE "/results/windows-wine-x86_64.json");
    expect(document, "windows-highest-overhead", "not testable here");
    const json_t *evidence = json_object_get(document, "evidence");
    cr_assert_eq(json_array_size(evidence), 2);
    cr_expect(json_is_null(json_object_get(json_array_get(evidence, 0), "refused")));
    cr_expect_not_null(strstr(text_of(json_array_get(evidence, 1), "refused"), "wine"));
    json_decref(document);
}

Test(run, all_formats_say_the_verdict)
{
    static const char *const formats[] = {"text", "markdown", "html"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char command[1024];
        snprintf(command, sizeof command, PROCSTART "claims --quiet scaling-best-on-linux --format %s", formats[i]);
        struct said *said = run(command);
        cr_expect_eq(said->exit, 0);
        cr_expect_not_null(strstr(said->out, i == 0 ? "not testable here  any  it takes" : "not testable here"), "%s", said->out);
        cr_expect_not_null(strstr(said->out, "scaling-best-on-linux"));
        free(said);
    }
}

Test(run, names_of_files_are_escaped_in_pages)
{
    char folder[256], command[2048];
    test_make_folder(folder, sizeof folder);
    snprintf(command, sizeof command,
             "cp " PS_TEST_SOURCE "/results/windows-wine-x86_64.json '%s/<img src=x>.json' && " PROCSTART
             "claims --quiet scaling-best-on-linux --format html --with '%s/<img src=x>.json'",
             folder, folder);
    struct said *said = run(command);
    cr_expect_eq(said->exit, 0);
    cr_expect_null(strstr(said->out, "<img"));
    cr_expect_not_null(strstr(said->out, "&lt;img src=x&gt;"));
    free(said);
    test_remove_folder(folder);
}

Test(run, the_list_has_all_and_runs_none)
{
    json_t *document = run_json(PROCSTART "claims --list --format json");
    cr_expect_eq(json_array_size(json_object_get(document, "claims")), 20);
    json_decref(document);
    struct said *said = run(PROCSTART "claims --list gather-suspends");
    cr_expect_not_null(strstr(said->out, "gather-suspends"));
    cr_expect_null(strstr(said->out, "join-blocks"));
    free(said);
}

Test(run, what_is_asked_wrongly_is_exit_2)
{
    static const char *const bad[] = {
        "claims no-such-claim",        "claims --seed x",
        "claims --with /nowhere.json", "claims --python /nowhere join-blocks",
        "claims --list --format html", "claims --format pdf",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char command[512];
        snprintf(command, sizeof command, PROCSTART "%s 2>&1", bad[i]);
        struct said *said = run(command);
        cr_expect_eq(said->exit, 2, "%s: %d: %s", bad[i], said->exit, said->out);
        cr_expect_eq(strncmp(said->out, "procstart: error: ", 18), 0, "%s: %s", bad[i], said->out);
        free(said);
    }
}
