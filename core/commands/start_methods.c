#include "commands/start_methods.h"

#include "cli/cli.h"
#include "plan/cell.h"

int ps_start_methods_parse(const char *value, unsigned *methods, struct ps_error *err)
{
    const char *words[PS_METHODS] = {NULL}; /* all but the floor, and their end */
    unsigned bits = 0;
    for (int method = PS_FORK; method < PS_METHODS; method++)
        words[method - PS_FORK] = ps_method_name((enum ps_method)method);
    if (ps_parse_words("--method", value, "method", words, &bits, err) != 0)
        return -1;
    *methods |= bits << PS_FORK;
    return 0;
}
