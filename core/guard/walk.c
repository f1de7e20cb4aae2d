#include "guard/walk.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "guard/paths.h"
#include "platform/files.h"

#define PROJECT "pyproject.toml"
#define TABLE   "tool.procstart"

enum { ROOM = PS_FILES_PATH, PROJECT_MOST = 1 << 20 };

/* A folder on the way down. What it and those above say holds for all that is below. */
struct folder {
    const struct folder *up;
    size_t length; /* of its absolute path, with the slash at its end */
    struct ps_patterns ignored;
    int config;           /* the nearest one's index, -1: none */
    size_t config_length; /* of the folder that the config is in */
};

struct way {
    struct ps_guard_walk *walk;
    struct ps_error *err;
    char absolute[ROOM]; /* of what is looked at */
    size_t base;         /* from there on it is below the operand */
    const char *operand;
};

/* ---- what is found ---- */

static int no_memory(struct ps_error *err)
{
    return ps_fail(err, PS_EXIT_FAILED, "out of memory for the list of files");
}

/* `path` is taken over. */
static int add(struct way *way, char *path, const char *error, int config)
{
    struct ps_guard_walk *walk = way->walk;
    if ((walk->files_n & (walk->files_n - 1)) == 0) { /* room doubles */
        size_t more = walk->files_n > 0 ? 2 * walk->files_n : 1;
        struct ps_guard_walked *files = realloc(walk->files, more * sizeof *files);
        if (files == NULL) {
            free(path);
            return no_memory(way->err);
        }
        walk->files = files;
    }
    struct ps_guard_walked *file = &walk->files[walk->files_n];
    *file = (struct ps_guard_walked){.path = path, .error = error != NULL ? strdup(error) : NULL, .config = config};
    if (path == NULL || (error != NULL && file->error == NULL)) {
        free(file->path);
        free(file->error);
        return no_memory(way->err);
    }
    walk->files_n++;
    return 0;
}

/* What is at way->absolute, by the name that leads there from the operand. */
static int add_below(struct way *way, const char *error, int config)
{
    const char *below = way->absolute + way->base;
    size_t length = strlen(way->operand), room = length + strlen(below) + 2;
    char *path = malloc(room);
    if (path == NULL)
        return no_memory(way->err);
    bool slash = length > 0 && way->operand[length - 1] != '/' && *below != '\0';
    if (strcmp(way->operand, ".") == 0 && *below != '\0')
        snprintf(path, room, "%s", below); /* as linters do */
    else
        snprintf(path, room, "%s%s%s", way->operand, slash ? "/" : "", below);
    return add(way, path, error, config);
}

/* ---- folders ---- */

/* Whether the file has the table in it: most have not, and no Python need be asked. */
static bool has_table(const char *path)
{
    FILE *file = ps_file_open(path, "rb");
    char *text = file != NULL ? malloc(PROJECT_MOST + 1) : NULL;
    bool found = false;
    if (text != NULL) {
        text[fread(text, 1, PROJECT_MOST, file)] = '\0';
        /* However it is written ([tool.procstart], [tool] procstart.select = ..), both words are in it. */
        found = strstr(text, "tool") != NULL && strstr(text, "procstart") != NULL;
    }
    free(text);
    if (file != NULL)
        fclose(file);
    return found;
}

static int read_config(struct way *way, const char *path, struct folder *folder)
{
    struct ps_guard_walk *walk = way->walk;
    for (size_t i = 0; i < walk->configs_n; i++) {
        if (strcmp(walk->configs[i].path, path) == 0) {
            folder->config = (int)i;
            folder->config_length = folder->length;
            return 0;
        }
    }
    if (!has_table(path))
        return 0;
    struct ps_guard_config config = {0};
    if (walk->read_config(walk->data, path, &config, way->err) != 0) {
        ps_guard_config_free(&config);
        return -1;
    }
    if (config.path == NULL)
        return 0;
    struct ps_guard_config *configs = realloc(walk->configs, (walk->configs_n + 1) * sizeof *configs);
    if (configs == NULL) {
        ps_guard_config_free(&config);
        return no_memory(way->err);
    }
    walk->configs = configs;
    walk->configs[walk->configs_n] = config;
    folder->config = (int)walk->configs_n++;
    folder->config_length = folder->length;
    return 0;
}

/* The folder whose path is the first `length` bytes of way->absolute. `ignores`: it is in the repository, so that its .gitignore
 * counts. */
static int enter(struct way *way, struct folder *folder, const struct folder *up, size_t length, bool ignores)
{
    char path[ROOM + sizeof PROJECT];
    *folder = (struct folder){.up = up, .length = length, .config = -1};
    if (up != NULL) {
        folder->config = up->config;
        folder->config_length = up->config_length;
    }
    snprintf(path, sizeof path, "%.*s%s", (int)length, way->absolute, PROJECT);
    if (read_config(way, path, folder) != 0)
        return -1;
    snprintf(path, sizeof path, "%.*s%s", (int)length, way->absolute, ".gitignore");
    return ignores ? ps_patterns_read(&folder->ignored, path, way->err) : 0;
}

