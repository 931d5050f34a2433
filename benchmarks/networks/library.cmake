# What reads libtorch's headers includes this: they take longest to compile, so they are read once, and networks are
# instantiated once. A precompiled header serves only what is compiled alike, as code of a module must be.
include_guard(GLOBAL)
add_library(bros_networks STATIC ${CMAKE_CURRENT_LIST_DIR}/instances.cpp)
target_compile_options(bros_networks PUBLIC -fPIC)
bros_less_optimised(bros_networks PUBLIC)
target_link_libraries(bros_networks PUBLIC bros_torch bros_own_flags)
target_precompile_headers(bros_networks PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp)

function(bros_on_networks target)
  target_link_libraries(${target} PRIVATE bros_networks)
  target_precompile_headers(${target} REUSE_FROM bros_networks)
endfunction()
