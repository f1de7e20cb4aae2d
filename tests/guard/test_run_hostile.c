/* Scripts that mean harm, or do some: each gets its verdict, and nothing of it is left. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "run_support.h"

TestSuite(hostile, .timeout = 240);

Test(hostile, never_ends)
{
    run_expect("a.py", RUN_PID "while True:\n    pass\n", PS_FORK, PS_VERDICT_HANGS);
}

Test(hostile, ignores_every_signal)
{
    run_expect("a.py",
               RUN_PID "import signal, time, multiprocessing as mp\n"
                       "for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):\n"
                       "    signal.signal(number, lambda *args: None)\n"
                       "def f():\n"
                       "    time.sleep(1000)\n"
                       "if __name__ == '__main__':\n"
                       "    child = mp.Process(target=f)\n"
                       "    child.start()\n"
                       "    child.join()\n",
               PS_SPAWN, PS_VERDICT_HANGS);
}

Test(hostile, prints_half_a_gigabyte)
{
    run_expect("a.py",
               "import sys\n"
               "text = 'x' * (1 << 20)\n"
               "for i in range(256):\n"
               "    print(text)\n"
               "    print(text, file=sys.stderr)\n",
               PS_FORK, PS_VERDICT_NO_PROCESSES);
}

Test(hostile, prints_without_end)
{
    run_expect("a.py", RUN_PID "while True:\n    print('x' * 1000000)\n", PS_FORK, PS_VERDICT_HANGS);
}

Test(hostile, closes_its_descriptors_and_goes_on)
{
    run_expect("a.py", RUN_PID "import time\nos.closerange(0, 1024)\ntime.sleep(1000)\n", PS_FORK, PS_VERDICT_HANGS);
    run_expect("a.py", RUN_PID "os.closerange(0, 1024)\n", PS_FORK, PS_VERDICT_NO_PROCESSES);
}

#define CHILD                                                                                                                    \
    "if __name__ == '__main__':\n"                                                                                               \
    "    import multiprocessing as mp\n"                                                                                         \
    "    child = mp.Process(target=f)\n"                                                                                         \
    "    child.start()\n"

Test(hostile, kills_its_parent)
{
    static const char text[] = RUN_PID "import time\n"
                                       "def f():\n"
                                       "    pid()\n"
                                       "    os.kill(os.getppid(), 9)\n"
                                       "    time.sleep(1000)\n" CHILD "    child.join()\n";
    run_expect("a.py", text, PS_FORK, PS_VERDICT_CRASHES);
    run_expect("a.py", text, PS_SPAWN, PS_VERDICT_CRASHES);
}

Test(hostile, kills_who_contains_it)
{
    run_expect("a.py",
               RUN_PID "import time\n"
                       "def f():\n"
                       "    os.setsid()\n"
                       "    pid()\n"
                       "    time.sleep(1000)\n" CHILD "    time.sleep(1)\n"
                       "    os.kill(os.getppid(), 9)\n"
                       "    time.sleep(1000)\n",
               PS_FORK, PS_VERDICT_CRASHES);
}

Test(hostile, ends_without_its_children)
{
    run_expect("a.py",
               RUN_PID "import time\n"
                       "def f():\n"
                       "    pid()\n"
                       "    time.sleep(1000)\n" CHILD "    os._exit(7)\n",
               PS_SPAWN, PS_VERDICT_CRASHES);
}

Test(hostile, leaves_a_daemon_behind)
{
    run_expect("a.py",
               RUN_PID "import time\n"
                       "if os.fork() == 0:\n"
                       "    os.setsid()\n"
                       "    if os.fork() == 0:\n"
                       "        os.setsid()\n"
                       "        pid()\n"
                       "        time.sleep(1000)\n"
                       "    os._exit(0)\n"
                       "os.wait()\n"
                       "time.sleep(0.5)\n",
               PS_FORK, PS_VERDICT_OK);
}

Test(hostile, takes_memory_without_end)
{
    run_expect("a.py", RUN_PID "all = []\nwhile True:\n    all.append(bytearray(1000000))\n", PS_FORK, PS_VERDICT_CRASHES);
}

Test(hostile, takes_memory_in_many_children)
{
    run_expect("a.py",
               RUN_PID "import time\n"
                       "for i in range(8):\n"
                       "    if os.fork() == 0:\n"
                       "        pid()\n"
                       "        all = bytearray(60000000)\n"
                       "        time.sleep(1000)\n"
                       "time.sleep(1000)\n",
               PS_FORK, PS_VERDICT_CRASHES);
}

Test(hostile, shares_memory_with_its_children)
{
    run_expect("a.py",
               "import os, time\n"
               "all = bytearray(100000000)\n"
               "for i in range(8):\n"
               "    if os.fork() == 0:\n"
               "        time.sleep(1)\n"
               "        os._exit(0)\n"
               "for i in range(8):\n"
               "    os.wait()\n",
               PS_FORK, PS_VERDICT_OK);
}

Test(hostile, forks_without_end)
{
    run_expect("a.py", RUN_PID "while True:\n    os.fork()\n", PS_FORK, PS_VERDICT_LOOPS);
}

Test(hostile, starts_children_without_end)
{
    static const char text[] = RUN_PID "import multiprocessing as mp, time\n"
                                       "if __name__ == '__main__':\n"
                                       "    while True:\n"
                                       "        mp.Process(target=time.sleep, args=(1000,), daemon=True).start()\n";
    run_expect("a.py", text, PS_FORK, PS_VERDICT_LOOPS);
    run_expect("a.py", text, PS_SPAWN, PS_VERDICT_LOOPS);
}

Test(hostile, starts_shells_without_end)
{
    run_expect("a.py",
               RUN_PID "import subprocess\n"
                       "while True:\n"
                       "    subprocess.Popen(['sleep', '1000'])\n",
               PS_FORK, PS_VERDICT_LOOPS);
}

Test(hostile, starts_itself_without_end)
{
    run_expect("a.py", RUN_PID "import subprocess, sys\nsubprocess.run([sys.executable, __file__])\n", PS_FORK, PS_VERDICT_LOOPS);
}

Test(hostile, starts_what_starts_the_like_of_itself)
{
    static const char text[] = RUN_PID "import multiprocessing as mp\n"
                                       "def f():\n"
                                       "    child = mp.Process(target=f)\n"
                                       "    child.start()\n"
                                       "    child.join()\n"
                                       "if __name__ == '__main__':\n"
                                       "    f()\n";
    run_expect("a.py", text, PS_FORK, PS_VERDICT_LOOPS);
    run_expect("a.py", text, PS_SPAWN, PS_VERDICT_LOOPS);
}

Test(hostile, removes_its_folder_of_temporary_files)
{
    run_expect("a.py",
               "import os, shutil, multiprocessing as mp\n"
               "def f():\n"
               "    pass\n"
               "if __name__ == '__main__':\n"
               "    shutil.rmtree(os.environ['TMPDIR'])\n"
               "    child = mp.Process(target=f)\n"
               "    child.start()\n"
               "    child.join()\n"
               "    assert child.exitcode == 0\n",
               PS_SPAWN, PS_VERDICT_OK);
}

Test(hostile, lies_at_a_strange_path_and_goes_elsewhere)
{
    static const char text[] = RUN_PID "import multiprocessing as mp\n"
                                       "def f():\n"
                                       "    pass\n"
                                       "os.chdir('/')\n"
                                       "if __name__ == '__main__':\n"
                                       "    child = mp.Process(target=f)\n"
                                       "    child.start()\n"
                                       "    child.join()\n"
                                       "    assert child.exitcode == 0\n";
    /* pids are written by children, too: that is an effect */
    run_expect("a b\n\xc3\xa9 \x1b[31m.py", text, PS_SPAWN, PS_VERDICT_REEXECUTES);
#ifdef __linux__ /* elsewhere file systems want UTF-8 */
    run_expect("\xff.py", text, PS_SPAWN, PS_VERDICT_REEXECUTES);
#endif
}

Test(hostile, is_no_script)
{
    run_expect("a.py", "from . import x\n", PS_FORK, PS_VERDICT_CRASHES);
    run_expect("a.py",
               "\x7f"
               "ELF\x01\x02\x03",
               PS_FORK, PS_VERDICT_CRASHES);
    run_expect("a.py", "", PS_FORK, PS_VERDICT_NO_PROCESSES);
    run_expect("a.py", "def f(:\n", PS_FORK, PS_VERDICT_CRASHES);
    run_expect("a.py", "# coding: latin-1\nx = '\xe9'\n", PS_FORK, PS_VERDICT_NO_PROCESSES);
}
