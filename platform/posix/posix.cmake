# What Linux and macOS have in common, as libraries and programs. Included by each of them: ${POSIX}/x.c is shared, a bare x.c is
# the platform's own. OWN_LAUNCHERS: those that only this platform has.
set(POSIX ${CMAKE_CURRENT_LIST_DIR})

# ---- runners and host ----
ps_library(ps_clock SOURCES clock.c)
ps_library(ps_page SOURCES ${POSIX}/page.c LIBS ps_base)
ps_library(ps_process_id SOURCES ${POSIX}/process_id.c)
ps_library(ps_resources SOURCES ../resources.c ${POSIX}/resources.c peak.c LIBS ps_page)
ps_library(ps_runner_platform SOURCES ${POSIX}/channel.c ${POSIX}/factors.c pin.c LIBS ps_base Threads::Threads)
set(LAUNCHERS ../launch.c launchers.c launch_posix_spawn.c ${OWN_LAUNCHERS} ${POSIX}/launch_fork.c ${POSIX}/launch_posix_spawn.c
              ${POSIX}/launch_exec.c ${POSIX}/launch_forkserver.c ../launch_floor.c ${POSIX}/launch_child.c
              ${POSIX}/target.c)
set(LAUNCHERS_USE ps_base ps_cell ps_clock ps_page ps_resources ps_runner_platform)
ps_library(ps_launchers SOURCES ${LAUNCHERS} ../launch_uv_absent.c LIBS ${LAUNCHERS_USE})
ps_library(ps_launchers_uv SOURCES ${LAUNCHERS} ../launch_uv.c ${POSIX}/launch_uv_error.c launch_uv_mechanism.c
           LIBS ${LAUNCHERS_USE} PkgConfig::LIBUV)
ps_library(ps_library SOURCES ${POSIX}/library.c ${POSIX}/host.c LIBS ps_base ${CMAKE_DL_LIBS})
ps_library(ps_host_entry SOURCES ../host_main.c)

# ---- procstart ----
ps_library(ps_files SOURCES ${POSIX}/files.c sync.c LIBS ps_base)
ps_library(ps_console SOURCES ${POSIX}/console.c LIBS ps_base)
ps_library(ps_libpython SOURCES ../answers.c ${POSIX}/shadow.c ${POSIX}/libpython.c ${POSIX}/installed.c ../natural.c
           ${POSIX}/libpython_candidates.c libpython_names.c
           LIBS ps_base PkgConfig::JANSSON)
ps_library(ps_contain SOURCES ${POSIX}/contain.c contain_use.c ${POSIX}/remove_tree.c ${POSIX}/run_folder.c run_folder.c
           LIBS ps_base PkgConfig::LIBUV)

# ---- programs ----
ps_program(procstart-keeper SOURCES ${POSIX}/keeper.c ${POSIX}/keeper_watch.c ${POSIX}/remove_tree.c keeper_tree.c)
ps_program(procstart-stub-dynamic SOURCES ../stub_dynamic.c LIBS ps_clock ps_page ps_resources)
