# What the project's own targets are compiled with. None of it reaches those who link bros::bros.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
option(BROS_STRICT "Warnings as errors on the project's own targets" OFF)
option(BROS_QUICK "Compile quickly: several sources in one translation unit, less optimisation where running takes no time" OFF)
option(BROS_SANITIZE "Address and undefined-behaviour sanitizers on the project's own targets" OFF)

add_library(bros_own_flags INTERFACE)
# GCC 12 warns falsely about "text" + std::string when it inlines (its bugs 105329 and 105651), and about Boost's cpp_int
# at -O3.
target_compile_options(bros_own_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow>
                       $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>
                       $<$<BOOL:${BROS_ARCH}>:-march=${BROS_ARCH}> $<$<BOOL:${BROS_STRICT}>:-Werror>)
find_program(BROS_CCACHE ccache)
if(BROS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BROS_CCACHE})
endif()
if(BROS_SANITIZE)
  target_compile_options(bros_own_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bros_own_flags INTERFACE -fsanitize=address,undefined)
endif()

# If BROS_QUICK asks for it: `batch` sources of the target in one translation unit, so that what they instantiate alike is
# compiled once; and little optimisation of what compiles longer than it runs.
function(bros_batch target batch)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${BROS_QUICK} UNITY_BUILD_BATCH_SIZE ${batch})
endfunction()
function(bros_less_optimised target visibility)
  target_compile_options(${target} ${visibility} $<$<BOOL:${BROS_QUICK}>:-Og>)
endfunction()