static bool is_excluded(const struct way *way, const struct folder *folder, bool is_folder)
{
    if (folder->config < 0)
        return false;
    const struct ps_guard_config *config = &way->walk->configs[folder->config];
    return ps_patterns_match(&config->exclude, way->absolute + folder->config_length, is_folder) == PS_PATTERN_LEFT_OUT;
}

static bool is_left_out(const struct way *way, const struct folder *folder, bool is_folder)
{
    if (is_excluded(way, folder, is_folder))
        return true;
    for (; folder != NULL; folder = folder->up) {
        enum ps_pattern_says says = ps_patterns_match(&folder->ignored, way->absolute + folder->length, is_folder);
        if (says != PS_PATTERN_NOTHING)
            return says == PS_PATTERN_LEFT_OUT;
    }
    return false;
}

static bool is_known_junk(const char *name)
{
    static const char *const junk[] = {"__pycache__", "__pypackages__", "node_modules", "site-packages",
                                       "build",       "dist",           "_build",       "buck-out"};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        if (strcmp(name, junk[i]) == 0)
            return true;
    }
    return name[0] == '.';
}

static bool is_python(const char *name)
{
    const char *ending = strrchr(name, '.');
    return ending != NULL && (strcmp(ending, ".py") == 0 || strcmp(ending, ".pyw") == 0);
}

static int walk_folder(struct way *way, const struct folder *folder);

static int walk_entry(struct way *way, const struct folder *folder, const char *name, uv_dirent_type_t type)
{
    uint64_t mode = type == UV_DIRENT_DIR ? PS_PATH_FOLDER : type == UV_DIRENT_FILE ? PS_PATH_FILE : 0;
    bool maybe = is_python(name) && (type == UV_DIRENT_LINK || type == UV_DIRENT_UNKNOWN);
    if (type == UV_DIRENT_UNKNOWN || maybe)
        ps_path_kind(way->absolute, &mode);
    if (mode == PS_PATH_FILE)
        return is_python(name) && !is_left_out(way, folder, false) ? add_below(way, NULL, folder->config) : 0;
    if (mode != PS_PATH_FOLDER || type == UV_DIRENT_LINK || is_known_junk(name) || is_left_out(way, folder, true))
        return 0;
    size_t length = strlen(way->absolute);
    strcpy(way->absolute + length, "/");
    if (ps_path_has(way->absolute, length + 1, "pyvenv.cfg"))
        return 0;
    struct folder below;
    int status = enter(way, &below, folder, length + 1, true);
    if (status == 0)
        status = walk_folder(way, &below);
    ps_patterns_free(&below.ignored);
    return status;
}

static int walk_folder(struct way *way, const struct folder *folder)
{
    uv_fs_t request;
    uv_dirent_t entry;
    int status = 0, rc = uv_fs_scandir(NULL, &request, way->absolute, 0, NULL);
    if (rc < 0) {
        char why[128];
        snprintf(why, sizeof why, "the folder cannot be listed: %s", uv_strerror(rc));
        status = add_below(way, why, folder->config);
    }
    while (rc >= 0 && status == 0 && uv_fs_scandir_next(&request, &entry) == 0) {
        if (folder->length + strlen(entry.name) + 2 >= ROOM)
            continue; /* no program could open it by this path */
        strcpy(way->absolute + folder->length, entry.name);
        status = walk_entry(way, folder, entry.name, entry.type);
        way->absolute[folder->length] = '\0';
    }
    uv_fs_req_cleanup(&request);
    return status;
}

/* ---- operands ---- */

/* Enters the folders above the one at way->absolute, and then it; calls `inside`. Recursion keeps them all at hand. */
static int descend(struct way *way, const struct folder *up, size_t from, size_t to, size_t repository,
                   int (*inside)(struct way *, const struct folder *))
{
    const char *slash = memchr(way->absolute + from, '/', to - from);
    struct folder folder;
    size_t length = (size_t)(slash - way->absolute) + 1;
    int status = enter(way, &folder, up, length, length >= repository);
    if (status == 0)
        status = length < to ? descend(way, &folder, length, to, repository, inside) : inside(way, &folder);
    ps_patterns_free(&folder.ignored);
    return status;
}

/* The length of the path of the repository that a folder is in; where it is in none, of the folder itself. */
static size_t find_repository(struct way *way, size_t length)
{
    char kept[ROOM];
    strcpy(kept, way->absolute);
    size_t found = length;
    for (size_t at = length; at > 0; at--) {
        if (kept[at - 1] != '/')
            continue;
        memcpy(way->absolute, kept, at);
        way->absolute[at] = '\0';
        if (ps_path_has(way->absolute, at, ".git")) {
            found = at;
            break;
        }
    }
    strcpy(way->absolute, kept);
    return found;
}

