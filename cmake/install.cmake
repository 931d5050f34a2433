# find_package(bros) and pkg-config for those who use the installed library.
include(CMakePackageConfigHelpers)
install(TARGETS bros bros_compiled EXPORT bros_targets)
install(DIRECTORY lib/bros DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT bros_targets FILE bros-targets.cmake NAMESPACE bros:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
configure_package_config_file(cmake/bros-config.cmake.in ${PROJECT_BINARY_DIR}/bros-config.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bros-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bros-config.cmake ${PROJECT_BINARY_DIR}/bros-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
set(BROS_ARCH_FLAG "")
if(BROS_ARCH)
  set(BROS_ARCH_FLAG "-march=${BROS_ARCH}")
endif()
foreach(file bros bros-compiled)  # relative to their own place
  configure_file(cmake/${file}.pc.in ${PROJECT_BINARY_DIR}/${file}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${file}.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
endforeach()
