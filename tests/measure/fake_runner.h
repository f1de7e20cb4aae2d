/* fake_runner.h: what the runner that stands for a real one does wrong; the `fds` of its cell. */
#ifndef PS_TESTS_FAKE_RUNNER_H
#define PS_TESTS_FAKE_RUNNER_H

enum fake {
    FAKE_BEHAVES,
    FAKE_HANGS_BEFORE_HELLO,
    FAKE_CANNOT,
    FAKE_REFUSES,
    FAKE_EXITS,
    FAKE_EXITS_AS_PYTHON,
    FAKE_SAYS_NO_MECHANISM,
    FAKE_HANGS, /* in its third batch, as the next */
    FAKE_CRASHES,
    FAKE_SAYS_NONSENSE,
    FAKE_FAILS_A_START, /* the third of a batch */
    FAKE_SENDS_HALF,    /* of a reply, and exits with 0 */
    FAKE_SAYS_MORE,     /* a text where none is asked: allowed */
    FAKE_GOES_BACK_IN_TIME,
    FAKE_STAYS,        /* when its input has ended */
    FAKE_PRINTS_FIRST, /* as a sitecustomize may: more than any reply has */
};

#endif
