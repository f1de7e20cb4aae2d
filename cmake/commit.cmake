cmake_minimum_required(VERSION 3.22)
# cmake -DSOURCE=.. -DOUTPUT=commit.h -P commit.cmake: writes the commit that is being built, and touches the file only if that
# has changed.
set(commit "")
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit ERROR_QUIET
                OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
execute_process(COMMAND git -C ${SOURCE} diff --quiet HEAD ERROR_QUIET RESULT_VARIABLE dirty)
if(failed)
  set(commit "")
elseif(dirty)
  string(APPEND commit "-dirty")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define PS_COMMIT \"@commit@\"\n" @ONLY)
