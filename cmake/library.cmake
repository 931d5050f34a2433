# bros::bros, header-only: Eigen, Boost and Random123 headers and nothing else.
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED)
find_path(BROS_RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)

add_library(bros INTERFACE)
add_library(bros::bros ALIAS bros)
target_compile_features(bros INTERFACE cxx_std_20)
target_include_directories(bros INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/lib>
                                          $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(bros INTERFACE Eigen3::Eigen Boost::headers)