static int inside_file(struct way *way, const struct folder *folder)
{
    const char *name = strrchr(way->operand, '/');
    name = name != NULL ? name + 1 : way->operand;
    if (strlen(name) + folder->length + 1 >= ROOM)
        return add(way, strdup(way->operand), "its path is too long", folder->config);
    strcpy(way->absolute + folder->length, name);
    bool excluded = is_excluded(way, folder, false);
    /* Or one of the folders that it is in, below the pyproject.toml. */
    for (char *at = way->absolute + folder->config_length; folder->config >= 0 && !excluded && (at = strchr(at, '/')) != NULL;
         at++) {
        *at = '\0';
        excluded = is_excluded(way, folder, true);
        *at = '/';
    }
    way->absolute[folder->length] = '\0';
    way->walk->excluded += excluded;
    return excluded ? 0 : add(way, strdup(way->operand), NULL, folder->config);
}

static int by_path(const void *a, const void *b)
{
    const struct ps_guard_walked *one = a, *other = b;
    return strcmp(one->path, other->path);
}

static int walk_operand(struct way *way)
{
    uint64_t mode;
    int rc = ps_path_kind(way->operand, &mode);
    struct ps_error why;
    char folder[ROOM];
    const char *slash = strrchr(way->operand, '/');
    if (rc != 0 && strcmp(way->operand, "-") == 0)
        return add(way, strdup(way->operand), "standard input is not read: save the program as a file, and name that", -1);
    if (rc == 0 && mode != PS_PATH_FOLDER && mode != PS_PATH_FILE)
        return add(way, strdup(way->operand), "it is neither a file nor a folder", -1);
    if (rc != 0 || strlen(way->operand) >= ROOM)
        return add(way, strdup(way->operand), rc == UV_ENOENT || rc == 0 ? "there is no such file" : uv_strerror(rc), -1);
    if (mode == PS_PATH_FOLDER)
        snprintf(folder, sizeof folder, "%s", way->operand);
    else if (slash != NULL)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - way->operand) + 1, way->operand);
    else
        strcpy(folder, ".");
    if (ps_path_resolve(way->absolute, folder, &why) != 0)
        return add(way, strdup(way->operand), why.what, -1);
    size_t length = strlen(way->absolute), before = way->walk->files_n;
    way->base = length;
    int status = descend(way, NULL, 0, length, find_repository(way, length), mode == PS_PATH_FOLDER ? walk_folder : inside_file);
    if (way->walk->files_n > before)
        qsort(way->walk->files + before, way->walk->files_n - before, sizeof *way->walk->files, by_path);
    return status;
}

/* ---- all of it ---- */

static int by_path_then_place(const void *a, const void *b)
{
    const struct ps_guard_walked *one = *(const struct ps_guard_walked *const *)a,
                                 *other = *(const struct ps_guard_walked *const *)b;
    int order = strcmp(one->path, other->path);
    return order != 0 ? order : one < other ? -1 : one > other;
}

/* A file that was named twice, or is in a folder that was named too, is looked at once. */
static int drop_doubles(struct ps_guard_walk *walk, struct ps_error *err)
{
    struct ps_guard_walked **sorted = calloc(walk->files_n + 1, sizeof(struct ps_guard_walked *));
    if (sorted == NULL)
        return no_memory(err);
    for (size_t i = 0; i < walk->files_n; i++)
        sorted[i] = &walk->files[i];
    qsort(sorted, walk->files_n, sizeof *sorted, by_path_then_place);
    size_t first = 0;
    for (size_t i = 1; i < walk->files_n; i++) {
        if (strcmp(sorted[first]->path, sorted[i]->path) != 0) {
            first = i;
            continue;
        }
        free(sorted[i]->error);
        sorted[i]->error = NULL;
        sorted[i]->config = -2;
    }
    free(sorted);
    size_t kept = 0;
    for (size_t i = 0; i < walk->files_n; i++) {
        if (walk->files[i].config == -2)
            free(walk->files[i].path);
        else
            walk->files[kept++] = walk->files[i];
    }
    walk->files_n = kept;
    return 0;
}

int ps_guard_walk(struct ps_guard_walk *walk, const char *const *operands, size_t n, struct ps_error *err)
{
    struct way *way = calloc(1, sizeof *way);
    if (way == NULL)
        return no_memory(err);
    int status = ps_path_resolve(way->absolute, ".", err) == 0 ? 0 : ps_error_context(err, "the working directory");
    bool backslashes = status == 0 && way->absolute[0] != '/';
    for (size_t i = 0; status == 0 && i < n; i++) {
        char *operand = strdup(operands[i]);
        if (operand == NULL) {
            status = no_memory(err);
            break;
        }
        if (backslashes)
            ps_path_turn_slashes(operand);
        *way = (struct way){.walk = walk, .err = err, .operand = operand};
        status = walk_operand(way);
        free(operand);
    }
    free(way);
    return status == 0 && n > 1 ? drop_doubles(walk, err) : status;
}

void ps_guard_walk_free(struct ps_guard_walk *walk)
{
    for (size_t i = 0; i < walk->files_n; i++) {
        free(walk->files[i].path);
        free(walk->files[i].error);
    }
    for (size_t i = 0; i < walk->configs_n; i++)
        ps_guard_config_free(&walk->configs[i]);
    free(walk->files);
    free(walk->configs);
}
