# Writes OUTPUT, a source with the version and the commit of the clone in SOURCE, if it would change:
# cmake -DSOURCE=folder -DVERSION=words -DOUTPUT=file -P build.cmake
set(commit "")
find_program(git git)
if(git)
  execute_process(COMMAND ${git} rev-parse --show-cdup WORKING_DIRECTORY "${SOURCE}"
                  OUTPUT_VARIABLE above RESULT_VARIABLE none OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(none EQUAL 0 AND above STREQUAL "")  # not a folder of somebody else's clone
    execute_process(COMMAND ${git} rev-parse --short=12 HEAD WORKING_DIRECTORY "${SOURCE}"
                    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND ${git} diff-index --quiet HEAD -- WORKING_DIRECTORY "${SOURCE}" RESULT_VARIABLE differs ERROR_QUIET)
    if(commit AND NOT differs EQUAL 0)
      string(APPEND commit ", and files that differ from it")
    endif()
  endif()
endif()
set(text "#include \"origin.hpp\"\n\nbros::plots::Build bros::plots::this_build() { return {\"${VERSION}\", \"${commit}\"}; }\n")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" there)
endif()
if(NOT text STREQUAL there)
  file(WRITE "${OUTPUT}" "${text}")
endif()
