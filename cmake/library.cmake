# bros::bros, header-only: Eigen and Random123. Boost is for bros::compiled and for those who include multiprecision.
find_package(Eigen3 REQUIRED NO_MODULE)  # no version here: Eigen 5 would refuse 3.4
if(Eigen3_VERSION VERSION_LESS 3.4)
  message(FATAL_ERROR "Eigen ${Eigen3_VERSION}: at least 3.4 is needed")
endif()
find_package(Boost 1.74 REQUIRED)
find_path(BROS_RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)

add_library(bros INTERFACE)
add_library(bros::bros ALIAS bros)
target_compile_features(bros INTERFACE cxx_std_20)
target_include_directories(bros INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>
                                          $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_include_directories(bros SYSTEM INTERFACE $<BUILD_INTERFACE:${BROS_RANDOM123_INCLUDE_DIR}>)
target_link_libraries(bros INTERFACE Eigen3::Eigen $<TARGET_NAME_IF_EXISTS:Boost::headers>)

# bros::compiled: the same headers, with the common scalars instantiated once. Eigen aligns its arrays by -march, so that
# whoever links it takes the same one; -DBROS_ARCH= gives a library for every machine.
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/src/*.cpp)
add_library(bros_compiled STATIC ${sources})
add_library(bros::compiled ALIAS bros_compiled)
set_target_properties(bros_compiled PROPERTIES EXPORT_NAME compiled POSITION_INDEPENDENT_CODE ON)
target_link_libraries(bros_compiled PUBLIC bros PRIVATE $<BUILD_INTERFACE:bros_own_flags>)
target_precompile_headers(bros_compiled PRIVATE <bros/compiled_50.hpp> <bros/compiled_theory.hpp>)
target_compile_definitions(bros_compiled INTERFACE BROS_COMPILED)
target_compile_options(bros_compiled INTERFACE $<$<BOOL:${BROS_ARCH}>:-march=${BROS_ARCH}>)

# Optional scalars on MPFR and MPFI; linking this target says that bros/core/mpfr.hpp may be included.
find_library(BROS_MPFR_LIBRARY mpfr)
find_library(BROS_MPFI_LIBRARY mpfi)
find_library(BROS_GMP_LIBRARY gmp)
if(BROS_MPFR_LIBRARY AND BROS_MPFI_LIBRARY AND BROS_GMP_LIBRARY)
  set(BROS_MPFR_FOUND TRUE)
  add_library(bros_mpfr INTERFACE)
  target_link_libraries(bros_mpfr INTERFACE ${BROS_MPFI_LIBRARY} ${BROS_MPFR_LIBRARY} ${BROS_GMP_LIBRARY})
  target_compile_definitions(bros_mpfr INTERFACE BROS_WITH_MPFR)
else()
  message(STATUS "bros: MPFR or MPFI not found: the scalars on them are left out")
endif()

# Optional: data-parallel runs (bros/parallel/mpi.hpp), and `bros rates` and `bros task` on several ranks.
find_package(MPI COMPONENTS CXX QUIET)
if(MPI_CXX_FOUND)
  add_library(bros_mpi INTERFACE)
  target_link_libraries(bros_mpi INTERFACE MPI::MPI_CXX)
  target_compile_definitions(bros_mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
else()
  message(STATUS "bros: MPI not found: --mpi and bros/parallel/mpi.hpp are left out")
endif()

# Optional: networks on libtorch (bros/torch). Only its headers and three libraries are asked for: the TorchConfig.cmake of
# Debian wants the development files of what libtorch itself was built with.
find_path(BROS_TORCH_INCLUDE_DIR torch/csrc/autograd/custom_function.h)
find_library(BROS_TORCH_LIBRARY torch)
find_library(BROS_TORCH_CPU_LIBRARY torch_cpu)
find_library(BROS_C10_LIBRARY c10)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(STATUS "bros: Clang does not compile the headers of libtorch 1.13 as C++20: networks are left out")
elseif(BROS_TORCH_INCLUDE_DIR AND BROS_TORCH_LIBRARY AND BROS_TORCH_CPU_LIBRARY AND BROS_C10_LIBRARY)
  set(BROS_TORCH_FOUND TRUE)
  add_library(bros_torch INTERFACE)
  target_include_directories(bros_torch SYSTEM INTERFACE ${BROS_TORCH_INCLUDE_DIR}
                                                         ${BROS_TORCH_INCLUDE_DIR}/torch/csrc/api/include)
  target_link_libraries(bros_torch INTERFACE bros_compiled ${BROS_TORCH_LIBRARY} ${BROS_TORCH_CPU_LIBRARY} ${BROS_C10_LIBRARY}
                                             ${CMAKE_DL_LIBS})
else()
  message(STATUS "bros: libtorch not found (Debian: libtorch-dev, libopenblas0-pthread): networks are left out")
endif()
