/* contain_child.h: what test_contain.c and its child agree on. */
#ifndef TESTS_PLATFORM_WINDOWS_CONTAIN_CHILD_H
#define TESTS_PLATFORM_WINDOWS_CONTAIN_CHILD_H

/* A child that sleeps, or keeps one that does, holds one of the names NAME.0, NAME.1, .. as long as it lives. */
#define CONTAIN_CHILD_MOST 4

#define CONTAIN_CHILD_ARGS(L)                                                                                                    \
    {                                                                                                                            \
        L##"a b", L##"", L##"quo\"te", L##"end\\", L##"\u65e5\u672c"                                                             \
    }

#endif
