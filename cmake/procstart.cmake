# What every target of procstart has in common.

add_library(ps_options INTERFACE)
target_compile_options(ps_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
                                            -Wvla $<$<BOOL:${PS_WERROR}>:-Werror>)
target_include_directories(ps_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/core ${CMAKE_BINARY_DIR}/generated)

add_library(ps_sanitize INTERFACE)
if(PS_SANITIZE)
  target_compile_options(ps_sanitize INTERFACE -fsanitize=${PS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ps_sanitize INTERFACE -fsanitize=${PS_SANITIZE})
endif()

# ps_library(NAME SOURCES a.c b.c LIBS x y): a static library of one module.
function(ps_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_link_libraries(${name} PUBLIC ps_options ps_sanitize ${A_LIBS})
endfunction()

# Everything that ps_program() makes, for tests that run procstart as a whole: which programs there are, the platform knows.
add_custom_target(ps_all_programs)

# ps_program(NAME SOURCES .. LIBS ..): a program that is installed beside the others (core/base/programs.h).
function(ps_program name)
  cmake_parse_arguments(A "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ps_options ps_sanitize ${A_LIBS} $<TARGET_NAME_IF_EXISTS:ps_entry>)
  add_dependencies(ps_all_programs ${name})
endfunction()

# ps_test(NAME [POSIX] SOURCES .. LIBS .. NEEDS ..): one Criterion program and its entry in ctest, labelled with its folders under
# tests/. The time limit is for programs that hang: loaded machines and sanitizers must be far from it. NEEDS: targets that are
# built before it. POSIX: it forks, sends signals, makes links, runs a shell or looks at files as POSIX has them, so not on
# Windows.
function(ps_test name)
  cmake_parse_arguments(A "POSIX" "" "SOURCES;LIBS;NEEDS" ${ARGN})
  if(WIN32 AND A_POSIX)
    return()
  endif()
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ps_options ps_sanitize ${A_LIBS} PkgConfig::CRITERION
                                        $<TARGET_NAME_IF_EXISTS:ps_test_posix>)
  target_compile_definitions(${name} PRIVATE PS_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
                                             PS_TEST_PROGRAMS="${CMAKE_BINARY_DIR}" PS_TEST_SOURCE="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  if(A_NEEDS)
    add_dependencies(${name} ${A_NEEDS})
  endif()
  if(PS_SANITIZE STREQUAL "thread")
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/tsan_arena.c)
  endif()
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" ";" folders ${folder})
  set_tests_properties(${name} PROPERTIES LABELS "${folders}" TIMEOUT 300)
endfunction()
